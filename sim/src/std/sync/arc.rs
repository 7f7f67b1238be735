//! `std::sync::Arc`: std's own, with counts that the simulator sees.
//!
//! # Orderings
//! Those of std, so that what the simulator finds is true of it: a new owner is counted with
//! `Relaxed`, one that goes is taken off with `Release`, and the last one reads that with `Acquire`
//! before it drops the value.
//!
//! # Invariants
//! 1. Each owner and each [`Weak`] has one of the std pointer's counts and one of the counts here,
//!    and between the changes of the two nobody else runs: so both agree at every event.

use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::ptr;
use std::sync::Arc as Std;
use std::sync::atomic::Ordering::Relaxed;

use super::Weak;
use super::counts::Counts;

/// Shared ownership of a value, which the last owner drops.
///
/// That an owner comes or goes is an event. std's own `Arc` may be used as well in a simulation:
/// it costs no events, and its counts order nothing as far as the simulator sees.
pub struct Arc<T: ?Sized> {
    pub(super) value: ManuallyDrop<Std<T>>,
    pub(super) counts: Std<Counts>,
}

impl<T> Arc<T> {
    /// The first owner of `value`.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Arc::own(Std::new(value))
    }

    /// The first owner of a value that will not move.
    #[track_caller]
    pub fn pin(value: T) -> Pin<Self> {
        // SAFETY: the value lies on the heap until it is dropped, and nobody moves it out of there
        // through a pinned owner.
        unsafe { Pin::new_unchecked(Arc::new(value)) }
    }

    /// The first owner of a value that knows where it will be.
    #[track_caller]
    pub fn new_cyclic(make: impl FnOnce(&Weak<T>) -> T) -> Self {
        let counts = Std::new(Counts::unborn());
        let value = Std::new_cyclic(|value| {
            let weak = Weak {
                value: value.clone(),
                counts: Some(Std::clone(&counts)),
            };
            let made = make(&weak);
            // It was the one that stands for all owners.
            weak.forget();
            counts.born();
            made
        });
        counts.lies_at(&*value);
        let value = ManuallyDrop::new(value);
        Arc { value, counts }
    }

    /// The value, if there is no other owner.
    ///
    /// # Errors
    /// The owner, if there is another one.
    #[track_caller]
    pub fn try_unwrap(this: Self) -> Result<T, Self> {
        if !this.counts.take_last("try_unwrap") {
            return Err(this);
        }
        let (value, _counts) = this.split();
        let value = Std::try_unwrap(value).ok();
        Ok(value.expect("both counts agree"))
    }

    /// The value, if there is no other owner; there is one owner less in any case.
    #[track_caller]
    pub fn into_inner(this: Self) -> Option<T> {
        let last = this.counts.leave("into_inner");
        let (value, _counts) = this.split();
        let value = Std::into_inner(value);
        debug_assert_eq!(last, value.is_some());
        value
    }

    /// The value if there is no other owner, else a clone of it.
    #[track_caller]
    pub fn unwrap_or_clone(this: Self) -> T
    where
        T: Clone,
    {
        Arc::try_unwrap(this).unwrap_or_else(|shared| T::clone(&shared))
    }
}

impl<T: Clone> Arc<T> {
    /// The value to be written: a clone of it, if there are other owners.
    #[track_caller]
    pub fn make_mut(this: &mut Self) -> &mut T {
        if !this.counts.be_only_owner("make_mut") {
            *this = Arc::new(T::clone(this));
        } else if this.counts.has_weak() {
            // Those are left behind, with nothing.
            this.counts.abandon();
            Std::make_mut(&mut this.value);
            this.counts = Std::new(Counts::new());
            this.counts.lies_at(&**this.value);
        } else {
            this.counts.own_again();
        }
        Std::make_mut(&mut this.value)
    }
}

impl<T: ?Sized> Arc<T> {
    /// Makes an owner of one of std, which must be the only one: loom's way to one of a trait or a
    /// slice.
    ///
    /// ```
    /// use waitword_sim::std::sync::Arc;
    ///
    /// let shared: std::sync::Arc<dyn Send + Sync> = std::sync::Arc::new(1);
    /// let shared: Arc<dyn Send + Sync> = Arc::from_std(shared);
    /// # drop(shared);
    /// ```
    ///
    /// # Panics
    /// If there are other owners, or a `Weak`.
    #[track_caller]
    pub fn from_std(mut value: Std<T>) -> Self {
        assert!(
            Std::get_mut(&mut value).is_some(),
            "an owner that is made of one of std must be the only one"
        );
        Arc::own(value)
    }

    #[track_caller]
    pub(super) fn own(value: Std<T>) -> Self {
        let counts = Std::new(Counts::new());
        counts.lies_at(&*value);
        let value = ManuallyDrop::new(value);
        Arc { value, counts }
    }

    /// Takes the owner apart, and counts nothing.
    fn split(self) -> (Std<T>, Std<Counts>) {
        let this = ManuallyDrop::new(self);
        // SAFETY: it is read once, and never dropped where it was.
        let value = unsafe { ptr::read(&raw const this.value) };
        // SAFETY: as above.
        let counts = unsafe { ptr::read(&raw const this.counts) };
        (ManuallyDrop::into_inner(value), counts)
    }

    /// A [`Weak`] to the value.
    #[track_caller]
    pub fn downgrade(this: &Self) -> Weak<T> {
        this.counts.add_weak("downgrade");
        Weak {
            value: Std::downgrade(&this.value),
            counts: Some(Std::clone(&this.counts)),
        }
    }

    /// How many owners there are.
    #[track_caller]
    pub fn strong_count(this: &Self) -> usize {
        this.counts.strong("strong_count", Relaxed)
    }

    /// How many [`Weak`]s there are.
    #[track_caller]
    pub fn weak_count(this: &Self) -> usize {
        this.counts.weak("weak_count")
    }

    /// The value to be written, if there is no other owner and no [`Weak`].
    #[track_caller]
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        if this.counts.is_alone("get_mut") {
            Std::get_mut(&mut this.value)
        } else {
            None
        }
    }

    /// Whether both own the same value.
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        Std::ptr_eq(&this.value, &other.value)
    }

    /// Where the value is.
    pub fn as_ptr(this: &Self) -> *const T {
        Std::as_ptr(&this.value)
    }

    /// Makes a pointer of the owner, to be made an owner again.
    pub fn into_raw(this: Self) -> *const T {
        let (value, counts) = this.split();
        let pointer = Std::into_raw(value);
        Counts::put_away(counts, pointer.addr());
        pointer
    }

    /// Makes an owner of a pointer.
    ///
    /// # Safety
    /// The pointer is one of [`into_raw`](Arc::into_raw), of which so many owners are made as were
    /// given away there and by [`increment_strong_count`](Arc::increment_strong_count).
    ///
    /// # Panics
    /// If no owner was given away so.
    pub unsafe fn from_raw(pointer: *const T) -> Self {
        let counts = Counts::take_out(pointer.addr());
        // SAFETY: it was made of a std pointer, of which this is one owner.
        let value = ManuallyDrop::new(unsafe { Std::from_raw(pointer) });
        Arc { value, counts }
    }

    /// Counts one more owner of what a pointer points to.
    ///
    /// # Safety
    /// As for [`from_raw`](Arc::from_raw), and there is an owner.
    #[track_caller]
    pub unsafe fn increment_strong_count(pointer: *const T) {
        // SAFETY: the caller answers for it, and this owner is not dropped.
        let owner = ManuallyDrop::new(unsafe { Arc::from_raw(pointer) });
        let _ = Arc::into_raw(Arc::clone(&owner));
        let _ = Arc::into_raw(ManuallyDrop::into_inner(owner));
    }

    /// Counts one owner less of what a pointer points to.
    ///
    /// # Safety
    /// As for [`from_raw`](Arc::from_raw), and there is an owner.
    #[track_caller]
    pub unsafe fn decrement_strong_count(pointer: *const T) {
        // SAFETY: the caller answers for it.
        drop(unsafe { Arc::from_raw(pointer) });
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.counts.come("clone");
        Arc {
            value: ManuallyDrop::new(Std::clone(&self.value)),
            counts: Std::clone(&self.counts),
        }
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    #[track_caller]
    fn drop(&mut self) {
        self.counts.leave("drop");
        // SAFETY: it is dropped here only.
        unsafe { ManuallyDrop::drop(&mut self.value) };
    }
}
