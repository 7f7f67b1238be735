//! What a platform needs to run test bodies.

use core::time::Duration;
use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use waitword_core::{Clock, Runtime};
use waitword_host::Threads;

use crate::platform::OnThreads;

/// A platform that runs test bodies.
pub trait World: Runtime {
    /// How often a stress repeats itself: many times on a machine, a few in the simulator.
    const ROUNDS: u32;

    /// Runs the body, and fails if it does not end.
    fn run(body: fn());
}

impl<P: Clock> World for OnThreads<P> {
    const ROUNDS: u32 = 500;

    fn run(body: fn()) {
        within_deadline(body);
    }
}

impl World for Threads {
    const ROUNDS: u32 = 2_000;

    fn run(body: fn()) {
        within_deadline(body);
    }
}

#[cfg(all(target_os = "linux", not(waitword_portable)))]
impl World for waitword_host::shared::Processes {
    const ROUNDS: u32 = 2_000;

    fn run(body: fn()) {
        within_deadline(body);
    }
}

/// Longer than any body takes, so that tests end.
const DEADLINE: Duration = Duration::from_secs(120);

/// Runs the body on a thread of its own, and panics as it does, or when it hangs.
pub fn within_deadline(body: impl FnOnce() + Send + 'static) {
    let (sender, receiver) = mpsc::channel::<Result<(), Box<dyn Any + Send>>>();
    let thread = thread::spawn(move || {
        let result = panic::catch_unwind(AssertUnwindSafe(body));
        // The receiver is gone once the deadline has passed; then there is nobody left to tell.
        let _ = sender.send(result);
    });
    match receiver.recv_timeout(DEADLINE) {
        Ok(Ok(())) => thread.join().expect("the body has ended"),
        Ok(Err(panic)) => panic::resume_unwind(panic),
        Err(RecvTimeoutError::Timeout) => panic!("still running after {DEADLINE:?}"),
        Err(RecvTimeoutError::Disconnected) => panic!("the body ended without a result"),
    }
}
