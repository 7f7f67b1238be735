//! Litmus programs: a few threads, each a straight line of atomic operations, and what they can
//! read.
//!
//! They are how the simulator's memory is held to the truth: for each of the [`NAMED`] programs the
//! number of its executions is known, and [`Program::explore`] has to find as many.
//!
//! ```
//! use waitword_sim::Memory;
//! use waitword_sim::litmus::Program;
//!
//! let store_buffering: Program = "Wx.sc Ry.sc | Wy.sc Rx.sc".parse().unwrap();
//! let report = store_buffering.explore(Memory::Cpp20);
//! assert_eq!(report.distinct, 3);
//! assert!(!report.outcomes.contains_key("T0:0 T1:0"));
//! ```
//!
//! # The notation
//! Threads are separated by `|`, their operations by spaces. An operation is its kind, its location
//! and its ordering, as in `Wx.rel`:
//!
//! | kind | what it does |
//! |---|---|
//! | `W` | writes: the first `W` of the text to a location writes 1, the second one 2, ... |
//! | `R` | reads |
//! | `U` | reads and writes: adds 100 |
//! | `F` | orders what stands around it, and has no location: `F.sc` |
//!
//! Locations are `x`, `y`, `z`, `a`, `b` and `c`, and hold 0 at first. Orderings are `rlx`, `rel`,
//! `acq`, `ar` (acquire and release) and `sc`. Every kind takes every ordering; where it says more
//! than the kind can do, the rest of it counts: `Wx.ar` is `Wx.rel`, `Rx.rel` is `Rx.rlx`, and
//! `F.rlx` does nothing.

mod notation;
mod run;
mod table;

pub use notation::{ParseError, Program};
pub use table::{NAMED, Named, find};
