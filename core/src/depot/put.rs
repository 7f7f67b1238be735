//! Putting.

use core::time::Duration;

use super::{Depot, Phase, Shelf};
use crate::error::waited;
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::queue::{GetError, PutError, TryPutError};

/// Putting.
impl<P: Platform, T, S: Shelf<T>> Depot<P, T, S> {
    /// Waits until there is room and puts the item.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If there is no room and the caller cannot wait here, or if it is shut down; the item is
    /// dropped.
    #[track_caller]
    pub fn put(&self, item: T) {
        waited(self.put_with(item, Forever).map_err(|(error, _)| error));
    }

    /// As [`put`](Depot::put), with an error where `put` panics.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`PutError`] with the item.
    #[track_caller]
    pub fn checked_put(&self, item: T) -> Result<(), PutError<T>> {
        self.put_or(item, Forever)
    }

    /// Puts the item if there is room. Never waits for room.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`TryPutError`] with the item.
    #[track_caller]
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let key = S::key(&item);
        let mut state = self.state.lock();
        if state.phase != Phase::Open {
            return Err(TryPutError::Closed(item));
        }
        if state.is_full() {
            return Err(TryPutError::Full(item));
        }
        state.shelf.put(key, item);
        state.unfinished += 1;
        drop(state);
        self.items.notify_one();
        Ok(())
    }

    #[track_caller]
    fn put_or<W: Patience<P>>(&self, item: T, patience: W) -> Result<(), PutError<T>> {
        let result = self.put_with(item, patience);
        result.map_err(|(error, item)| PutError::new(error, item))
    }

    #[track_caller]
    fn put_with<W: Patience<P>>(&self, item: T, patience: W) -> Result<(), (GetError, T)> {
        let key = S::key(&item);
        let mut state = self.state.lock();
        let mut waited = Ok(());
        while state.phase == Phase::Open && state.is_full() {
            if let Err(error) = waited {
                return Err((GetError::from(error), item));
            }
            waited = self.room.wait_with(&mut state, patience);
        }
        if state.phase != Phase::Open {
            return Err((GetError::Closed, item));
        }
        state.shelf.put(key, item);
        state.unfinished += 1;
        drop(state);
        self.items.notify_one();
        Ok(())
    }
}

/// Putting, with a deadline.
impl<P: Clock, T, S: Shelf<T>> Depot<P, T, S> {
    /// As [`put`](Depot::put), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`PutError`] with the item.
    #[track_caller]
    pub fn put_timeout(&self, item: T, timeout: Duration) -> Result<(), PutError<T>> {
        self.put_or(item, Within::new::<P>(timeout))
    }

    /// As [`put`](Depot::put), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`PutError`] with the item.
    #[track_caller]
    pub fn put_until(&self, item: T, deadline: P::Instant) -> Result<(), PutError<T>> {
        self.put_or(item, Until(deadline))
    }
}
