//! Coming to a barrier, with a deadline.

use core::time::Duration;

use super::{Action, Arrival, Barrier};
use crate::error::Broken;
use crate::patience::{Until, Within};
use crate::platform::Clock;

/// Coming with a deadline.
impl<P: Clock, A: Action> Barrier<P, A> {
    /// As [`wait`](Barrier::wait), for at most `timeout`, after which the barrier is broken for
    /// all.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait`](Barrier::wait), and [`Broken::TimedOut`], never early.
    ///
    /// # Panics
    /// As [`wait`](Barrier::wait).
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<Arrival, Broken> {
        self.wait_with(Within::new::<P>(timeout))
    }

    /// As [`wait`](Barrier::wait), until `deadline`, after which the barrier is broken for all.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](Barrier::wait_timeout).
    ///
    /// # Panics
    /// As [`wait`](Barrier::wait).
    #[track_caller]
    pub fn wait_until(&self, deadline: P::Instant) -> Result<Arrival, Broken> {
        self.wait_with(Until(deadline))
    }
}
