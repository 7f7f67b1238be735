//! Small programs in the simulator, of which every execution is run.
//!
//! In the black box each operation of a primitive is one step. In the white box the primitives' own
//! steps interleave; where that is too much, every execution with at most so many preemptions is
//! run. One deadline may pass early, and one wait may return for no reason.

mod barrier;
mod channel;
mod condvar;
mod event;
mod fair_mutex;
mod latch;
mod mpmc;
mod mutex;
mod once;
mod permits;
mod queue;
mod raw_lock;
mod reentrant_mutex;
mod rwlock;
mod semaphore;
mod signal;
mod wait_group;

// Programs, generic over `Runtime`.
mod biased;
mod depot;
mod future;
mod pool;
mod scheduler;
mod spsc;

use core::time::Duration;
use std::sync::Arc;

use waitword_sim::{Bounded, Exhaustive, Explorer, Granularity, Handle, Strategy, spawn};

const SHORT: Duration = Duration::from_millis(10);

fn explorer(granularity: Granularity) -> Explorer {
    Explorer::new()
        .granularity(granularity)
        .expiries(1)
        .spurious(1)
}

fn all(granularity: Granularity, strategy: impl Strategy + 'static, program: fn()) {
    let report = explorer(granularity).strategy(strategy).check(program);
    assert!(report.complete);
}

/// Every execution, in the black box and in the white.
fn every_execution(program: fn()) {
    all(Granularity::BlackBox, Exhaustive::new(), program);
    all(Granularity::WhiteBox, Exhaustive::new(), program);
}

/// Every execution in the black box, and those with at most so many preemptions in the white.
fn every_execution_with(preemptions: u32, program: fn()) {
    all(Granularity::BlackBox, Exhaustive::new(), program);
    all(Granularity::WhiteBox, Bounded::new(preemptions), program);
}

fn task<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Handle<T> {
    spawn("other", work)
}

fn shared<T>(value: T) -> (Arc<T>, Arc<T>) {
    let mine = Arc::new(value);
    (Arc::clone(&mine), mine)
}
