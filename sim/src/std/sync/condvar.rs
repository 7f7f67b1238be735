//! `std::sync::Condvar`: waitword's own, for guards that know of poison.

use std::fmt;
use std::sync::LockResult;
use std::time::Duration;

use waitword_core::{Clock, Object, WaitError};

use super::MutexGuard;
use super::mutex::either;
use crate::engine;
use crate::sim::Sim;

const KIND: &str = "condvar";

/// A place to wait for a change of what a [`Mutex`](super::Mutex) guards.
pub struct Condvar {
    condvar: waitword_core::Condvar<Sim>,
}

impl Condvar {
    /// A condition variable on which nobody waits.
    pub const fn new() -> Self {
        Condvar {
            condvar: waitword_core::Condvar::new(),
        }
    }

    /// Gives the mutex back, waits for a notification, and takes the mutex again; may return for
    /// no reason.
    ///
    /// # Errors
    /// The guard too, if the mutex is poisoned.
    #[track_caller]
    pub fn wait<'a, T>(&self, mut guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.condvar.wait(guard.held());
        guard.again()
    }

    /// Waits while `condition` says so.
    ///
    /// # Errors
    /// The guard too, if the mutex is poisoned.
    #[track_caller]
    pub fn wait_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        while condition(&mut guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// As [`wait`](Condvar::wait), for at most `timeout`.
    ///
    /// # Errors
    /// The guard too, if the mutex is poisoned.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        timeout: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let waited = self.condvar.wait_timeout(guard.held(), timeout);
        let result = WaitTimeoutResult(waited == Err(WaitError::TimedOut));
        let guard = guard.again();
        let poisoned = guard.is_err();
        let guard = guard.unwrap_or_else(|poison| poison.into_inner());
        either(poisoned, (guard, result))
    }

    /// Waits while `condition` says so, for at most `timeout` in all. It has timed out only if
    /// `condition` still says so.
    ///
    /// # Errors
    /// The guard too, if the mutex is poisoned.
    #[track_caller]
    pub fn wait_timeout_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        timeout: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let deadline = Sim::after(timeout);
        loop {
            if !condition(&mut guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let left = match deadline {
                Some(deadline) if Sim::is_past(deadline) => {
                    return Ok((guard, WaitTimeoutResult(true)));
                }
                Some(deadline) => deadline - Sim::now(),
                None => timeout,
            };
            guard = self.wait_timeout(guard, left)?.0;
        }
    }

    /// Wakes one waiter, if there is one.
    #[track_caller]
    pub fn notify_one(&self) {
        self.condvar.notify_one();
    }

    /// Wakes every waiter.
    #[track_caller]
    pub fn notify_all(&self) {
        self.condvar.notify_all();
    }
}

impl Drop for Condvar {
    fn drop(&mut self) {
        engine::retire(Object::new(KIND, self));
    }
}

impl Default for Condvar {
    fn default() -> Self {
        Condvar::new()
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}

/// Whether a wait ended because its time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Whether the time was over.
    pub fn timed_out(&self) -> bool {
        self.0
    }
}
