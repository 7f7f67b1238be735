//! `std::thread`: threads are tasks of the simulation.
//!
//! # What differs from std
//! * A thread that nobody joins and that panics is a bug; std would go on.
//! * [`sleep`] and [`park_timeout`] cost nothing: time is virtual.
//! * [`available_parallelism`] is always 2, so that a test is the same on every machine.
//! * A stack has half a mebibyte, whatever [`Builder::stack_size`] says.
//!
//! ```
//! use waitword_sim::check;
//! use waitword_sim::std::thread;
//!
//! check(|| {
//!     let mut total = 1;
//!     thread::scope(|s| {
//!         s.spawn(|| total += 1);
//!     });
//!     assert_eq!(total, 2);
//! });
//! ```

mod builder;
mod handle;
mod local;
mod park;
mod scope;

use std::io;
use std::num::NonZero;

pub use builder::Builder;
pub use handle::{JoinHandle, Thread, ThreadId, current};
pub use local::{AccessError, LocalKey};
pub use park::{park, park_timeout};
pub use scope::{Scope, ScopedJoinHandle, scope};
pub use std::thread::Result;

use crate::engine;
use crate::std::time::Duration;

/// Starts a thread without a name.
///
/// # Panics
/// Outside a simulation.
#[track_caller]
pub fn spawn<F, T>(body: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    handle::start(None, body)
}

/// Lets others run, if there is anybody who can.
pub fn yield_now() {
    engine::yield_now();
}

/// Lets virtual time pass.
///
/// # Panics
/// Outside a simulation.
pub fn sleep(time: Duration) {
    engine::sleep(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
}

/// Whether the calling thread unwinds because of a panic.
pub fn panicking() -> bool {
    engine::is_unwinding()
}

/// How many threads a program may want to start: 2, on every machine.
///
/// # Errors
/// None.
pub fn available_parallelism() -> io::Result<NonZero<usize>> {
    Ok(NonZero::<usize>::MIN.saturating_add(1))
}
