//! Parking: a thread waits for its token.

use std::time::Duration;

use waitword_core::Clock;

use super::current;
use crate::sim::Sim;

/// Waits for the token of the calling thread, and takes it; may return for no reason.
///
/// # Panics
/// Outside a simulation, if there is no token.
#[track_caller]
pub fn park() {
    current().token().take("park", None);
}

/// As [`park`], for at most `timeout`.
#[track_caller]
pub fn park_timeout(timeout: Duration) {
    current().token().take("park", Sim::after(timeout));
}
