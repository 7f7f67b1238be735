//! Why there is no result.

use alloc::string::String;
use core::error::Error;
use core::fmt;

use crate::runtime::{Panic, Runtime};

/// Why a [`Future`](super::Future) has no result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// It was cancelled before anybody began.
    Cancelled,
    /// The work panicked.
    Panicked(Panicked),
    /// The [`Promise`](super::Promise) was dropped.
    Abandoned,
    /// The result was there, and was taken by an earlier poll.
    Taken,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Cancelled => f.write_str("cancelled"),
            Failure::Panicked(panic) => panic.fmt(f),
            Failure::Abandoned => f.write_str("abandoned"),
            Failure::Taken => f.write_str("already taken"),
        }
    }
}

impl Error for Failure {}

/// A panic that was caught, to be looked at or gone on with.
pub struct Panicked(Panic);

// SAFETY: through a shared reference only the message is reached, which is a `str` or a `String`,
// and both of these may be looked at by any thread.
unsafe impl Sync for Panicked {}

impl Panicked {
    /// What the panic said, if it was one with a message.
    pub fn message(&self) -> Option<&str> {
        let text = self.0.downcast_ref::<&'static str>().copied();
        text.or_else(|| self.0.downcast_ref::<String>().map(String::as_str))
    }

    /// What the panic carried.
    pub fn into_panic(self) -> Panic {
        self.0
    }

    /// Goes on with the panic here, without telling of it again.
    pub fn resume<R: Runtime>(self) -> ! {
        R::resume(self.0)
    }
}

impl From<Panic> for Panicked {
    fn from(panic: Panic) -> Self {
        Panicked(panic)
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message() {
            Some(message) => write!(f, "panicked: {message}"),
            None => f.write_str("panicked"),
        }
    }
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panicked").field(&self.message()).finish()
    }
}

impl Error for Panicked {}
