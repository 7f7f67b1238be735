//! A deterministic simulator for code written on waitword.
//!
//! The primitives that ship run on platform [`Sim`], where every operation is a place at which
//! another task may run first. [`check`] explores those interleavings; a bug comes with its trace
//! and with a [`Schedule`] that [`replay`](fn@replay)s it for ever.
//!
//! ```
//! use std::sync::Arc;
//! use waitword_sim::{Mutex, check, spawn};
//!
//! let report = check(|| {
//!     let total = Arc::new(Mutex::new(0));
//!     let other = Arc::clone(&total);
//!     let task = spawn("other", move || *other.lock() += 1);
//!     *total.lock() += 1;
//!     task.join().unwrap();
//!     assert_eq!(*total.lock(), 2);
//! });
//! assert!(report.complete || report.executions > 0);
//! ```
//!
//! # What the model covers
//! Every order of operations on words (white box) or of operations of primitives (black box); under
//! the memory of C++20, which is what Rust promises, each store that a load may read; which waiter
//! a wake reaches; and, within a budget, deadlines that pass early, waits that return for no reason
//! and weak compare-exchanges that fail for none. Time is virtual, and a spin loop costs no more
//! than a wait. Words in a `static` are as new in every execution, on Linux.
//!
//! # What it does not
//! A load that reads from a later operation of its own thread. What happens in the middle of a
//! primitive's operation, in the black box. Atomics and locks that are neither on platform [`Sim`]
//! nor in [`waitword_sim::std`](mod@std), real clocks, random numbers and the order of a `HashMap`:
//! they are invisible, and a program that depends on them is reported as one that does not repeat.
//!
//! [`model`] has all of it, with a program for each.

mod choice;
mod declare;
mod declared;
mod detect;
mod engine;
mod estimate;
mod event;
mod explain;
mod explorer;
mod memory;
mod placed;
mod portfolio;
mod repeat;
mod replay;
mod report;
mod schedule;
mod search;
mod setup;
mod sim;
mod stage;
mod statics;
mod strategy;
mod trace;
mod verdict;

pub mod litmus;
pub mod model;
pub mod programs;
pub mod std;

pub use choice::{Alternative, Choice, TaskId};
pub use declare::{exact_outcomes, expect, must_reach, never, outcome, reached};
pub use engine::Granularity;
pub use explorer::Explorer;
pub use memory::Memory;
pub use placed::{Placed, Pointer};
pub use replay::{ReplayError, replay};
pub use report::{Progress, Report};
pub use schedule::{Schedule, ScheduleError};
pub use sim::{Handle, Instant, Sim};
pub use strategy::{
    Answer, Bounded, Exhaustive, Pct, Placement, Pos, Query, Random, RoundRobin, Strategy, Urw,
};
pub use trace::{Row, Trace};
pub use verdict::{
    Accessed, Cause, DataRace, Deadlock, Difference, Leak, NotOwner, Outcomes, Panicked, Reached,
    Stuck, UseAfterFree, Verdict,
};
pub use waitword_core::runtime::Join;

waitword_core::primitives!(Sim);
waitword_core::programs!(Sim);

/// Explores `program` with the default plan and budget, and panics if it finds a bug.
///
/// # Panics
/// With the verdict, the trace and the schedule of the bug.
pub fn check(program: impl Fn() + 'static) -> Report {
    Explorer::new().check(program)
}

/// Starts a task of the simulation.
///
/// # Panics
/// Outside a simulation.
pub fn spawn<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> Handle<T> {
    <Sim as waitword_core::Runtime>::spawn(format_args!("{name}"), body)
}

/// A number below `count`, each of which the exploration tries; 0 outside a simulation.
pub fn choose(count: u32) -> u32 {
    engine::choose(count)
}

/// Lets all other tasks stand still until `body` is done, which has to come about without them:
/// without waiting, and within 1,000 events.
///
/// An operation that does so wherever the others stand is obstruction-free: no task that is
/// preempted half way, or has died, holds it up. The exploration puts the others everywhere.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::Ordering::Relaxed;
/// use waitword_sim::{Word, check, obstruction_free, spawn};
///
/// check(|| {
///     let count = Arc::new(Word::new(0));
///     let other = Arc::clone(&count);
///     let task = spawn("other", move || other.fetch_add(1, Relaxed));
///     obstruction_free(|| count.fetch_add(1, Relaxed));
///     task.join().unwrap();
/// });
/// ```
///
/// # Panics
/// If `body` waits, or does not end.
#[track_caller]
pub fn obstruction_free<T>(body: impl FnOnce() -> T) -> T {
    let _solitude = engine::Solitude::begin();
    body()
}
