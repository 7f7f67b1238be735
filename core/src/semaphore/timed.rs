//! Waiting for permits, with a deadline.

use core::time::Duration;

use super::{Limit, Permit, Semaphore};
use crate::error::AcquireError;
use crate::patience::{Until, Within};
use crate::platform::Clock;

/// Waiting with a deadline.
impl<P: Clock, L: Limit> Semaphore<P, L> {
    /// Waits until there is a permit, for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`AcquireError::TimedOut`], never early; the others as for
    /// [`checked_acquire`](Semaphore::checked_acquire).
    #[inline]
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Result<Permit<'_, P, L>, AcquireError> {
        self.acquire_with(Within::new::<P>(timeout))
    }

    /// Waits until there is a permit, until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`acquire_timeout`](Semaphore::acquire_timeout).
    #[inline]
    #[track_caller]
    pub fn acquire_until(&self, deadline: P::Instant) -> Result<Permit<'_, P, L>, AcquireError> {
        self.acquire_with(Until(deadline))
    }

    /// Waits until it has `count` permits, for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`AcquireError::TimedOut`], never early; the others as for
    /// [`checked_acquire_many`](Semaphore::checked_acquire_many).
    #[inline]
    #[track_caller]
    pub fn acquire_many_timeout(
        &self,
        count: u32,
        timeout: Duration,
    ) -> Result<Permit<'_, P, L>, AcquireError> {
        self.acquire_many_with(count, Within::new::<P>(timeout))
    }

    /// Waits until it has `count` permits, until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`acquire_many_timeout`](Semaphore::acquire_many_timeout).
    #[inline]
    #[track_caller]
    pub fn acquire_many_until(
        &self,
        count: u32,
        deadline: P::Instant,
    ) -> Result<Permit<'_, P, L>, AcquireError> {
        self.acquire_many_with(count, Until(deadline))
    }
}
