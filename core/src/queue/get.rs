//! Getting.

use super::{Bounded, GetError, Order, Refusal, Side, TryGetError};
use crate::error::waited;
use crate::patience::{Forever, Patience};
use crate::platform::Platform;
use crate::scope::Scope;

/// Getting.
impl<P: Platform, T, O: Order<T, N>, const N: usize> Bounded<P, T, O, N> {
    /// Waits until there is an item and takes the next.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If the queue is empty and the caller cannot wait here, or if it is shut down and empty.
    #[inline]
    #[track_caller]
    pub fn get(&self) -> T {
        waited(self.checked_get())
    }

    /// As [`get`](Bounded::get), with an error where `get` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`GetError::CannotWait`] if the queue is empty and the caller cannot wait here;
    /// [`GetError::Closed`].
    #[inline]
    #[track_caller]
    pub fn checked_get(&self) -> Result<T, GetError> {
        self.get_with(Forever)
    }

    /// Takes the next item if there is one. Never waits for one.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryGetError::Empty`] or [`TryGetError::Closed`].
    #[inline]
    #[track_caller]
    pub fn try_get(&self) -> Result<T, TryGetError> {
        let scope = Scope::<P>::begin(O::KIND, "try_get", self);
        scope.end(self.pop().map_err(TryGetError::from))
    }

    #[inline(always)]
    #[track_caller]
    pub(super) fn get_with<W: Patience<P>>(&self, patience: W) -> Result<T, GetError> {
        let scope = Scope::<P>::begin_wait_until(O::KIND, "get", self, W::TIMED);
        loop {
            let waited = match self.pop() {
                Ok(item) => return Ok(item),
                Err(Refusal::Closed) => Err(GetError::Closed),
                Err(Refusal::Blocked) => self.wait_for(Side::Get, patience).map_err(GetError::from),
            };
            if let Err(error) = waited {
                return scope.end(Err(error));
            }
        }
    }
}
