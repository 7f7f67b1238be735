//! Detectors: what an execution that ended badly is called, and how that is told.
//!
//! They look at an execution that was written down, so nothing here has to be fast.

mod deadlock;
mod livelock;
mod violation;
mod wakeup;

pub(crate) use deadlock::deadlock;
pub(crate) use livelock::livelock;
pub(crate) use violation::violation;
