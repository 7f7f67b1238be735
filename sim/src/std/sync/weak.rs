//! `std::sync::Weak`: a pointer to a value that others own.

use std::fmt;
use std::mem::ManuallyDrop;
use std::sync::Arc as Std;
use std::sync::Weak as StdWeak;
use std::sync::atomic::Ordering::Relaxed;

use super::Arc;
use super::counts::Counts;

/// A pointer to a value that others own, as long as somebody does.
pub struct Weak<T: ?Sized> {
    pub(super) value: StdWeak<T>,
    /// None for one that has never pointed to anything.
    pub(super) counts: Option<Std<Counts>>,
}

impl<T> Weak<T> {
    /// A pointer to nothing.
    pub const fn new() -> Self {
        Weak {
            value: StdWeak::new(),
            counts: None,
        }
    }
}

impl<T: ?Sized> Weak<T> {
    /// Becomes an owner, if there is one yet.
    #[track_caller]
    pub fn upgrade(&self) -> Option<Arc<T>> {
        let counts = self.counts.as_ref()?;
        if !counts.come_back() {
            return None;
        }
        let value = self.value.upgrade().expect("both counts agree");
        Some(Arc {
            value: ManuallyDrop::new(value),
            counts: Std::clone(counts),
        })
    }

    /// Goes without being counted.
    pub(super) fn forget(mut self) {
        self.counts = None;
    }

    /// How many owners there are.
    #[track_caller]
    pub fn strong_count(&self) -> usize {
        let counts = self.counts.as_ref();
        counts.map_or(0, |counts| counts.strong("strong_count", Relaxed))
    }

    /// How many weak pointers there are, if there is an owner.
    #[track_caller]
    pub fn weak_count(&self) -> usize {
        let counts = self.counts.as_ref();
        let counts = counts.filter(|counts| counts.strong("weak_count", Relaxed) != 0);
        counts.map_or(0, |counts| counts.weak("weak_count"))
    }

    /// Where the value is or was.
    pub fn as_ptr(&self) -> *const T {
        self.value.as_ptr()
    }

    /// Whether both point to the same value.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.value.ptr_eq(&other.value)
    }
}

impl<T: ?Sized> Clone for Weak<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        if let Some(counts) = &self.counts {
            counts.add_weak("clone_weak");
        }
        Weak {
            value: self.value.clone(),
            counts: self.counts.clone(),
        }
    }
}

impl<T: ?Sized> Drop for Weak<T> {
    #[track_caller]
    fn drop(&mut self) {
        if let Some(counts) = &self.counts {
            counts.drop_weak();
        }
    }
}

impl<T> Default for Weak<T> {
    fn default() -> Self {
        Weak::new()
    }
}

impl<T: ?Sized> fmt::Debug for Weak<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(Weak)")
    }
}
