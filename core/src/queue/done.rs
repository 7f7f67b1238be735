//! Waiting until every item that was put has been dealt with.

use core::time::Duration;

use super::{Bounded, Order, Side};
use crate::error::{Excess, WaitError, waited};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{ALL, Clock, Platform};
use crate::scope::Scope;

/// Waiting until every item has been dealt with.
impl<P: Platform, T, O: Order<T, N>, const N: usize> Bounded<P, T, O, N> {
    /// Says that an item that was taken has been dealt with.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`Excess`] if there are no unfinished items; nothing has changed.
    #[track_caller]
    pub fn task_done(&self) -> Result<(), Excess> {
        let scope = Scope::<P>::begin(O::KIND, "task_done", self);
        let mut state = self.state.lock();
        match state.unfinished.checked_sub(1) {
            None => return scope.end(Err(Excess)),
            Some(0) => {
                state.unfinished = 0;
                self.call(state, [(Side::Join, ALL)]);
            }
            Some(left) => state.unfinished = left,
        }
        Ok(())
    }

    /// Waits until [`task_done`](Bounded::task_done) was called for every item that was put.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If there are unfinished items and the caller cannot wait here.
    #[track_caller]
    pub fn join(&self) {
        waited(self.checked_join());
    }

    /// As [`join`](Bounded::join), with an error where `join` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if there are unfinished items and the caller cannot wait here.
    #[track_caller]
    pub fn checked_join(&self) -> Result<(), WaitError> {
        self.join_with(Forever)
    }

    #[track_caller]
    fn join_with<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        let scope = Scope::<P>::begin_wait_until(O::KIND, "join", self, W::TIMED);
        while self.state.lock().blocks(Side::Join) {
            if let Err(error) = self.wait_for(Side::Join, patience) {
                return scope.end(Err(error));
            }
        }
        Ok(())
    }
}

/// Waiting for that, with a deadline.
impl<P: Clock, T, O: Order<T, N>, const N: usize> Bounded<P, T, O, N> {
    /// As [`join`](Bounded::join), for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`].
    #[track_caller]
    pub fn join_timeout(&self, timeout: Duration) -> Result<(), WaitError> {
        self.join_with(Within::new::<P>(timeout))
    }

    /// As [`join`](Bounded::join), until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`join_timeout`](Bounded::join_timeout).
    #[track_caller]
    pub fn join_until(&self, deadline: P::Instant) -> Result<(), WaitError> {
        self.join_with(Until(deadline))
    }
}
