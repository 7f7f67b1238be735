//! The guards of the locks that a condition variable gives back and takes again.

use crate::mutex::MutexGuard;
use crate::platform::{Identity, Platform};
use crate::reentrant_mutex::ReentrantMutexGuard;

/// A guard that a [`Condvar`](super::Condvar) can give back and take again: that of a
/// [`Mutex`](crate::Mutex) or of a [`ReentrantMutex`](crate::ReentrantMutex).
pub trait Guard<P: Platform>: for<'v> Look<'v> + sealed::Sealed {
    /// What has to be remembered while it is given back.
    #[doc(hidden)]
    type Held;

    /// The data, for a condition.
    #[doc(hidden)]
    fn look(&mut self) -> View<'_, Self>;

    #[doc(hidden)]
    fn give_back(&mut self) -> Self::Held;

    #[doc(hidden)]
    fn take_back(&mut self, held: Self::Held);
}

/// What a condition sees of the data behind a guard: `&mut T` of a mutex's, `&T` of a reentrant
/// one's.
pub trait Look<'v, Bound = &'v Self> {
    /// A reference to the data.
    type View;
}

/// What a condition sees of the data behind the guard `G`.
pub type View<'v, G> = <G as Look<'v>>::View;

mod sealed {
    pub trait Sealed {}
}

impl<P: Platform, T: ?Sized> sealed::Sealed for MutexGuard<'_, P, T> {}
impl<P: Platform, T: ?Sized> sealed::Sealed for ReentrantMutexGuard<'_, P, T> {}

impl<'v, P: Platform, T: ?Sized> Look<'v> for MutexGuard<'_, P, T> {
    type View = &'v mut T;
}

impl<'v, P: Platform, T: ?Sized> Look<'v> for ReentrantMutexGuard<'_, P, T> {
    type View = &'v T;
}

impl<P: Platform, T: ?Sized> Guard<P> for MutexGuard<'_, P, T> {
    type Held = ();

    #[track_caller]
    fn look(&mut self) -> &mut T {
        self
    }

    #[inline(always)]
    #[track_caller]
    fn give_back(&mut self) {
        self.unlock();
    }

    #[inline(always)]
    #[track_caller]
    fn take_back(&mut self, (): ()) {
        self.relock();
    }
}

/// It is given back as often as the caller holds it, and held as often again after.
///
/// Other guards of the caller stay where they are. Nobody uses them while their thread waits, so
/// what others do meanwhile is to it as what a nested call might have done: all of it is ordered by
/// the lock, and none of it needs more than `&T`.
impl<P: Identity, T: ?Sized> Guard<P> for ReentrantMutexGuard<'_, P, T> {
    type Held = u32;

    #[track_caller]
    fn look(&mut self) -> &T {
        self
    }

    #[inline(always)]
    #[track_caller]
    fn give_back(&mut self) -> u32 {
        self.unlock_all()
    }

    #[inline(always)]
    #[track_caller]
    fn take_back(&mut self, again: u32) {
        self.relock(again);
    }
}
