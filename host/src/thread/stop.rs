//! Asking a thread to stop.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::Event;

/// Whether a thread was asked to stop, which it finds out when it looks.
///
/// Nothing stops a thread that does not look. Python has an `Event` of the program's own for that.
#[derive(Clone, Default)]
pub struct StopToken(Arc<Event>);

impl StopToken {
    /// Whether somebody has asked.
    pub fn is_requested(&self) -> bool {
        self.0.is_set()
    }

    /// Sleeps for `timeout`, or until somebody asks; whether somebody has.
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.0.wait_timeout(timeout).is_ok()
    }

    /// Sleeps until `deadline`, or until somebody asks; whether somebody has.
    pub fn wait_until(&self, deadline: Instant) -> bool {
        self.0.wait_until(deadline).is_ok()
    }

    /// Sleeps until somebody asks.
    pub fn wait(&self) {
        self.0.wait();
    }

    pub(super) fn request(&self) {
        self.0.set();
    }
}

impl fmt::Debug for StopToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StopToken")
            .field(&self.is_requested())
            .finish()
    }
}
