//! Reading with the right to become the writer.

use core::error::Error;
use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::ops::Deref;
use core::time::Duration;

use super::guards::{RwLockReadGuard, RwLockWriteGuard};
use super::{KIND, RwLock};
use crate::error::{WaitError, waited};
use crate::operation::{Access, Outcome};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::scope::Scope;

impl<P: Platform, T: ?Sized> RwLock<P, T> {
    /// As [`read`](RwLock::read), with the right to become the writer, which one at a time has.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it has to wait and the caller cannot wait here.
    #[track_caller]
    pub fn upgradable_read(&self) -> RwLockUpgradableReadGuard<'_, P, T> {
        waited(self.checked_upgradable_read())
    }

    /// As [`upgradable_read`](RwLock::upgradable_read), with an error where that panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if it has to wait and the caller cannot wait here.
    #[track_caller]
    pub fn checked_upgradable_read(
        &self,
    ) -> Result<RwLockUpgradableReadGuard<'_, P, T>, WaitError> {
        self.upgradable_read_with(Forever)
    }

    /// As [`try_read`](RwLock::try_read), with the right to become the writer; `None` also means
    /// that another has it.
    ///
    /// Context: any.
    #[track_caller]
    pub fn try_upgradable_read(&self) -> Option<RwLockUpgradableReadGuard<'_, P, T>> {
        let scope = Scope::<P>::begin(KIND, "try_upgradable_read", self);
        let taken = self.holders.try_read_upgradable();
        let taken = taken.then(|| RwLockUpgradableReadGuard::new(self));
        scope.end(taken.ok_or(Outcome::Refused)).ok()
    }

    #[inline(always)]
    #[track_caller]
    fn upgradable_read_with<W: Patience<P>>(
        &self,
        patience: W,
    ) -> Result<RwLockUpgradableReadGuard<'_, P, T>, WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "upgradable_read", self, W::TIMED);
        let taken = self.holders.read_upgradable(patience);
        scope.end(taken.map(|()| RwLockUpgradableReadGuard::new(self)))
    }
}

impl<P: Clock, T: ?Sized> RwLock<P, T> {
    /// As [`upgradable_read`](RwLock::upgradable_read), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`read_timeout`](RwLock::read_timeout).
    #[track_caller]
    pub fn upgradable_read_timeout(
        &self,
        timeout: Duration,
    ) -> Result<RwLockUpgradableReadGuard<'_, P, T>, WaitError> {
        self.upgradable_read_with(Within::new::<P>(timeout))
    }

    /// As [`upgradable_read`](RwLock::upgradable_read), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`read_timeout`](RwLock::read_timeout).
    #[track_caller]
    pub fn upgradable_read_until(
        &self,
        deadline: P::Instant,
    ) -> Result<RwLockUpgradableReadGuard<'_, P, T>, WaitError> {
        self.upgradable_read_with(Until(deadline))
    }
}

/// The right to read the data of a [`RwLock`] and to become its writer, given back when it is
/// dropped.
#[must_use = "the lock is released when the guard is dropped"]
pub struct RwLockUpgradableReadGuard<'a, P: Platform, T: ?Sized> {
    lock: &'a RwLock<P, T>,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives `&T`, nothing more.
unsafe impl<P: Platform, T: ?Sized + Sync> Sync for RwLockUpgradableReadGuard<'_, P, T> {}

/// What an upgrade returns.
type Upgraded<'a, P, T> =
    Result<RwLockWriteGuard<'a, P, T>, UpgradeError<RwLockUpgradableReadGuard<'a, P, T>>>;

impl<'a, P: Platform, T: ?Sized> RwLockUpgradableReadGuard<'a, P, T> {
    #[inline(always)]
    fn new(lock: &'a RwLock<P, T>) -> Self {
        P::acquired(lock.object());
        Self::again(lock)
    }

    /// The guard of a lock that the caller holds in this way in place of what it held before.
    #[inline(always)]
    pub(super) fn again(lock: &'a RwLock<P, T>) -> Self {
        RwLockUpgradableReadGuard {
            lock,
            not_send: PhantomData,
        }
    }

    /// Waits until nobody else reads, and becomes the writer.
    ///
    /// Where the policy lets writers go first or in turn, nobody comes to read meanwhile.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If others read and the caller cannot wait here.
    #[track_caller]
    pub fn upgrade(guard: Self) -> RwLockWriteGuard<'a, P, T> {
        waited(Self::checked_upgrade(guard).map_err(|error| error.reason()))
    }

    /// As [`upgrade`](Self::upgrade), with an error where that panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`], with the guard.
    #[track_caller]
    pub fn checked_upgrade(guard: Self) -> Upgraded<'a, P, T> {
        guard.upgrade_with(Forever)
    }

    /// Becomes the writer if nobody else reads. Never waits.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// The guard, if others read, or if it is the turn of readers who wait.
    #[track_caller]
    pub fn try_upgrade(guard: Self) -> Result<RwLockWriteGuard<'a, P, T>, Self> {
        let lock = guard.lock;
        let scope = Scope::<P>::begin(KIND, "try_upgrade", lock);
        let taken = lock.holders.try_upgrade();
        match scope.end(taken.then_some(()).ok_or(Outcome::Refused)) {
            Ok(()) => Ok(guard.upgraded()),
            Err(_) => Err(guard),
        }
    }

    /// Reads on as all others do.
    ///
    /// Context: any.
    #[track_caller]
    pub fn downgrade(guard: Self) -> RwLockReadGuard<'a, P, T> {
        let lock = guard.lock;
        let _scope = Scope::<P>::begin(KIND, "downgrade_upgradable", lock);
        mem::forget(guard);
        lock.holders.downgrade_upgradable();
        RwLockReadGuard::again(lock)
    }

    #[inline(always)]
    #[track_caller]
    fn upgrade_with<W: Patience<P>>(self, patience: W) -> Upgraded<'a, P, T> {
        let scope = Scope::<P>::begin_wait_until(KIND, "upgrade", self.lock, W::TIMED);
        match scope.end(self.lock.holders.upgrade(patience)) {
            Ok(()) => Ok(self.upgraded()),
            Err(reason) => Err(UpgradeError {
                guard: self,
                reason,
            }),
        }
    }

    fn upgraded(self) -> RwLockWriteGuard<'a, P, T> {
        let lock = self.lock;
        mem::forget(self);
        RwLockWriteGuard::again(lock)
    }
}

impl<'a, P: Clock, T: ?Sized> RwLockUpgradableReadGuard<'a, P, T> {
    /// As [`upgrade`](Self::upgrade), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early, or [`WaitError::CannotWait`], with the guard.
    #[track_caller]
    pub fn upgrade_timeout(guard: Self, timeout: Duration) -> Upgraded<'a, P, T> {
        guard.upgrade_with(Within::new::<P>(timeout))
    }

    /// As [`upgrade`](Self::upgrade), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`upgrade_timeout`](Self::upgrade_timeout).
    #[track_caller]
    pub fn upgrade_until(guard: Self, deadline: P::Instant) -> Upgraded<'a, P, T> {
        guard.upgrade_with(Until(deadline))
    }
}

impl<P: Platform, T: ?Sized> Drop for RwLockUpgradableReadGuard<'_, P, T> {
    #[track_caller]
    fn drop(&mut self) {
        let _scope = Scope::<P>::begin(KIND, "unlock_upgradable", self.lock);
        P::released(self.lock.object());
        self.lock.holders.unlock_upgradable();
    }
}

impl<P: Platform, T: ?Sized> Deref for RwLockUpgradableReadGuard<'_, P, T> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.lock.data());
        // SAFETY: the guard holds the lock to read (invariant 1), so nobody writes.
        unsafe { &*self.lock.data.get() }
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for RwLockUpgradableReadGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<P: Platform, T: ?Sized + fmt::Display> fmt::Display for RwLockUpgradableReadGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

/// An upgrade ended without becoming the writer; the guard reads on.
pub struct UpgradeError<G> {
    guard: G,
    reason: WaitError,
}

impl<G> UpgradeError<G> {
    /// Why the wait ended.
    pub fn reason(&self) -> WaitError {
        self.reason
    }

    /// The guard that was to be upgraded.
    pub fn into_inner(self) -> G {
        self.guard
    }
}

impl<G> fmt::Debug for UpgradeError<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UpgradeError").field(&self.reason).finish()
    }
}

impl<G> fmt::Display for UpgradeError<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl<G> Error for UpgradeError<G> {}
