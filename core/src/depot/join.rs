//! Waiting until every item that was put has been dealt with.

use core::time::Duration;

use super::{Depot, Shelf};
use crate::error::{Excess, WaitError, waited};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};

/// Waiting until every item has been dealt with.
impl<P: Platform, T, S: Shelf<T>> Depot<P, T, S> {
    /// Says that an item that was taken has been dealt with.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`Excess`] if there are no unfinished items; nothing has changed.
    #[track_caller]
    pub fn task_done(&self) -> Result<(), Excess> {
        let mut state = self.state.lock();
        state.unfinished = state.unfinished.checked_sub(1).ok_or(Excess)?;
        let is_last = state.unfinished == 0;
        drop(state);
        if is_last {
            self.done.notify_all();
        }
        Ok(())
    }

    /// Waits until [`task_done`](Depot::task_done) was called for every item that was put.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If there are unfinished items and the caller cannot wait here.
    #[track_caller]
    pub fn join(&self) {
        waited(self.checked_join());
    }

    /// As [`join`](Depot::join), with an error where `join` panics.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`].
    #[track_caller]
    pub fn checked_join(&self) -> Result<(), WaitError> {
        self.join_with(Forever)
    }

    #[track_caller]
    fn join_with<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        let mut state = self.state.lock();
        let mut waited = Ok(());
        while state.unfinished != 0 {
            waited?;
            waited = self.done.wait_with(&mut state, patience);
        }
        Ok(())
    }
}

/// Waiting for that, with a deadline.
impl<P: Clock, T, S: Shelf<T>> Depot<P, T, S> {
    /// As [`join`](Depot::join), for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError`].
    #[track_caller]
    pub fn join_timeout(&self, timeout: Duration) -> Result<(), WaitError> {
        self.join_with(Within::new::<P>(timeout))
    }

    /// As [`join`](Depot::join), until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError`].
    #[track_caller]
    pub fn join_until(&self, deadline: P::Instant) -> Result<(), WaitError> {
        self.join_with(Until(deadline))
    }
}
