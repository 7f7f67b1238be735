//! The end of a channel into which items are sent.

use core::fmt;
use core::time::Duration;

use super::{Channel, Ends};
use crate::platform::{Clock, Platform};
use crate::queue::{PutError, TryPutError};
use crate::share::Share;

/// The end of a [`Channel`] into which items are sent. A clone is one more.
pub struct Sender<R: Share<Target: Ends>> {
    channel: R,
}

impl<P: Platform, T, const N: usize, R: Share<Target = Channel<P, T, N>>> Sender<R> {
    pub(super) fn new(channel: R) -> Self {
        Sender { channel }
    }

    /// The channel, to look at.
    pub fn channel(&self) -> &Channel<P, T, N> {
        &self.channel
    }

    /// Waits until there is room and sends the item.
    ///
    /// Context: any; where the caller cannot wait, a full channel is an error.
    ///
    /// # Errors
    /// [`PutError::Closed`] if no receiver is left, [`PutError::CannotWait`], with the item.
    #[inline]
    #[track_caller]
    pub fn send(&self, item: T) -> Result<(), PutError<T>> {
        self.channel.queue.checked_put(item)
    }

    /// Sends the item if there is room. Never waits for room.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryPutError::Full`] or [`TryPutError::Closed`], with the item.
    #[inline]
    #[track_caller]
    pub fn try_send(&self, item: T) -> Result<(), TryPutError<T>> {
        self.channel.queue.try_put(item)
    }
}

/// With a deadline.
impl<P: Clock, T, const N: usize, R: Share<Target = Channel<P, T, N>>> Sender<R> {
    /// As [`send`](Sender::send), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`PutError::TimedOut`], never early, and those of `send`.
    #[inline]
    #[track_caller]
    pub fn send_timeout(&self, item: T, timeout: Duration) -> Result<(), PutError<T>> {
        self.channel.queue.put_timeout(item, timeout)
    }

    /// As [`send`](Sender::send), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`send_timeout`](Sender::send_timeout).
    #[inline]
    #[track_caller]
    pub fn send_until(&self, item: T, deadline: P::Instant) -> Result<(), PutError<T>> {
        self.channel.queue.put_until(item, deadline)
    }
}

impl<R: Share<Target: Ends>> Clone for Sender<R> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.channel.add_sender();
        Sender {
            channel: self.channel.clone(),
        }
    }
}

impl<R: Share<Target: Ends>> Drop for Sender<R> {
    #[track_caller]
    fn drop(&mut self) {
        self.channel.drop_sender();
    }
}

impl<R: Share<Target: Ends + fmt::Debug>> fmt::Debug for Sender<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sender").field(&&*self.channel).finish()
    }
}
