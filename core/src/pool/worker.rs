//! What a worker does: one thing after the other, and between them nothing.

use core::sync::atomic::Ordering::Relaxed;

use super::fork::Offered;
use super::{Queued, Shared};
use crate::future::Work;
use crate::runtime::Runtime;

/// What there is to do.
enum Job<R: Runtime> {
    Work(Work),
    Fork(Offered<R>),
}

/// Runs what comes, until there is nothing left and the pool is closed.
pub(super) fn work<R: Runtime>(shared: &Shared<R>, number: usize, initialize: &dyn Fn(usize)) {
    let me = R::current();
    shared.state.lock().workers.push(me);
    if R::catch(|| initialize(number)).is_err() {
        shared.close(Queued::Cancel);
    }
    while let Some(job) = next(shared, number) {
        match job {
            Job::Work(work) => work.run(),
            Job::Fork(fork) => fork.run(shared),
        }
    }
    shared.state.lock().workers.retain(|worker| *worker != me);
}

/// Waits for something to do; `None` once there will be nothing.
fn next<R: Runtime>(shared: &Shared<R>, number: usize) -> Option<Job<R>> {
    loop {
        let mut state = shared.state.lock();
        if let Some(fork) = state.forks.pop_front() {
            return Some(Job::Fork(fork));
        }
        if let Some(work) = state.work.pop_front() {
            return Some(Job::Work(work));
        }
        if state.closed.is_some() {
            return None;
        }
        state.asleep.push(number);
        shared.hungry.store(state.asleep.len() as u32, Relaxed);
        drop(state);
        shared.sleepers[number].sleep();
    }
}
