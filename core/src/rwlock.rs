//! A lock that many hold to read or one to write.
//!
//! # States
//! Those of [`crate::holders`]; the data follows the two words.
//!
//! # Orderings
//! Those of [`crate::holders`]: the data is written only between an `Acquire` and a `Release` of a
//! state in which nobody else holds the lock.
//!
//! # Invariants
//! 1. A guard exists only while its maker holds the lock, and never moves to another thread. One
//!    that may write exists only while there is no other.
//! 2. The data is reached only through a guard, through `&mut RwLock`, or by value.

mod guards;
mod mapped_read;
mod mapped_write;
mod upgradable;

use core::cell::UnsafeCell;
use core::fmt;
use core::time::Duration;

pub use guards::{RwLockReadGuard, RwLockWriteGuard};
pub use mapped_read::MappedRwLockReadGuard;
pub use mapped_write::MappedRwLockWriteGuard;
pub use upgradable::{RwLockUpgradableReadGuard, UpgradeError};

use crate::error::{WaitError, waited};
use crate::holders::{Holders, Policy};
use crate::operation::{Object, Outcome};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::scope::Scope;

const KIND: &str = "rwlock";

/// A lock that many hold to read or one to write, and the data that only they reach.
///
/// std's and parking_lot's `RwLock`, without poisoning: a thread that panics releases. Python has
/// none. Eight bytes and the data. Uncontended, taking and giving back are one read-modify-write
/// each and no system call.
///
/// Who goes first where some wait to read and some to write is its [`Policy`]:
/// [`WriterFirst`](Policy::WriterFirst), as std's, unless it is made
/// [`with_policy`](RwLock::with_policy).
///
/// One of those who read may hold the *upgradable* right, with which it becomes the writer once the
/// others have left, and nobody writes in between.
///
/// ```
/// use waitword_core::spin::RwLock;
///
/// static PRICES: RwLock<[u32; 3]> = RwLock::new([7, 3, 5]);
/// {
///     let (mine, theirs) = (PRICES.read(), PRICES.read());
///     assert_eq!(mine[0], theirs[0]);
///     assert!(PRICES.try_write().is_none());
/// }
/// PRICES.write()[0] += 1;
///
/// let prices = PRICES.upgradable_read();
/// if prices[0] == 8 {
///     let mut prices = waitword_core::RwLockUpgradableReadGuard::upgrade(prices);
///     prices[0] = 9;
/// }
/// assert_eq!(PRICES.read()[0], 9);
/// ```
///
/// It does not promise an order among those who wait to write, or among those who wait to read, and
/// promises nothing after the death of a process that holds it. Who reads and comes to read again
/// waits for itself for ever if somebody waits to write in between, unless readers go first. At
/// most 1,048,575 can read at once; one more waits until one leaves. While more than 63 wait to
/// write, those beyond keep nobody from reading.
#[repr(C)]
pub struct RwLock<P, T: ?Sized> {
    holders: Holders<P>,
    data: UnsafeCell<T>,
}

// SAFETY: many threads at a time have `&T`, which takes `Sync`, and one has `&mut T`, which sends
// the data (invariants 1 and 2).
unsafe impl<P, T: ?Sized + Send + Sync> Sync for RwLock<P, T> {}
// SAFETY: the words are atomics and have no thread of their own, and the data goes with them.
unsafe impl<P, T: ?Sized + Send> Send for RwLock<P, T> {}

impl<P, T> RwLock<P, T> {
    /// A free lock around `data`, on which writers go first.
    pub const fn new(data: T) -> Self {
        Self::with_policy(Policy::WriterFirst, data)
    }

    /// A free lock around `data`.
    ///
    /// ```
    /// use waitword_core::{Policy, spin::RwLock};
    /// static FAIR: RwLock<u32> = RwLock::with_policy(Policy::PhaseFair, 0);
    /// # *FAIR.write() += 1;
    /// ```
    pub const fn with_policy(policy: Policy, data: T) -> Self {
        RwLock {
            holders: Holders::new(policy),
            data: UnsafeCell::new(data),
        }
    }

    /// The data, which nobody else can reach any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<P: Platform, T: ?Sized> RwLock<P, T> {
    /// Waits until nobody writes, and by the policy nobody goes first, and takes the lock to read.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it has to wait and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn read(&self) -> RwLockReadGuard<'_, P, T> {
        waited(self.checked_read())
    }

    /// As [`read`](RwLock::read), with an error where `read` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if it has to wait and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_read(&self) -> Result<RwLockReadGuard<'_, P, T>, WaitError> {
        self.read_with(Forever)
    }

    /// Takes the lock to read. Never waits; `None` means that somebody writes, or waits to write
    /// and goes first, or that as many read as can.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, P, T>> {
        let scope = Scope::<P>::begin(KIND, "try_read", self);
        let taken = self.holders.try_read();
        let taken = taken.then(|| RwLockReadGuard::new(self));
        scope.end(taken.ok_or(Outcome::Refused)).ok()
    }

    /// Waits until the lock is free and takes it to write.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it has to wait and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn write(&self) -> RwLockWriteGuard<'_, P, T> {
        waited(self.checked_write())
    }

    /// As [`write`](RwLock::write), with an error where `write` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if it has to wait and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_write(&self) -> Result<RwLockWriteGuard<'_, P, T>, WaitError> {
        self.write_with(Forever)
    }

    /// Takes the lock to write if it is free. Never waits; `None` means that it is held, or that
    /// it is the turn of readers who wait.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, P, T>> {
        let scope = Scope::<P>::begin(KIND, "try_write", self);
        let taken = self.holders.try_write();
        let taken = taken.then(|| RwLockWriteGuard::new(self));
        scope.end(taken.ok_or(Outcome::Refused)).ok()
    }

    /// Whether somebody holds the lock; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_locked", self);
        self.holders.is_locked()
    }

    /// Whether somebody writes; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_locked_exclusive(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_locked_exclusive", self);
        self.holders.is_written()
    }

    /// Who goes first.
    pub fn policy(&self) -> Policy {
        self.holders.policy()
    }

    /// The data, which the exclusive reference guards.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }

    #[inline(always)]
    #[track_caller]
    fn read_with<W: Patience<P>>(
        &self,
        patience: W,
    ) -> Result<RwLockReadGuard<'_, P, T>, WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "read", self, W::TIMED);
        let taken = self.holders.read(patience);
        scope.end(taken.map(|()| RwLockReadGuard::new(self)))
    }

    #[inline(always)]
    #[track_caller]
    fn write_with<W: Patience<P>>(
        &self,
        patience: W,
    ) -> Result<RwLockWriteGuard<'_, P, T>, WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "write", self, W::TIMED);
        let taken = self.holders.write(patience);
        scope.end(taken.map(|()| RwLockWriteGuard::new(self)))
    }

    #[inline(always)]
    fn object(&self) -> Object {
        Object::new(KIND, self)
    }

    #[inline(always)]
    fn data(&self) -> Object {
        Object {
            kind: "data",
            address: self.data.get().addr(),
            size: size_of_val(&self.data),
        }
    }
}

impl<P: Clock, T: ?Sized> RwLock<P, T> {
    /// As [`read`](RwLock::read), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_read`](RwLock::checked_read).
    #[inline]
    #[track_caller]
    pub fn read_timeout(&self, timeout: Duration) -> Result<RwLockReadGuard<'_, P, T>, WaitError> {
        self.read_with(Within::new::<P>(timeout))
    }

    /// As [`read`](RwLock::read), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`read_timeout`](RwLock::read_timeout).
    #[inline]
    #[track_caller]
    pub fn read_until(&self, deadline: P::Instant) -> Result<RwLockReadGuard<'_, P, T>, WaitError> {
        self.read_with(Until(deadline))
    }

    /// As [`write`](RwLock::write), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_write`](RwLock::checked_write).
    #[inline]
    #[track_caller]
    pub fn write_timeout(
        &self,
        timeout: Duration,
    ) -> Result<RwLockWriteGuard<'_, P, T>, WaitError> {
        self.write_with(Within::new::<P>(timeout))
    }

    /// As [`write`](RwLock::write), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`write_timeout`](RwLock::write_timeout).
    #[inline]
    #[track_caller]
    pub fn write_until(
        &self,
        deadline: P::Instant,
    ) -> Result<RwLockWriteGuard<'_, P, T>, WaitError> {
        self.write_with(Until(deadline))
    }
}

impl<P, T: Default> Default for RwLock<P, T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<P, T> From<T> for RwLock<P, T> {
    fn from(data: T) -> Self {
        RwLock::new(data)
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for RwLock<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_read() {
            Some(guard) => f.debug_tuple("RwLock").field(&&*guard).finish(),
            None => f.write_str("RwLock(<locked>)"),
        }
    }
}
