//! Waitword's primitives on operating system threads, and between processes.
//!
//! The types of this module are [`waitword_core`]'s on platform [`Threads`]: who waits sleeps in
//! the operating system, after a short spin where there is another processor to spin for.
//!
//! ```
//! use std::time::Duration;
//! use waitword_host::{Mutex, Runtime, Semaphore, Threads, runtime::Join};
//!
//! static TOTAL: Mutex<u32> = Mutex::new(0);
//! static DONE: Semaphore = Semaphore::new(0);
//!
//! let adder = Threads::spawn(format_args!("adder"), || {
//!     *TOTAL.lock() += 1;
//!     DONE.release(1).unwrap();
//! });
//! DONE.acquire_timeout(Duration::from_secs(10)).unwrap().forget();
//! assert_eq!(*TOTAL.lock(), 1);
//! adder.join().unwrap();
//! ```
//!
//! Those of module `shared` lie in memory that processes share.
//!
//! # Systems
//! Linux is first class: waiting is a futex. On other systems the words are parked on through the
//! `parking_lot_core` crate, and there is no module `shared`. `--cfg waitword_portable`, in
//! `RUSTFLAGS` and `RUSTDOCFLAGS`, selects that on Linux too, to test it.

#[macro_use]
mod platform;
#[cfg(feature = "progress")]
pub mod progress;
#[cfg(all(target_os = "linux", not(waitword_portable)))]
pub mod shared;
mod spin;
mod sys;
mod task;
pub mod thread;
pub mod timer;

pub use platform::Threads;
pub use task::Handle;
pub use thread::Thread;
pub use timer::Timer;
pub use waitword_core::{
    AcquireError, Arrival, Broken, Clock, Excess, Identity, LockError, NotLocked, OutOfRange,
    Permit, Platform, Policy, Runtime, TryLockError, WaitError, queue, runtime, spsc,
};
pub use waitword_core::{Executor, depot, executor, future, pool, scheduler};
pub use waitword_core::{broadcast, channel, oneshot, watch};

waitword_core::primitives!(Threads);
waitword_core::programs!(Threads);
