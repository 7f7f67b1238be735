//! Putting and getting: at once, waiting, and with a deadline.

use core::time::Duration;

use super::{KIND, Mpmc};
use crate::operation::Outcome;
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::queue::{GetError, PutError, TryGetError, TryPutError};
use crate::scope::Scope;

impl<P: Platform, T, const N: usize> Mpmc<P, T, N> {
    /// Waits until there is room and puts the item.
    ///
    /// Context: any; where the caller cannot wait, a full queue is an error.
    ///
    /// # Errors
    /// [`PutError::CannotWait`] with the item.
    #[inline]
    #[track_caller]
    pub fn put(&self, item: T) -> Result<(), PutError<T>> {
        self.put_with(item, Forever)
    }

    /// Puts the item if there is room. Never waits for room.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryPutError::Full`] with the item.
    #[inline]
    #[track_caller]
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let scope = Scope::<P>::begin(KIND, "try_put", self);
        let mut item = Some(item);
        let put = self.push(&mut item).then_some(());
        let _ = scope.end(put.ok_or(Outcome::Refused));
        item.map_or(Ok(()), |item| Err(TryPutError::Full(item)))
    }

    /// Waits until there is an item and takes the oldest.
    ///
    /// Context: any; where the caller cannot wait, an empty queue is an error.
    ///
    /// # Errors
    /// [`GetError::CannotWait`].
    #[inline]
    #[track_caller]
    pub fn get(&self) -> Result<T, GetError> {
        self.get_with(Forever)
    }

    /// Takes the oldest item if there is one. Never waits for one.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryGetError::Empty`].
    #[inline]
    #[track_caller]
    pub fn try_get(&self) -> Result<T, TryGetError> {
        let scope = Scope::<P>::begin(KIND, "try_get", self);
        scope.end(self.pop().ok_or(TryGetError::Empty))
    }

    #[inline(always)]
    #[track_caller]
    fn put_with<W: Patience<P>>(&self, item: T, patience: W) -> Result<(), PutError<T>> {
        let scope = Scope::<P>::begin_wait_until(KIND, "put", self, W::TIMED);
        let mut item = Some(item);
        let mut waited = Ok(());
        while !self.push(&mut item) && waited.is_ok() {
            // A full queue is soon full again: half of it is worth a few microseconds.
            let room = (Self::room as fn(&Self) -> u32, (N as u32).div_ceil(2));
            waited = self.wait(&self.puts, room, patience);
        }
        let result = match item.is_some() {
            true => waited.map_err(GetError::from),
            false => Ok(()),
        };
        match (scope.end(result), item) {
            (Err(error), Some(item)) => Err(PutError::new(error, item)),
            _ => Ok(()),
        }
    }

    #[inline(always)]
    #[track_caller]
    fn get_with<W: Patience<P>>(&self, patience: W) -> Result<T, GetError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "get", self, W::TIMED);
        let mut waited = Ok(());
        loop {
            if let Some(item) = self.pop() {
                return Ok(item);
            }
            if let Err(error) = waited {
                return scope.end(Err(GetError::from(error)));
            }
            waited = self.wait(&self.gets, (Self::items, 1), patience);
        }
    }
}

/// With a deadline.
impl<P: Clock, T, const N: usize> Mpmc<P, T, N> {
    /// As [`put`](Mpmc::put), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`PutError::TimedOut`], never early, or [`PutError::CannotWait`], with the item.
    #[inline]
    #[track_caller]
    pub fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), PutError<T>> {
        self.put_with(item, Within::new::<P>(timeout))
    }

    /// As [`put`](Mpmc::put), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`put_timeout`](Mpmc::put_timeout).
    #[inline]
    #[track_caller]
    pub fn put_until(&self, item: T, deadline: P::Instant) -> Result<(), PutError<T>> {
        self.put_with(item, Until(deadline))
    }

    /// As [`get`](Mpmc::get), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`GetError::TimedOut`], never early; [`GetError::CannotWait`].
    #[inline]
    #[track_caller]
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetError> {
        self.get_with(Within::new::<P>(timeout))
    }

    /// As [`get`](Mpmc::get), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`get_timeout`](Mpmc::get_timeout).
    #[inline]
    #[track_caller]
    pub fn get_until(&self, deadline: P::Instant) -> Result<T, GetError> {
        self.get_with(Until(deadline))
    }
}
