//! Getting.

use core::time::Duration;

use super::{Depot, Phase, Shelf};
use crate::error::waited;
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::queue::{GetError, TryGetError};

/// Getting.
impl<P: Platform, T, S: Shelf<T>> Depot<P, T, S> {
    /// Waits until there is an item and takes the next.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If there is none and the caller cannot wait here, or if it is shut down and empty.
    #[track_caller]
    pub fn get(&self) -> T {
        waited(self.checked_get())
    }

    /// As [`get`](Depot::get), with an error where `get` panics.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`GetError`].
    #[track_caller]
    pub fn checked_get(&self) -> Result<T, GetError> {
        self.get_with(Forever)
    }

    /// Takes the next item if there is one. Never waits for one.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`TryGetError`].
    #[track_caller]
    pub fn try_get(&self) -> Result<T, TryGetError> {
        let mut state = self.state.lock();
        match state.shelf.take() {
            Some(item) => {
                drop(state);
                self.room.notify_one();
                Ok(item)
            }
            None if state.phase == Phase::Open => Err(TryGetError::Empty),
            None => Err(TryGetError::Closed),
        }
    }

    #[track_caller]
    fn get_with<W: Patience<P>>(&self, patience: W) -> Result<T, GetError> {
        let mut state = self.state.lock();
        let mut waited = Ok(());
        loop {
            if let Some(item) = state.shelf.take() {
                drop(state);
                self.room.notify_one();
                return Ok(item);
            }
            if state.phase != Phase::Open {
                return Err(GetError::Closed);
            }
            waited?;
            waited = self.items.wait_with(&mut state, patience);
        }
    }
}

/// Getting, with a deadline.
impl<P: Clock, T, S: Shelf<T>> Depot<P, T, S> {
    /// As [`get`](Depot::get), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`GetError`].
    #[track_caller]
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, GetError> {
        self.get_with(Within::new::<P>(timeout))
    }

    /// As [`get`](Depot::get), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`GetError`].
    #[track_caller]
    pub fn get_until(&self, deadline: P::Instant) -> Result<T, GetError> {
        self.get_with(Until(deadline))
    }
}
