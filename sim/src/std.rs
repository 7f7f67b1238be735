//! std's names on the simulator: what is written for threads moves over by its `use` lines.
//!
//! Every module here has the path of std's, and every type the name, the methods and the promises
//! of std's, poisoning included.
//!
//! ```
//! use waitword_sim::check;
//! use waitword_sim::std::sync::atomic::{AtomicU32, Ordering::SeqCst};
//! use waitword_sim::std::thread;
//!
//! check(|| {
//!     static TOTAL: AtomicU32 = AtomicU32::new(0);
//!     TOTAL.store(0, SeqCst);
//!     thread::scope(|s| {
//!         s.spawn(|| TOTAL.fetch_add(1, SeqCst));
//!         s.spawn(|| TOTAL.fetch_add(1, SeqCst));
//!     });
//!     assert_eq!(TOTAL.load(SeqCst), 2);
//! });
//! ```

pub mod sync;
pub mod thread;
pub mod time;

mod token;

#[doc(inline)]
pub use crate::__std_thread_local as thread_local;
