//! The guards of those who read and of the one who writes.

use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::ops::{Deref, DerefMut};

use super::upgradable::RwLockUpgradableReadGuard;
use super::{KIND, RwLock};
use crate::operation::Access;
use crate::platform::Platform;
use crate::scope::Scope;

/// The right to read the data of a [`RwLock`], given back when it is dropped.
#[must_use = "the lock is released when the guard is dropped"]
pub struct RwLockReadGuard<'a, P: Platform, T: ?Sized> {
    pub(super) lock: &'a RwLock<P, T>,
    not_send: PhantomData<*const ()>,
}

/// The right to the data of a [`RwLock`], given back when it is dropped.
#[must_use = "the lock is released when the guard is dropped"]
pub struct RwLockWriteGuard<'a, P: Platform, T: ?Sized> {
    pub(super) lock: &'a RwLock<P, T>,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives `&T`, nothing more.
unsafe impl<P: Platform, T: ?Sized + Sync> Sync for RwLockReadGuard<'_, P, T> {}
// SAFETY: as above.
unsafe impl<P: Platform, T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, P, T> {}

impl<'a, P: Platform, T: ?Sized> RwLockReadGuard<'a, P, T> {
    /// The guard of a lock that was just taken to read.
    #[inline(always)]
    pub(super) fn new(lock: &'a RwLock<P, T>) -> Self {
        P::acquired(lock.object());
        Self::again(lock)
    }

    /// The guard of a lock that the caller holds to read in place of what it held before.
    #[inline(always)]
    pub(super) fn again(lock: &'a RwLock<P, T>) -> Self {
        RwLockReadGuard {
            lock,
            not_send: PhantomData,
        }
    }
}

impl<'a, P: Platform, T: ?Sized> RwLockWriteGuard<'a, P, T> {
    /// The guard of a lock that was just taken to write.
    #[inline(always)]
    pub(super) fn new(lock: &'a RwLock<P, T>) -> Self {
        P::acquired(lock.object());
        Self::again(lock)
    }

    /// The guard of a lock that the caller holds to write in place of what it held before.
    #[inline(always)]
    pub(super) fn again(lock: &'a RwLock<P, T>) -> Self {
        RwLockWriteGuard {
            lock,
            not_send: PhantomData,
        }
    }

    /// Lets others read too: nobody writes between what was written and what is read.
    ///
    /// Context: any.
    #[track_caller]
    pub fn downgrade(guard: Self) -> RwLockReadGuard<'a, P, T> {
        let lock = guard.lock;
        let _scope = Scope::<P>::begin(KIND, "downgrade", lock);
        mem::forget(guard);
        lock.holders.downgrade();
        RwLockReadGuard::again(lock)
    }

    /// Lets others read too, and keeps the right to upgrade.
    ///
    /// Context: any.
    #[track_caller]
    pub fn downgrade_to_upgradable(guard: Self) -> RwLockUpgradableReadGuard<'a, P, T> {
        let lock = guard.lock;
        let _scope = Scope::<P>::begin(KIND, "downgrade_to_upgradable", lock);
        mem::forget(guard);
        lock.holders.downgrade_to_upgradable();
        RwLockUpgradableReadGuard::again(lock)
    }
}

impl<P: Platform, T: ?Sized> Drop for RwLockReadGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        let _scope = Scope::<P>::begin(KIND, "unlock_read", self.lock);
        P::released(self.lock.object());
        self.lock.holders.unlock_read();
    }
}

impl<P: Platform, T: ?Sized> Drop for RwLockWriteGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        let _scope = Scope::<P>::begin(KIND, "unlock_write", self.lock);
        P::released(self.lock.object());
        self.lock.holders.unlock_write();
    }
}

impl<P: Platform, T: ?Sized> Deref for RwLockReadGuard<'_, P, T> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.lock.data());
        // SAFETY: the guard holds the lock to read (invariant 1), so nobody writes.
        unsafe { &*self.lock.data.get() }
    }
}

impl<P: Platform, T: ?Sized> Deref for RwLockWriteGuard<'_, P, T> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.lock.data());
        // SAFETY: the guard holds the lock to write (invariant 1), so nobody else writes.
        unsafe { &*self.lock.data.get() }
    }
}

impl<P: Platform, T: ?Sized> DerefMut for RwLockWriteGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        P::access(Access::Write, self.lock.data());
        // SAFETY: the guard holds the lock to write (invariant 1) and is borrowed exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<P: Platform, T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

impl<P: Platform, T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}
