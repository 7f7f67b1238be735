//! A lock without data and without a guard, which anyone may give back.
//!
//! # States, Orderings, Invariants
//! Those of [`crate::lock`]. To give back a lock that is free changes nothing: the swap that finds
//! it `FREE` has written `FREE`.

use core::fmt;
use core::time::Duration;

use crate::error::{NotLocked, WaitError, waited};
use crate::lock::Lock;
use crate::operation::{Object, Outcome};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::scope::Scope;

const KIND: &str = "raw lock";

/// A lock that anyone may give back, not only who took it.
///
/// Python's `threading.Lock` as it is, FreeRTOS's binary semaphore, `lock_api`'s `RawMutex`. Four
/// bytes. Taking and giving back are one read-modify-write each, and no system call where nobody
/// waits.
///
/// It is for what one task begins and another one ends. Where the same task does both, a
/// [`Mutex`](crate::Mutex) guards its data and cannot be forgotten.
///
/// ```
/// use waitword_core::{NotLocked, spin::RawLock};
///
/// static JOB: RawLock = RawLock::new();
/// JOB.lock();
/// assert!(!JOB.try_lock());
/// assert_eq!(JOB.unlock(), Ok(()));
/// assert_eq!(JOB.unlock(), Err(NotLocked));
/// ```
///
/// It does not promise an order among those who wait, and does not know its holder: who locks it
/// twice waits until somebody else gives it back.
#[repr(transparent)]
pub struct RawLock<P> {
    lock: Lock<P>,
}

impl<P> RawLock<P> {
    /// A free lock.
    pub const fn new() -> Self {
        RawLock { lock: Lock::new() }
    }
}

impl<P: Platform> RawLock<P> {
    /// Waits until the lock is free and takes it.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it is held and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn lock(&self) {
        waited(self.checked_lock());
    }

    /// As [`lock`](RawLock::lock), with an error where `lock` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if the lock is held and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_lock(&self) -> Result<(), WaitError> {
        self.lock_with(Forever)
    }

    /// Takes the lock if it is free. Never waits; false means that it is held.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    #[must_use = "the lock may be held by another"]
    pub fn try_lock(&self) -> bool {
        let scope = Scope::<P>::begin(KIND, "try_lock", self);
        let taken = self.lock.try_lock().then(|| P::acquired(self.object()));
        scope.end(taken.ok_or(Outcome::Refused)).is_ok()
    }

    /// Gives the lock back, whoever took it, and lets one of those who wait go on.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`NotLocked`] if it is free.
    #[inline]
    #[track_caller]
    pub fn unlock(&self) -> Result<(), NotLocked> {
        let scope = Scope::<P>::begin(KIND, "unlock", self);
        let object = self.object();
        let held = self.lock.unlock();
        if held {
            P::released(object);
        }
        scope.end(held.then_some(()).ok_or(NotLocked))
    }

    /// Whether somebody holds the lock; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_locked", self);
        self.lock.is_locked()
    }

    #[inline(always)]
    #[track_caller]
    fn lock_with<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "lock", self, W::TIMED);
        let taken = self.lock.lock(patience);
        scope.end(taken.map(|()| P::acquired(self.object())))
    }

    #[inline(always)]
    fn object(&self) -> Object {
        Object::new(KIND, self)
    }
}

impl<P: Clock> RawLock<P> {
    /// Waits until the lock is free, for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_lock`](RawLock::checked_lock).
    #[inline]
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> Result<(), WaitError> {
        self.lock_with(Within::new::<P>(timeout))
    }

    /// Waits until the lock is free, until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`lock_timeout`](RawLock::lock_timeout).
    #[inline]
    #[track_caller]
    pub fn lock_until(&self, deadline: P::Instant) -> Result<(), WaitError> {
        self.lock_with(Until(deadline))
    }
}

impl<P> Default for RawLock<P> {
    fn default() -> Self {
        RawLock::new()
    }
}

impl<P: Platform> fmt::Debug for RawLock<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_locked() {
            "RawLock(locked)"
        } else {
            "RawLock(unlocked)"
        })
    }
}
