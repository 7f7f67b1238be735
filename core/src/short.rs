//! A mutex for stretches of a few instructions, which interrupt handlers may take too.
//!
//! # States, Orderings
//! Those of [`crate::lock`].
//!
//! # Invariants
//! 1. Interrupts that share the object are masked while it is held, so its holder is never
//!    interrupted by somebody who then waits for it.
//! 2. Its holder neither waits nor calls code of the user's, so it is held for a bounded time.
//! 3. Where masking alone keeps everybody else out, the word is not used.

use core::cell::UnsafeCell;
use core::ops::{Deref, DerefMut};

use crate::lock::Lock;
use crate::patience::Forever;
use crate::platform::Platform;

/// Data that is only touched for a few instructions at a time.
#[repr(C)]
pub(crate) struct Short<P, T> {
    lock: Lock<P>,
    data: UnsafeCell<T>,
}

// SAFETY: the lock lets one holder at a time reach the data.
unsafe impl<P, T: Send> Sync for Short<P, T> {}

impl<P, T> Short<P, T> {
    pub(crate) const fn new(data: T) -> Self {
        Short {
            lock: Lock::new(),
            data: UnsafeCell::new(data),
        }
    }

    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }
}

impl<P: Platform, T> Short<P, T> {
    #[inline(always)]
    #[track_caller]
    pub(crate) fn lock(&self) -> Held<'_, P, T> {
        Held {
            short: self,
            mask: Some(self.enter()),
        }
    }

    #[inline(always)]
    #[track_caller]
    fn enter(&self) -> P::Mask {
        let mask = P::mask();
        if !P::MASK_EXCLUDES && self.lock.lock(Forever).is_err() {
            unreachable!("a platform that cannot wait while masked excludes by its mask");
        }
        mask
    }

    #[inline(always)]
    #[track_caller]
    fn exit(&self, mask: Option<P::Mask>) {
        if !P::MASK_EXCLUDES {
            self.lock.unlock();
        }
        P::unmask(mask.unwrap_or_default());
    }
}

/// The right to the data of a [`Short`].
pub(crate) struct Held<'a, P: Platform, T> {
    short: &'a Short<P, T>,
    mask: Option<P::Mask>,
}

impl<P: Platform, T> Held<'_, P, T> {
    /// Runs `work`, which takes its time, without the lock.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn outside<R>(&mut self, work: impl FnOnce() -> R) -> R {
        self.short.exit(self.mask.take());
        let result = work();
        self.mask = Some(self.short.enter());
        result
    }
}

impl<P: Platform, T> Drop for Held<'_, P, T> {
    #[inline(always)]
    #[track_caller]
    fn drop(&mut self) {
        self.short.exit(self.mask.take());
    }
}

impl<P: Platform, T> Deref for Held<'_, P, T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the lock is held but for the time of `outside`, which borrows `self` for itself.
        unsafe { &*self.short.data.get() }
    }
}

impl<P: Platform, T> DerefMut for Held<'_, P, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as for `deref`, and the borrow is exclusive.
        unsafe { &mut *self.short.data.get() }
    }
}
