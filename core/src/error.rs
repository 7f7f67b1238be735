//! What can go wrong, in small enums; errors that refuse a value carry it back (see
//! [`crate::queue`]).

use core::error::Error;
use core::fmt;

use crate::operation::Outcome;

/// Why a wait ended without what was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitError {
    /// The deadline passed first.
    TimedOut,
    /// The caller would have had to wait where nobody can: in an interrupt handler, or with
    /// interrupts masked.
    CannotWait,
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WaitError::TimedOut => "timed out",
            WaitError::CannotWait => {
                "cannot wait in an interrupt handler or with interrupts masked"
            }
        })
    }
}

impl Error for WaitError {}

impl From<WaitError> for Outcome {
    fn from(error: WaitError) -> Outcome {
        match error {
            WaitError::TimedOut => Outcome::TimedOut,
            WaitError::CannotWait => Outcome::CannotWait,
        }
    }
}

/// The result of a wait without a deadline, for the plain methods, which have no error to return.
///
/// # Panics
/// With the error's text if the caller cannot wait here; the checked forms return it instead.
#[inline(always)]
#[track_caller]
pub(crate) fn waited<T, E: fmt::Display>(result: Result<T, E>) -> T {
    #[cold]
    #[track_caller]
    fn cannot_wait(error: impl fmt::Display) -> ! {
        panic!("{error}")
    }
    match result {
        Ok(value) => value,
        Err(error) => cannot_wait(error),
    }
}

/// A count that the primitive cannot be made with: zero where that makes no sense, or past its
/// maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange;

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("count out of range")
    }
}

impl Error for OutOfRange {}

/// More was given back than a count can hold or was ever taken; nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess;

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more given back than was taken")
    }
}

impl Error for Excess {}

impl From<Excess> for Outcome {
    fn from(Excess: Excess) -> Outcome {
        Outcome::Refused
    }
}

/// Why a barrier let its caller go before all had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The caller's own deadline passed, which broke the barrier for all.
    TimedOut,
    /// Another one's deadline broke the barrier, or somebody aborted it.
    Aborted,
    /// The caller would have had to wait where nobody can; the barrier is as it was.
    CannotWait,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Broken::TimedOut => "timed out, which broke the barrier",
            Broken::Aborted => "the barrier is broken",
            Broken::CannotWait => "cannot wait in an interrupt handler or with interrupts masked",
        })
    }
}

impl Error for Broken {}

impl From<Broken> for Outcome {
    fn from(error: Broken) -> Outcome {
        match error {
            Broken::TimedOut => Outcome::TimedOut,
            Broken::Aborted => Outcome::Refused,
            Broken::CannotWait => Outcome::CannotWait,
        }
    }
}
