//! A place for a value that is written once, and may lie in a `static`.
//!
//! # Invariants
//! 1. The value lies in a box of its own. The place owns it, or, where the place lies in a
//!    `static`, the execution does that wrote it, which drops it at its end.
//! 2. What another execution owned is not looked at.

use std::ptr::NonNull;

use crate::engine;
use crate::statics;

/// A value that is there or not.
pub(super) struct Place<T> {
    held: Option<Held<T>>,
}

struct Held<T> {
    value: NonNull<T>,
    /// The execution that owns it, 0 for the place.
    owner: u64,
}

// SAFETY: a place gives `&T` to who has `&Place`, and sends its value as a box does.
unsafe impl<T: Send> Send for Place<T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Place<T> {}

impl<T> Place<T> {
    pub(super) const fn new() -> Self {
        Place { held: None }
    }

    /// Writes the value; there must be none.
    pub(super) fn write(&mut self, value: T) {
        let address = (&raw const *self).addr();
        let value = NonNull::from(Box::leak(Box::new(value)));
        let in_static = engine::number() != 0 && statics::is_static(address);
        let owner = if in_static { engine::number() } else { 0 };
        if in_static {
            engine::own(value.as_ptr().cast(), free::<T>);
        }
        self.held = Some(Held { value, owner });
    }

    /// The value.
    pub(super) fn get(&self) -> Option<&T> {
        let held = self.held.as_ref().filter(|held| held.is_there());
        // SAFETY: it is there (invariant 2), and is not written through a shared place.
        held.map(|held| unsafe { held.value.as_ref() })
    }

    /// The value, to be written.
    pub(super) fn get_mut(&mut self) -> Option<&mut T> {
        let held = self.held.as_mut().filter(|held| held.is_there());
        // SAFETY: it is there (invariant 2), and reached through the place only.
        held.map(|held| unsafe { held.value.as_mut() })
    }

    /// Takes the value out.
    pub(super) fn take(&mut self) -> Option<T> {
        let held = self.held.take().filter(Held::is_there)?;
        if held.owner != 0 {
            engine::disown(held.value.as_ptr().cast());
        }
        // SAFETY: it was made of a box, which nobody else owns now.
        Some(*unsafe { Box::from_raw(held.value.as_ptr()) })
    }
}

impl<T> Held<T> {
    fn is_there(&self) -> bool {
        self.owner == 0 || self.owner == engine::number()
    }
}

/// Drops a value for the execution that owns it.
fn free<T>(value: *mut ()) {
    // SAFETY: it was made of a box, which the execution owns (invariant 1).
    drop(unsafe { Box::from_raw(value.cast::<T>()) });
}

impl<T> Drop for Place<T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}
