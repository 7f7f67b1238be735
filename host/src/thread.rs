//! Threads that can be found, named, waited for with a deadline, and asked to stop.
//!
//! Python's `threading.Thread`. A [`Builder`] says how a thread is to be; [`Builder::start`]
//! starts it and returns its [`JoinHandle`], which has its result; a [`Thread`] is what anybody
//! may know of it, and what [`current`], [`main`] and [`enumerate`] return.
//!
//! ```
//! use std::time::Duration;
//! use waitword_host::thread::{self, Builder};
//!
//! let worker = Builder::new().name("worker").start(|| {
//!     while !thread::current().stop_token().wait_timeout(Duration::from_millis(1)) {
//!         // something again and again
//!     }
//!     6 * 7
//! })?;
//! assert!(worker.is_alive() && worker.name() == "worker");
//! worker.request_stop();
//! assert_eq!(worker.result().unwrap(), 42);
//! # Ok::<(), waitword_host::thread::StartError>(())
//! ```
//!
//! # Endings
//! A process that ends, by a return from `main` or by [`std::process::exit`], waits for all threads
//! that were started here and are no *daemons*, as Python does; the thread that calls `exit` is not
//! waited for. Threads of std, and daemons, are not. After that has begun no thread can be started.

mod builder;
mod exit;
mod hook;
mod name;
mod record;
mod registry;
mod stop;

pub use builder::{Builder, JoinHandle, StartError};
pub use hook::set_panic_hook;
pub use record::{JoinError, Thread, ThreadId};
pub use registry::{active_count, current, enumerate, main};
pub use stop::StopToken;
