//! The rights to the data of a [`BiasedRwLock`].

use core::fmt;
use core::ops::{Deref, DerefMut};

use super::{BiasedRwLock, Slot};
use crate::operation::Access;
use crate::platform::{Identity, Platform};
use crate::rwlock::{RwLockReadGuard, RwLockWriteGuard};

/// The right to read, given back when it is dropped.
#[must_use = "the lock is released when the guard is dropped"]
pub struct BiasedReadGuard<'a, P: Platform, T: ?Sized, const SLOTS: usize> {
    lock: &'a BiasedRwLock<P, T, SLOTS>,
    way: Way<'a, P>,
}

/// By what it was taken.
enum Way<'a, P: Platform> {
    Slot(&'a Slot<P>),
    /// Held for as long as this lives.
    Lock {
        _held: RwLockReadGuard<'a, P, ()>,
    },
}

impl<'a, P: Platform, T: ?Sized, const SLOTS: usize> BiasedReadGuard<'a, P, T, SLOTS> {
    #[inline]
    pub(super) fn by_slot(lock: &'a BiasedRwLock<P, T, SLOTS>, slot: &'a Slot<P>) -> Self {
        let way = Way::Slot(slot);
        BiasedReadGuard { lock, way }
    }

    pub(super) fn by_lock(
        lock: &'a BiasedRwLock<P, T, SLOTS>,
        held: RwLockReadGuard<'a, P, ()>,
    ) -> Self {
        let way = Way::Lock { _held: held };
        BiasedReadGuard { lock, way }
    }
}

impl<P: Platform, T: ?Sized, const SLOTS: usize> Drop for BiasedReadGuard<'_, P, T, SLOTS> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        if let Way::Slot(slot) = self.way {
            slot.leave();
        }
    }
}

impl<P: Identity, T: ?Sized, const SLOTS: usize> Deref for BiasedReadGuard<'_, P, T, SLOTS> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.lock.data());
        // SAFETY: while this lives nobody writes (invariants 1 and 2 of `biased`).
        unsafe { &*self.lock.data.get() }
    }
}

impl<P: Identity, T: ?Sized + fmt::Debug, const SLOTS: usize> fmt::Debug
    for BiasedReadGuard<'_, P, T, SLOTS>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// The right to write, given back when it is dropped.
#[must_use = "the lock is released when the guard is dropped"]
pub struct BiasedWriteGuard<'a, P: Platform, T: ?Sized, const SLOTS: usize> {
    lock: &'a BiasedRwLock<P, T, SLOTS>,
    _held: RwLockWriteGuard<'a, P, ()>,
}

impl<'a, P: Platform, T: ?Sized, const SLOTS: usize> BiasedWriteGuard<'a, P, T, SLOTS> {
    /// Of a lock that nobody else holds in any way.
    pub(super) fn new(
        lock: &'a BiasedRwLock<P, T, SLOTS>,
        held: RwLockWriteGuard<'a, P, ()>,
    ) -> Self {
        BiasedWriteGuard { lock, _held: held }
    }
}

impl<P: Identity, T: ?Sized, const SLOTS: usize> Deref for BiasedWriteGuard<'_, P, T, SLOTS> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.lock.data());
        // SAFETY: nobody else holds the lock (invariant 2 of `biased`).
        unsafe { &*self.lock.data.get() }
    }
}

impl<P: Identity, T: ?Sized, const SLOTS: usize> DerefMut for BiasedWriteGuard<'_, P, T, SLOTS> {
    #[inline]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        P::access(Access::Write, self.lock.data());
        // SAFETY: nobody else holds the lock (invariant 2 of `biased`), and the guard is borrowed
        // exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<P: Identity, T: ?Sized + fmt::Debug, const SLOTS: usize> fmt::Debug
    for BiasedWriteGuard<'_, P, T, SLOTS>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
