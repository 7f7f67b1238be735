//! Errors of queues. Those that refuse an item carry it.

use core::error::Error;
use core::fmt;

use super::Refusal;
use crate::error::WaitError;
use crate::operation::Outcome;

const CLOSED: &str = "the queue is closed";

/// Why an item was not put at once, and the item.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TryPutError<T> {
    /// There is no room.
    Full(T),
    /// The queue is shut down, or nobody is left to receive.
    Closed(T),
}

impl<T> TryPutError<T> {
    /// The item that was not put.
    pub fn into_inner(self) -> T {
        match self {
            TryPutError::Full(item) | TryPutError::Closed(item) => item,
        }
    }
}

impl<T> fmt::Debug for TryPutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TryPutError::Full(_) => "Full(..)",
            TryPutError::Closed(_) => "Closed(..)",
        })
    }
}

impl<T> fmt::Display for TryPutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TryPutError::Full(_) => "the queue is full",
            TryPutError::Closed(_) => CLOSED,
        })
    }
}

impl<T> Error for TryPutError<T> {}

/// Why a wait to put an item ended without it, and the item.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PutError<T> {
    /// The deadline passed first.
    TimedOut(T),
    /// The queue is full and the caller cannot wait here.
    CannotWait(T),
    /// The queue is shut down, or nobody is left to receive.
    Closed(T),
}

impl<T> PutError<T> {
    pub(crate) fn new(error: GetError, item: T) -> Self {
        match error {
            GetError::TimedOut => PutError::TimedOut(item),
            GetError::CannotWait => PutError::CannotWait(item),
            GetError::Closed => PutError::Closed(item),
        }
    }

    /// The item that was not put.
    pub fn into_inner(self) -> T {
        match self {
            PutError::TimedOut(item) | PutError::CannotWait(item) | PutError::Closed(item) => item,
        }
    }

    fn reason(&self) -> GetError {
        match self {
            PutError::TimedOut(_) => GetError::TimedOut,
            PutError::CannotWait(_) => GetError::CannotWait,
            PutError::Closed(_) => GetError::Closed,
        }
    }
}

impl<T> fmt::Debug for PutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}(..)", self.reason())
    }
}

impl<T> fmt::Display for PutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason().fmt(f)
    }
}

impl<T> Error for PutError<T> {}

/// Why there is no item at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TryGetError {
    /// There is no item.
    Empty,
    /// There is no item, and there will be none: the queue is shut down, or nobody is left to send.
    Closed,
}

impl fmt::Display for TryGetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TryGetError::Empty => "the queue is empty",
            TryGetError::Closed => CLOSED,
        })
    }
}

impl Error for TryGetError {}

impl From<Refusal> for TryGetError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Blocked => TryGetError::Empty,
            Refusal::Closed => TryGetError::Closed,
        }
    }
}

impl From<Refusal> for Outcome {
    fn from(_: Refusal) -> Outcome {
        Outcome::Refused
    }
}

impl From<TryGetError> for Outcome {
    fn from(_: TryGetError) -> Outcome {
        Outcome::Refused
    }
}

/// Why a wait for an item ended without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GetError {
    /// The deadline passed first.
    TimedOut,
    /// There is no item and the caller cannot wait here.
    CannotWait,
    /// There is no item, and there will be none: the queue is shut down, or nobody is left to send.
    Closed,
}

impl fmt::Display for GetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GetError::TimedOut => WaitError::TimedOut.fmt(f),
            GetError::CannotWait => WaitError::CannotWait.fmt(f),
            GetError::Closed => f.write_str(CLOSED),
        }
    }
}

impl Error for GetError {}

impl From<WaitError> for GetError {
    fn from(error: WaitError) -> GetError {
        match error {
            WaitError::TimedOut => GetError::TimedOut,
            WaitError::CannotWait => GetError::CannotWait,
        }
    }
}

impl From<GetError> for Outcome {
    fn from(error: GetError) -> Outcome {
        match error {
            GetError::TimedOut => Outcome::TimedOut,
            GetError::CannotWait => Outcome::CannotWait,
            GetError::Closed => Outcome::Refused,
        }
    }
}
