//! Putting.

use super::{Bounded, Order, PutError, Refusal, Side, TryPutError};
use crate::error::waited;
use crate::patience::{Forever, Patience};
use crate::platform::Platform;
use crate::queue::GetError;
use crate::scope::Scope;

/// Putting.
impl<P: Platform, T, O: Order<T, N>, const N: usize> Bounded<P, T, O, N> {
    /// Waits until there is room and puts the item.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If the queue is full and the caller cannot wait here, or if it is shut down; the item is
    /// dropped.
    #[inline]
    #[track_caller]
    pub fn put(&self, item: T) {
        waited(self.put_with(item, Forever).map_err(|(error, _)| error));
    }

    /// As [`put`](Bounded::put), with an error where `put` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`PutError::CannotWait`] or [`PutError::Closed`], with the item.
    #[inline]
    #[track_caller]
    pub fn checked_put(&self, item: T) -> Result<(), PutError<T>> {
        self.put_with(item, Forever)
            .map_err(|(error, item)| PutError::new(error, item))
    }

    /// Puts the item if there is room. Never waits for room.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryPutError::Full`] or [`TryPutError::Closed`], with the item.
    #[inline]
    #[track_caller]
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let scope = Scope::<P>::begin(O::KIND, "try_put", self);
        let mut item = Some(item);
        match (scope.end(self.push(&mut item)), item) {
            (Err(Refusal::Closed), Some(item)) => Err(TryPutError::Closed(item)),
            (Err(Refusal::Blocked), Some(item)) => Err(TryPutError::Full(item)),
            _ => Ok(()),
        }
    }

    #[inline(always)]
    #[track_caller]
    pub(super) fn put_with<W: Patience<P>>(
        &self,
        item: T,
        patience: W,
    ) -> Result<(), (GetError, T)> {
        let scope = Scope::<P>::begin_wait_until(O::KIND, "put", self, W::TIMED);
        let mut item = Some(item);
        let mut result = Ok(());
        while result.is_ok() && item.is_some() {
            result = match self.push(&mut item) {
                Ok(()) => break,
                Err(Refusal::Closed) => Err(GetError::Closed),
                Err(Refusal::Blocked) => self.wait_for(Side::Put, patience).map_err(GetError::from),
            };
        }
        let _ = scope.end(result);
        match (result, item) {
            (Err(error), Some(item)) => Err((error, item)),
            _ => Ok(()),
        }
    }
}
