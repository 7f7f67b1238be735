//! The end that sends the value.

use core::fmt;
use core::mem::ManuallyDrop;
use core::sync::atomic::Ordering::Relaxed;

use super::{Ends, KIND, NO_RECEIVER, Oneshot};
use crate::operation::Outcome;
use crate::platform::Platform;
use crate::queue::TryPutError;
use crate::scope::Scope;
use crate::share::Share;

/// The end of a [`Oneshot`] that sends the value.
pub struct Sender<R: Share<Target: Ends>> {
    place: R,
}

impl<P: Platform, T, R: Share<Target = Oneshot<P, T>>> Sender<R> {
    pub(super) fn new(place: R) -> Self {
        Sender { place }
    }

    /// Sends the value, and wakes the receiver if it waits. Never waits.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryPutError::Closed`] with the value, if the receiver is gone.
    #[inline]
    #[track_caller]
    pub fn send(self, value: T) -> Result<(), TryPutError<T>> {
        let mut sender = ManuallyDrop::new(self);
        let scope = Scope::<P>::begin(KIND, "send", &*sender.place);
        let sent = sender.place.send(value);
        let _ = scope.end(sent.as_ref().copied().map_err(|_| Outcome::Refused));
        // SAFETY: the sender is neither used nor dropped after this; the send was its leave.
        unsafe { core::ptr::drop_in_place(&raw mut sender.place) };
        sent.map_err(TryPutError::Closed)
    }

    /// Whether the receiver is gone, so that sending is in vain.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_closed", &*self.place);
        // ORDERING: Relaxed, nothing that the receiver did is looked at because of it.
        self.place.state.load(Relaxed) & NO_RECEIVER != 0
    }
}

impl<R: Share<Target: Ends>> Drop for Sender<R> {
    #[track_caller]
    fn drop(&mut self) {
        self.place.drop_sender();
    }
}

impl<R: Share<Target: Ends + fmt::Debug>> fmt::Debug for Sender<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sender").field(&&*self.place).finish()
    }
}
