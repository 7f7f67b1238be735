//! What a worker does: one thing after the other, and between them nothing.

use core::sync::atomic::Ordering::Relaxed;

use super::fork::Offered;
use super::{Asleep, Queued, Shared, State};
use crate::future::Work;
use crate::runtime::Runtime;

/// How much work a worker takes for itself at most: enough to make up for the lock.
const SHARE: usize = 32;

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
    let own = shared.shares[number].0.lock().pop_front();
    if let Some(work) = own {
        return Some(Job::Work(work));
    }
    loop {
        let mut state = shared.state.lock();
        if let Some(fork) = state.forks.pop_front() {
            return Some(Job::Fork(fork));
        }
        if let Some(work) = shared
            .take_share(&mut state, number)
            .or_else(|| shared.steal())
        {
            return Some(Job::Work(work));
        }
        if state.closed.is_some() {
            return None;
        }
        let is_hungry = false;
        state.asleep.push(Asleep { number, is_hungry });
        drop(state);
        shared.sleepers[number].sleep(|| shared.say_hungry(number));
    }
}

impl<R: Runtime> Shared<R> {
    /// Takes work, and if nobody sleeps who could have it, the worker's share of what waits.
    fn take_share(&self, state: &mut State<R>, number: usize) -> Option<Work> {
        let work = state.work.pop_front()?;
        let share = (state.work.len() / self.shares.len()).min(SHARE);
        if share > 0 && state.asleep.is_empty() {
            let mut own = self.shares[number].0.lock();
            own.extend(state.work.drain(..share));
        }
        Some(work)
    }

    /// Takes work that another worker has taken for itself. The caller holds the lock.
    fn steal(&self) -> Option<Work> {
        let mut shares = self.shares.iter();
        shares.find_map(|share| share.0.lock().pop_front())
    }

    /// The worker, which sleeps unless somebody has just called it, would take a fork.
    fn say_hungry(&self, number: usize) {
        let mut state = self.state.lock();
        let mut asleep = state.asleep.iter_mut();
        if let Some(worker) = asleep.find(|worker| worker.number == number) {
            worker.is_hungry = true;
            self.hungry.0.store(1, Relaxed);
        }
    }
}
