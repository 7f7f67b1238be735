//! Who gets what is sent.

use core::error::Error;
use core::fmt;
use core::ops::Deref;
use core::time::Duration;

use super::{Broadcast, KIND, Missing};
use crate::error::WaitError;
use crate::operation::Outcome;
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::scope::Scope;
use crate::share::Share;

/// Who gets what is sent to a [`Broadcast`] from the time of its making. A clone gets the same from
/// where it was made.
#[derive(Clone)]
pub struct Subscriber<R> {
    channel: R,
    next: u32,
}

/// Why a subscriber got no item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiveError {
    /// There is nothing new.
    Empty,
    /// So many items were overwritten before the subscriber got them. The next call gets the oldest
    /// that is still there.
    Lagged(u32),
    /// The deadline passed first.
    TimedOut,
    /// There is nothing new and the caller cannot wait here.
    CannotWait,
    /// There is nothing new, and there will be nothing: the channel is closed.
    Closed,
}

impl<P: Platform, T: Copy, const N: usize, R: Share<Target = Broadcast<P, T, N>>> Subscriber<R> {
    pub(super) fn new(channel: R, next: u32) -> Self {
        Subscriber { channel, next }
    }

    /// Waits for the next item.
    ///
    /// Context: any; where the caller cannot wait, that there is none is an error.
    ///
    /// # Errors
    /// [`ReceiveError::Lagged`], [`ReceiveError::Closed`] and [`ReceiveError::CannotWait`].
    #[track_caller]
    pub fn recv(&mut self) -> Result<T, ReceiveError> {
        self.recv_with(Forever)
    }

    /// The next item, if there is one. Never waits.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`ReceiveError::Empty`], [`ReceiveError::Lagged`] and [`ReceiveError::Closed`].
    #[track_caller]
    pub fn try_recv(&mut self) -> Result<T, ReceiveError> {
        let scope = Scope::<P>::begin(KIND, "try_recv", &*self.channel);
        let item = self.take().unwrap_or(Err(ReceiveError::Empty));
        scope.end(item)
    }

    #[track_caller]
    fn recv_with<W: Patience<P>>(&mut self, patience: W) -> Result<T, ReceiveError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "recv", &*self.channel, W::TIMED);
        loop {
            if let Some(item) = self.take() {
                return scope.end(item);
            }
            if let Err(error) = self.channel.wait(self.next, patience) {
                return scope.end(Err(error.into()));
            }
        }
    }

    /// The next item or why there will be none; `None` if there is nothing yet.
    #[track_caller]
    fn take(&mut self) -> Option<Result<T, ReceiveError>> {
        let item = self.channel.state.lock().item(self.next);
        Some(match item {
            Ok(item) => {
                self.next = self.next.wrapping_add(1);
                Ok(item)
            }
            Err(Missing::Nothing) => return None,
            Err(Missing::Closed) => Err(ReceiveError::Closed),
            Err(Missing::Lagged(count)) => {
                self.next = self.next.wrapping_add(count);
                Err(ReceiveError::Lagged(count))
            }
        })
    }
}

/// With a deadline.
impl<P: Clock, T: Copy, const N: usize, R: Share<Target = Broadcast<P, T, N>>> Subscriber<R> {
    /// As [`recv`](Subscriber::recv), for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`ReceiveError::TimedOut`], never early, and those of `recv`.
    #[track_caller]
    pub fn recv_timeout(&mut self, timeout: Duration) -> Result<T, ReceiveError> {
        self.recv_with(Within::new::<P>(timeout))
    }

    /// As [`recv`](Subscriber::recv), until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`recv_timeout`](Subscriber::recv_timeout).
    #[track_caller]
    pub fn recv_until(&mut self, deadline: P::Instant) -> Result<T, ReceiveError> {
        self.recv_with(Until(deadline))
    }
}

impl From<WaitError> for ReceiveError {
    fn from(error: WaitError) -> ReceiveError {
        match error {
            WaitError::TimedOut => ReceiveError::TimedOut,
            WaitError::CannotWait => ReceiveError::CannotWait,
        }
    }
}

impl From<ReceiveError> for Outcome {
    fn from(error: ReceiveError) -> Outcome {
        match error {
            ReceiveError::TimedOut => Outcome::TimedOut,
            ReceiveError::CannotWait => Outcome::CannotWait,
            _ => Outcome::Refused,
        }
    }
}

impl fmt::Display for ReceiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReceiveError::Empty => f.write_str("there is nothing new"),
            ReceiveError::Lagged(count) => write!(f, "missed {count} items"),
            ReceiveError::TimedOut => WaitError::TimedOut.fmt(f),
            ReceiveError::CannotWait => WaitError::CannotWait.fmt(f),
            ReceiveError::Closed => f.write_str("the channel is closed"),
        }
    }
}

impl Error for ReceiveError {}

impl<R: Deref<Target: fmt::Debug>> fmt::Debug for Subscriber<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subscriber").field(&&*self.channel).finish()
    }
}
