//! The timers of the process.
//!
//! ```
//! use std::time::Duration;
//! use waitword_host::timer::{Timer, scheduler};
//!
//! let (_, late) = scheduler().after(Duration::from_millis(2), || "late");
//! let never = Timer::new(scheduler(), Duration::from_secs(3600), || ());
//! never.start().unwrap();
//! assert!(never.cancel());
//! assert_eq!(late.result().unwrap(), "late");
//! ```

use std::sync::LazyLock;

pub use waitword_core::scheduler::{AlreadyStarted, TimerId};

use crate::{Scheduler, Threads};

/// Something to be done later, on the timer thread of the process: made with
/// `Timer::new(scheduler(), ...)`; see [`waitword_core::scheduler::Timer`].
pub type Timer = waitword_core::scheduler::Timer<Threads, &'static Scheduler>;

/// The one timer thread of the process, which is started when somebody first asks for it.
///
/// What runs on it should be short, since all timers share it. It is never dropped: what is not due
/// when the process exits never runs. A forked child has none, since threads are not forked.
///
/// # Panics
/// The first time, if the operating system has no room for another thread.
pub fn scheduler() -> &'static Scheduler {
    static SCHEDULER: LazyLock<Scheduler> = LazyLock::new(Scheduler::new);
    &SCHEDULER
}
