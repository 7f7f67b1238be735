//! std's names on the simulator: what is written for threads moves over by its `use` lines.
//!
//! Every module here has the path of std's, and every type the name, the methods and the promises
//! of std's, poisoning included. What loom and shuttle add to them is here too: [`UnsafeCell`]s
//! whose accesses are seen, [`lazy_static!`], [`future::block_on`], and [`model()`] and
//! [`check_random`] to run whole tests. Each operation is an event of the simulation.
//!
//! ```
//! use waitword_sim::std as loom;
//!
//! use loom::sync::atomic::{AtomicU32, Ordering::SeqCst};
//! use loom::sync::Arc;
//! use loom::thread;
//!
//! loom::model(|| {
//!     let total = Arc::new(AtomicU32::new(0));
//!     let other = Arc::clone(&total);
//!     let task = thread::spawn(move || other.fetch_add(1, SeqCst));
//!     total.fetch_add(1, SeqCst);
//!     task.join().unwrap();
//!     assert_eq!(total.load(SeqCst), 2);
//! });
//! ```
//!
//! # What differs from std
//! * What waits, and what starts a thread, works in a simulation only, and panics outside. Atomics,
//!   and locks that are free, work anywhere.
//! * To show a value with `Debug` is no event, so locks are shown without what they guard.
//! * A thread that panics is a bug, unless somebody joins it; so is an [`Arc`](sync::Arc) that
//!   nobody drops.
//! * Each module says what else differs in it: [`sync`], [`sync::atomic`], [`sync::mpsc`],
//!   [`thread`], [`time`], [`cell`].
//!
//! # Statics
//! An execution finds every `static` as at the start of a program: atomics, locks and `Once`s that
//! were used by the execution before hold again what they held in the beginning, and what it wrote
//! into a [`LazyLock`](sync::LazyLock), a [`OnceLock`](sync::OnceLock) or a [`lazy_static!`] is
//! dropped at its end. So no reference to such a value may be kept for the next execution, in
//! something that the simulator does not know. Other data, as that behind a `Mutex`, stays as it
//! is. A `static` belongs to one simulation at a time, a [`lazy_static!`] to each that uses it.
//!
//! [`UnsafeCell`]: cell::UnsafeCell

pub mod cell;
pub mod future;
pub mod hint;
pub mod lazy_static;
mod model;
pub mod sync;
pub mod thread;
pub mod time;

mod token;

#[doc(inline)]
pub use crate::__std_lazy_static as lazy_static;
#[doc(inline)]
pub use crate::__std_thread_local as thread_local;
pub use model::{check_dfs, check_random, model};
