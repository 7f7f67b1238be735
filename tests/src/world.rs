//! What a platform needs to run test bodies.

use core::time::Duration;
use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use waitword_core::{Clock, Object, Runtime};
use waitword_host::Threads;
use waitword_sim::{Explorer, Granularity, Random, Sim};

use crate::platform::OnThreads;
use crate::watch;

/// A platform that runs test bodies.
pub trait World: Runtime {
    /// How often a stress repeats itself: many times on a machine, a few in the simulator.
    const ROUNDS: u32;

    /// Runs the body, and fails if it does not end.
    fn run(body: fn());

    /// Runs a body that leaves a lock held, which the simulator calls a leak once it has ended.
    fn run_leaking(body: fn()) {
        Self::run(body);
    }

    /// Lets others run; in the simulator, until none of them can.
    fn settle() {
        Self::yield_now();
    }

    /// Whether `count` operations of platform [`Watched`](crate::watch::Watched) on the object are
    /// blocked; asked after [`settle`](World::settle).
    fn are_blocked(count: usize, object: Object) -> bool {
        watch::blocked_on(object) == count
    }
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

/// Every body is run some hundred times: in the black box by the simulator's own plan, and in the
/// white box, where the primitives' own steps interleave, at random. No deadline passes early: a
/// body waits long enough, and settles, by the clock.
impl World for Sim {
    const ROUNDS: u32 = 3;

    fn run(body: fn()) {
        Explorer::new().executions(50).expiries(0).check(body);
        let white = Explorer::new().granularity(Granularity::WhiteBox);
        white.strategy(Random::new(7)).executions(200).check(body);
    }

    fn run_leaking(body: fn()) {
        for granularity in [Granularity::BlackBox, Granularity::WhiteBox] {
            let explorer = Explorer::new().granularity(granularity);
            explorer.expect("leak").check(body);
        }
    }

    /// Time is virtual and passes when nobody can run.
    fn settle() {
        Sim::sleep(Duration::from_nanos(1));
    }

    /// All others are, once they have settled: how many is for the body to know.
    fn are_blocked(_: usize, _: Object) -> bool {
        true
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
