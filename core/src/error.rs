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
/// With the error's text; the checked forms return it instead.
#[inline(always)]
#[track_caller]
pub(crate) fn waited<T, E: fmt::Display>(result: Result<T, E>) -> T {
    #[cold]
    #[track_caller]
    fn refuse(error: impl fmt::Display) -> ! {
        panic!("{error}")
    }
    match result {
        Ok(value) => value,
        Err(error) => refuse(error),
    }
}

/// Why a reentrant mutex was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockError {
    /// The deadline passed first.
    TimedOut,
    /// The caller would have had to wait where nobody can: in an interrupt handler, or with
    /// interrupts masked.
    CannotWait,
    /// The caller holds it already, as often as can be counted.
    TooDeep,
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LockError::TimedOut => WaitError::TimedOut.fmt(f),
            LockError::CannotWait => WaitError::CannotWait.fmt(f),
            LockError::TooDeep => f.write_str("held more often than can be counted"),
        }
    }
}

impl Error for LockError {}

impl From<WaitError> for LockError {
    fn from(error: WaitError) -> LockError {
        match error {
            WaitError::TimedOut => LockError::TimedOut,
            WaitError::CannotWait => LockError::CannotWait,
        }
    }
}

impl From<LockError> for Outcome {
    fn from(error: LockError) -> Outcome {
        match error {
            LockError::TimedOut => Outcome::TimedOut,
            LockError::CannotWait => Outcome::CannotWait,
            LockError::TooDeep => Outcome::Refused,
        }
    }
}

/// Why a reentrant mutex was not taken at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryLockError {
    /// Somebody else holds it.
    Held,
    /// The caller holds it already, as often as can be counted.
    TooDeep,
}

impl fmt::Display for TryLockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TryLockError::Held => f.write_str("held by another"),
            TryLockError::TooDeep => LockError::TooDeep.fmt(f),
        }
    }
}

impl Error for TryLockError {}

impl From<TryLockError> for Outcome {
    fn from(_: TryLockError) -> Outcome {
        Outcome::Refused
    }
}

/// A lock was to be given back that nobody holds; nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLocked;

impl fmt::Display for NotLocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not locked")
    }
}

impl Error for NotLocked {}

impl From<NotLocked> for Outcome {
    fn from(NotLocked: NotLocked) -> Outcome {
        Outcome::Refused
    }
}

/// A count that the primitive cannot have: zero where that makes no sense, or past its maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange;

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("count out of range")
    }
}

impl Error for OutOfRange {}

impl From<OutOfRange> for Outcome {
    fn from(OutOfRange: OutOfRange) -> Outcome {
        Outcome::Refused
    }
}

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

/// Why a semaphore gave no permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcquireError {
    /// The deadline passed first.
    TimedOut,
    /// The caller would have had to wait where nobody can: in an interrupt handler, or with
    /// interrupts masked.
    CannotWait,
    /// The semaphore is closed.
    Closed,
    /// So many permits the semaphore can never have.
    TooMany,
}

impl fmt::Display for AcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AcquireError::TimedOut => WaitError::TimedOut.fmt(f),
            AcquireError::CannotWait => WaitError::CannotWait.fmt(f),
            AcquireError::Closed => f.write_str("the semaphore is closed"),
            AcquireError::TooMany => f.write_str("more permits than the semaphore can have"),
        }
    }
}

impl Error for AcquireError {}

impl From<WaitError> for AcquireError {
    fn from(error: WaitError) -> AcquireError {
        match error {
            WaitError::TimedOut => AcquireError::TimedOut,
            WaitError::CannotWait => AcquireError::CannotWait,
        }
    }
}

impl From<AcquireError> for Outcome {
    fn from(error: AcquireError) -> Outcome {
        match error {
            AcquireError::TimedOut => Outcome::TimedOut,
            AcquireError::CannotWait => Outcome::CannotWait,
            AcquireError::Closed | AcquireError::TooMany => Outcome::Refused,
        }
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
