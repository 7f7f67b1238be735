//! Errors of queues. Those that refuse an item carry it.

use core::error::Error;
use core::fmt;

use crate::error::WaitError;

/// Why an item was not put at once, and the item.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TryPutError<T> {
    /// There is no room.
    Full(T),
}

impl<T> TryPutError<T> {
    /// The item that was not put.
    pub fn into_inner(self) -> T {
        match self {
            TryPutError::Full(item) => item,
        }
    }
}

impl<T> fmt::Debug for TryPutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Full(..)")
    }
}

impl<T> fmt::Display for TryPutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the queue is full")
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
}

impl<T> PutError<T> {
    pub(super) fn new(error: WaitError, item: T) -> Self {
        match error {
            WaitError::TimedOut => PutError::TimedOut(item),
            WaitError::CannotWait => PutError::CannotWait(item),
        }
    }

    /// The item that was not put.
    pub fn into_inner(self) -> T {
        match self {
            PutError::TimedOut(item) | PutError::CannotWait(item) => item,
        }
    }

    fn reason(&self) -> WaitError {
        match self {
            PutError::TimedOut(_) => WaitError::TimedOut,
            PutError::CannotWait(_) => WaitError::CannotWait,
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
}

impl fmt::Display for TryGetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the queue is empty")
    }
}

impl Error for TryGetError {}
