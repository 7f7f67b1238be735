//! Putting and getting with a deadline.

use core::time::Duration;

use super::{Bounded, GetError, Order, PutError};
use crate::patience::{Until, Within};
use crate::platform::Clock;

/// With a deadline.
impl<P: Clock, T, O: Order<T, N>, const N: usize> Bounded<P, T, O, N> {
    /// As [`put`](Bounded::put), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`PutError::TimedOut`], never early, [`PutError::CannotWait`] or [`PutError::Closed`], with
    /// the item.
    #[inline]
    #[track_caller]
    pub fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), PutError<T>> {
        self.put_with(item, Within::new::<P>(timeout))
            .map_err(|(error, item)| PutError::new(error, item))
    }

    /// As [`put`](Bounded::put), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`put_timeout`](Bounded::put_timeout).
    #[inline]
    #[track_caller]
    pub fn put_until(&self, item: T, deadline: P::Instant) -> Result<(), PutError<T>> {
        self.put_with(item, Until(deadline))
            .map_err(|(error, item)| PutError::new(error, item))
    }

    /// As [`get`](Bounded::get), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`GetError::TimedOut`], never early; [`GetError::CannotWait`]; [`GetError::Closed`].
    #[inline]
    #[track_caller]
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetError> {
        self.get_with(Within::new::<P>(timeout))
    }

    /// As [`get`](Bounded::get), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`get_timeout`](Bounded::get_timeout).
    #[inline]
    #[track_caller]
    pub fn get_until(&self, deadline: P::Instant) -> Result<T, GetError> {
        self.get_with(Until(deadline))
    }
}
