//! Putting and getting with a deadline.

use core::time::Duration;

use super::{PutError, Queue};
use crate::error::WaitError;
use crate::patience::{Until, Within};
use crate::platform::Clock;

/// With a deadline.
impl<P: Clock, T, const N: usize> Queue<P, T, N> {
    /// As [`put`](Queue::put), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`PutError::TimedOut`], never early, or [`PutError::CannotWait`], with the item.
    #[inline]
    #[track_caller]
    pub fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), PutError<T>> {
        self.put_with(item, Within::new::<P>(timeout))
            .map_err(|(error, item)| PutError::new(error, item))
    }

    /// As [`put`](Queue::put), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`put_timeout`](Queue::put_timeout).
    #[inline]
    #[track_caller]
    pub fn put_until(&self, item: T, deadline: P::Instant) -> Result<(), PutError<T>> {
        self.put_with(item, Until(deadline))
            .map_err(|(error, item)| PutError::new(error, item))
    }

    /// As [`get`](Queue::get), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`].
    #[inline]
    #[track_caller]
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, WaitError> {
        self.get_with(Within::new::<P>(timeout))
    }

    /// As [`get`](Queue::get), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`get_timeout`](Queue::get_timeout).
    #[inline]
    #[track_caller]
    pub fn get_until(&self, deadline: P::Instant) -> Result<T, WaitError> {
        self.get_with(Until(deadline))
    }
}
