//! The ends that send.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{SendError, TrySendError};

use super::link::Link;

/// The end of a channel without a limit that sends.
pub struct Sender<T> {
    link: Arc<Link<T>>,
}

impl<T> Sender<T> {
    pub(super) fn new(link: Arc<Link<T>>) -> Self {
        Sender { link }
    }

    /// Sends a value. Never waits.
    ///
    /// # Errors
    /// The value, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.link.send(value).map_err(SendError)
    }
}

/// The end of a channel with a limit that sends.
pub struct SyncSender<T> {
    link: Arc<Link<T>>,
}

impl<T> SyncSender<T> {
    pub(super) fn new(link: Arc<Link<T>>) -> Self {
        SyncSender { link }
    }

    /// Sends a value, and waits for room; where there never is any, until it is received.
    ///
    /// # Errors
    /// The value, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.link.send(value).map_err(SendError)
    }

    /// Sends a value if there is room, or if the receiver waits for it.
    ///
    /// # Errors
    /// The value, if there is no room or the receiver is gone.
    #[track_caller]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.link.try_send(value)
    }
}

macro_rules! end {
    ($sender:ident) => {
        impl<T> Clone for $sender<T> {
            #[track_caller]
            fn clone(&self) -> Self {
                self.link.add_sender();
                $sender::new(Arc::clone(&self.link))
            }
        }

        impl<T> Drop for $sender<T> {
            #[track_caller]
            fn drop(&mut self) {
                self.link.drop_sender();
            }
        }

        impl<T> fmt::Debug for $sender<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($sender)).finish_non_exhaustive()
            }
        }
    };
}

end!(Sender);
end!(SyncSender);
