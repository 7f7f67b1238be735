//! A piece of work that is done once, whoever comes first.
//!
//! # States
//! Those of [`crate::claim`].
//!
//! # Orderings
//! Those of [`crate::claim`]; the work publishes what it likes.
//!
//! # Invariants
//! 1. Work runs only under a claim, outside of any operation: it may take its time, and wait.

use core::fmt;
use core::time::Duration;

use crate::claim::{Claimed, Work};
use crate::error::{WaitError, waited};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::scope::Scope;

const KIND: &str = "once";

/// A piece of work that is done once, by whoever comes first; all others wait until it is done.
///
/// std's `Once` without poisoning, C's `call_once`. Four bytes. Once the work is done, a call is
/// one load and one branch.
///
/// If the work panics it counts as not done: the panic goes on in the task that did it, and the
/// next one tries again. Work that waits for its own `Once` waits for ever; the simulator calls it
/// a self-deadlock.
///
/// ```
/// use waitword_core::spin::{Mutex, Once};
/// static READY: Once = Once::new();
/// static STARTS: Mutex<u32> = Mutex::new(0);
///
/// for _ in 0..3 {
///     READY.call_once(|| *STARTS.lock() += 1);
/// }
/// assert_eq!(*STARTS.lock(), 1);
/// assert!(READY.is_completed());
/// ```
///
/// It promises nothing after the death of a process that is at the work.
#[repr(transparent)]
pub struct Once<P> {
    work: Work<P>,
}

impl<P> Once<P> {
    /// Work that has not been done.
    pub const fn new() -> Self {
        Once { work: Work::new() }
    }
}

impl<P: Platform> Once<P> {
    /// Does the work if nobody has, and waits while somebody else is at it.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If somebody is at it and the caller cannot wait here; and where `work` does.
    #[inline]
    #[track_caller]
    pub fn call_once(&self, work: impl FnOnce()) {
        waited(self.checked_call_once(work));
    }

    /// As [`call_once`](Once::call_once), with an error where it cannot wait.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if somebody is at it and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_call_once(&self, work: impl FnOnce()) -> Result<(), WaitError> {
        self.call_with(work, Forever)
    }

    /// Does the work if nobody has and nobody is at it. Never waits; `false` means that somebody
    /// else is at it.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    #[must_use = "the work may not be done"]
    pub fn try_call_once(&self, work: impl FnOnce()) -> bool {
        match self.work.try_claim((KIND, "try_call_once"), self) {
            Claimed::Done => true,
            Claimed::Busy => false,
            Claimed::Mine(claim) => {
                work();
                claim.finish();
                true
            }
        }
    }

    /// Whether the work is done; then all that it did is seen.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_completed", self);
        self.work.is_done()
    }

    /// Waits until somebody has done the work.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it is not done and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn wait(&self) {
        waited(self.checked_wait());
    }

    /// As [`wait`](Once::wait), with an error where `wait` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if the work is not done and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_wait(&self) -> Result<(), WaitError> {
        self.work.wait_done((KIND, "wait"), self, Forever)
    }

    #[inline(always)]
    #[track_caller]
    fn call_with<W: Patience<P>>(&self, work: impl FnOnce(), patience: W) -> Result<(), WaitError> {
        if let Some(claim) = self.work.claim((KIND, "call_once"), self, patience)? {
            work();
            claim.finish();
        }
        Ok(())
    }
}

impl<P: Clock> Once<P> {
    /// As [`call_once`](Once::call_once), but waits for others for at most `timeout`; zero looks
    /// once. The work itself takes the time it takes.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_call_once`](Once::checked_call_once). `work` was not called.
    #[inline]
    #[track_caller]
    pub fn call_once_timeout(
        &self,
        work: impl FnOnce(),
        timeout: Duration,
    ) -> Result<(), WaitError> {
        self.call_with(work, Within::new::<P>(timeout))
    }

    /// As [`call_once_timeout`](Once::call_once_timeout), until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`call_once_timeout`](Once::call_once_timeout).
    #[inline]
    #[track_caller]
    pub fn call_once_until(
        &self,
        work: impl FnOnce(),
        deadline: P::Instant,
    ) -> Result<(), WaitError> {
        self.call_with(work, Until(deadline))
    }

    /// Waits until somebody has done the work, for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_wait`](Once::checked_wait).
    #[inline]
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), WaitError> {
        self.work
            .wait_done((KIND, "wait"), self, Within::new::<P>(timeout))
    }

    /// Waits until somebody has done the work, until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](Once::wait_timeout).
    #[inline]
    #[track_caller]
    pub fn wait_until(&self, deadline: P::Instant) -> Result<(), WaitError> {
        self.work.wait_done((KIND, "wait"), self, Until(deadline))
    }
}

impl<P> Default for Once<P> {
    fn default() -> Self {
        Once::new()
    }
}

impl<P> fmt::Debug for Once<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once")
            .field("completed", &self.work.was_done())
            .finish()
    }
}
