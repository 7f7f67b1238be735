//! The end of a channel from which items are received.

use core::fmt;
use core::time::Duration;

use super::{Channel, Ends};
use crate::platform::{Clock, Platform};
use crate::queue::{GetError, TryGetError};
use crate::share::Share;

/// The end of a [`Channel`] from which items are received. A clone is one more; each item goes to
/// one of them.
pub struct Receiver<R: Share<Target: Ends>> {
    channel: R,
}

impl<P: Platform, T, const N: usize, R: Share<Target = Channel<P, T, N>>> Receiver<R> {
    pub(super) fn new(channel: R) -> Self {
        Receiver { channel }
    }

    /// The channel, to look at.
    pub fn channel(&self) -> &Channel<P, T, N> {
        &self.channel
    }

    /// Waits until there is an item and takes the oldest.
    ///
    /// Context: any; where the caller cannot wait, an empty channel is an error.
    ///
    /// # Errors
    /// [`GetError::Closed`] if no sender and no item are left; [`GetError::CannotWait`].
    #[inline]
    #[track_caller]
    pub fn recv(&self) -> Result<T, GetError> {
        self.channel.queue.checked_get()
    }

    /// Takes the oldest item if there is one. Never waits for one.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryGetError::Empty`] or [`TryGetError::Closed`].
    #[inline]
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryGetError> {
        self.channel.queue.try_get()
    }

    /// All items that are to come, until no sender is left.
    pub fn iter(&self) -> Items<'_, R> {
        Items { receiver: self }
    }
}

/// With a deadline.
impl<P: Clock, T, const N: usize, R: Share<Target = Channel<P, T, N>>> Receiver<R> {
    /// As [`recv`](Receiver::recv), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`GetError::TimedOut`], never early, and those of `recv`.
    #[inline]
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, GetError> {
        self.channel.queue.get_timeout(timeout)
    }

    /// As [`recv`](Receiver::recv), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`recv_timeout`](Receiver::recv_timeout).
    #[inline]
    #[track_caller]
    pub fn recv_until(&self, deadline: P::Instant) -> Result<T, GetError> {
        self.channel.queue.get_until(deadline)
    }
}

/// The items that are to come; see [`Receiver::iter`].
pub struct Items<'a, R: Share<Target: Ends>> {
    receiver: &'a Receiver<R>,
}

impl<P: Platform, T, const N: usize, R: Share<Target = Channel<P, T, N>>> Iterator
    for Items<'_, R>
{
    type Item = T;

    /// Waits for the next item; ends when no sender is left, or where nobody can wait.
    #[inline]
    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}

impl<'a, P: Platform, T, const N: usize, R: Share<Target = Channel<P, T, N>>> IntoIterator
    for &'a Receiver<R>
{
    type Item = T;
    type IntoIter = Items<'a, R>;

    fn into_iter(self) -> Items<'a, R> {
        self.iter()
    }
}

impl<R: Share<Target: Ends>> Clone for Receiver<R> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.channel.add_receiver();
        Receiver {
            channel: self.channel.clone(),
        }
    }
}

impl<R: Share<Target: Ends>> Drop for Receiver<R> {
    #[track_caller]
    fn drop(&mut self) {
        self.channel.drop_receiver();
    }
}

impl<R: Share<Target: Ends + fmt::Debug>> fmt::Debug for Receiver<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Receiver").field(&&*self.channel).finish()
    }
}

impl<R: Share<Target: Ends + fmt::Debug>> fmt::Debug for Items<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Items").field(self.receiver).finish()
    }
}
