//! Small programs on the copy of the primitives, each of which a mutant can break.
//!
//! The data behind a primitive lies in words that are read and written `Relaxed`, so that an edge
//! that is missing is a value that is wrong.

mod barrier;
mod condvar;
mod event;
mod fair_mutex;
mod latch;
mod mutex;
mod once;
mod permits;
mod queue;
mod reentrant_mutex;
mod rwlock;
mod semaphore;
mod signal;
mod wait_group;

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use waitword_sim::{Handle, Sim, Word, spawn};

use crate::mutated;

type Mutex<T> = mutated::mutex::Mutex<Sim, T>;
type FairMutex<T> = mutated::fair_mutex::FairMutex<Sim, T>;
type RwLock<T> = mutated::rwlock::RwLock<Sim, T>;
type ReentrantMutex<T> = mutated::reentrant_mutex::ReentrantMutex<Sim, T>;
type Condvar = mutated::condvar::Condvar<Sim>;
type Semaphore = mutated::semaphore::Semaphore<Sim>;
type Event = mutated::event::Event<Sim>;
type Signal = mutated::signal::Signal<Sim>;
type Latch = mutated::latch::Latch<Sim>;
type WaitGroup = mutated::wait_group::WaitGroup<Sim>;
type Once = mutated::once::Once<Sim>;
type OnceLock<T> = mutated::once_lock::OnceLock<Sim, T>;
type Barrier = mutated::barrier::Barrier<Sim>;
type Acting = mutated::barrier::Barrier<Sim, Box<dyn Fn() + Send + Sync>>;
type Queue<T, const N: usize> = mutated::queue::Queue<Sim, T, N>;

const SHORT: Duration = Duration::from_millis(10);

/// A program, and what it may spend on what is odd.
pub(crate) struct Model {
    pub(crate) name: &'static str,
    /// The files whose mutants it is for.
    pub(crate) files: &'static [&'static str],
    pub(crate) expiries: u32,
    /// The most preemptions, where all executions are too many.
    pub(crate) preemptions: Option<u32>,
    pub(crate) program: fn(),
}

const fn model(name: &'static str, files: &'static [&'static str], program: fn()) -> Model {
    Model {
        name,
        files,
        expiries: 0,
        preemptions: None,
        program,
    }
}

const fn early(name: &'static str, files: &'static [&'static str], program: fn()) -> Model {
    Model {
        expiries: 1,
        ..model(name, files, program)
    }
}

const fn few(
    name: &'static str,
    files: &'static [&'static str],
    preemptions: u32,
    program: fn(),
) -> Model {
    Model {
        preemptions: Some(preemptions),
        ..early(name, files, program)
    }
}

/// The files of the lock of many readers or one writer.
const HOLDERS: &[&str] = &["holders.rs", "holders/waiting.rs"];

/// The files of the queue, which has no orderings of its own.
const QUEUE: &[&str] = &["queue/engine.rs", "queue/room.rs", "queue/done.rs"];

const PERMITS: &[&str] = &["permits.rs"];
const BARRIER: &[&str] = &["barrier.rs", "barrier/breaking.rs"];
const GROUP: &[&str] = &["wait_group.rs"];
const CLAIM: &[&str] = &["claim.rs"];

pub(crate) const MODELS: &[Model] = &[
    model("mutex_of_two", &["lock.rs"], mutex::mutex_of_two),
    model("mutex_of_three", &["lock.rs"], mutex::mutex_of_three),
    model("owned_by_two", &["owned.rs"], reentrant_mutex::owned_by_two),
    few(
        "owned_by_three",
        &["owned.rs"],
        3,
        reentrant_mutex::owned_by_three,
    ),
    model(
        "semaphore_passes",
        &["permits.rs"],
        semaphore::semaphore_passes,
    ),
    model(
        "semaphore_as_mutex",
        &["permits.rs"],
        semaphore::semaphore_as_mutex,
    ),
    model("fair_for_two", &["fair.rs"], fair_mutex::for_two),
    few("fair_for_three", &["fair.rs"], 3, fair_mutex::for_three),
    early("fair_in_a_hurry", &["fair.rs"], fair_mutex::in_a_hurry),
    model("rwlock_written_and_read", HOLDERS, rwlock::written_and_read),
    model("rwlock_written_by_two", HOLDERS, rwlock::written_by_two),
    few("rwlock_of_three", HOLDERS, 2, rwlock::of_three),
    few("rwlock_read_by_two", HOLDERS, 2, rwlock::read_by_two),
    few(
        "rwlock_written_by_three",
        HOLDERS,
        3,
        rwlock::written_by_three,
    ),
    few("rwlock_in_a_hurry", HOLDERS, 2, rwlock::in_a_hurry),
    few("rwlock_upgraded", HOLDERS, 3, rwlock::upgraded),
    few(
        "rwlock_upgraded_by_two",
        HOLDERS,
        3,
        rwlock::upgraded_by_two,
    ),
    model(
        "rwlock_upgradable_by_two",
        HOLDERS,
        rwlock::upgradable_by_two,
    ),
    few("rwlock_downgraded", HOLDERS, 3, rwlock::downgraded),
    few("rwlock_phases", HOLDERS, 2, rwlock::phases),
    few(
        "semaphore_of_three",
        &["permits.rs"],
        3,
        semaphore::semaphore_of_three,
    ),
    few(
        "semaphore_two_releases",
        &["permits.rs"],
        3,
        semaphore::semaphore_two_releases,
    ),
    model(
        "semaphore_release_of_two",
        &["permits.rs"],
        semaphore::semaphore_release_of_two,
    ),
    model(
        "semaphore_two_publish",
        &["permits.rs"],
        semaphore::semaphore_two_publish,
    ),
    early(
        "semaphore_timeout",
        &["permits.rs"],
        semaphore::semaphore_timeout,
    ),
    few("permits_collected", PERMITS, 3, permits::permits_collected),
    few("permits_in_turn", PERMITS, 4, permits::permits_in_turn),
    few("permits_left", PERMITS, 2, permits::permits_left),
    model("permits_not_starved", PERMITS, permits::permits_not_starved),
    few("permits_given_up", PERMITS, 3, permits::permits_given_up),
    few(
        "permits_given_back",
        PERMITS,
        3,
        permits::permits_given_back,
    ),
    few("permits_closed", PERMITS, 3, permits::permits_closed),
    model(
        "permits_closed_collecting",
        PERMITS,
        permits::permits_closed_collecting,
    ),
    model(
        "permits_closed_before",
        PERMITS,
        permits::permits_closed_before,
    ),
    model("event_passes", &["event.rs"], event::event_passes),
    model("event_is_set", &["event.rs"], event::event_is_set),
    model("event_for_two", &["event.rs"], event::event_for_two),
    model("event_cleared", &["event.rs"], event::event_cleared),
    model(
        "event_cleared_at_once",
        &["event.rs"],
        event::event_cleared_at_once,
    ),
    model(
        "event_cleared_for_good",
        &["event.rs"],
        event::event_cleared_for_good,
    ),
    model("event_set_by_two", &["event.rs"], event::event_set_by_two),
    model("barrier_of_two", BARRIER, barrier::barrier_of_two),
    early("barrier_in_time", BARRIER, barrier::barrier_in_time),
    early("barrier_broken", BARRIER, barrier::barrier_broken),
    model("signal_passes", &["signal.rs"], signal::signal_passes),
    few("signal_for_two", &["signal.rs"], 3, signal::signal_for_two),
    model("barrier_acts", BARRIER, barrier::barrier_acts),
    early(
        "barrier_acts_in_time",
        BARRIER,
        barrier::barrier_acts_in_time,
    ),
    model("barrier_aborted", BARRIER, barrier::barrier_aborted),
    few("barrier_reset", BARRIER, 3, barrier::barrier_reset),
    model("latch_passes", &["latch.rs"], latch::latch_passes),
    model("latch_is_open", &["latch.rs"], latch::latch_is_open),
    model("group_passes", GROUP, wait_group::group_passes),
    model("group_in_rounds", GROUP, wait_group::group_in_rounds),
    model("group_added_to", GROUP, wait_group::group_added_to),
    model("once_is_done", CLAIM, once::once_is_done),
    model("once_waits", CLAIM, once::once_waits),
    model("once_for_two", CLAIM, once::once_for_two),
    model("once_given_up", CLAIM, once::once_given_up),
    model("once_given_up_late", CLAIM, once::once_given_up_late),
    model("condvar_passes", &["condvar.rs"], condvar::condvar_passes),
    model("condvar_all", &["condvar.rs"], condvar::condvar_all),
    model("queue_passes", QUEUE, queue::queue_passes),
    few("queue_both_ways", QUEUE, 2, queue::queue_both_ways),
    few("queue_for_two", QUEUE, 2, queue::queue_for_two),
    few("queue_left", QUEUE, 3, queue::queue_left),
];

fn task<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Handle<T> {
    spawn("other", work)
}

/// A primitive and two words of data.
struct Behind<T> {
    by: T,
    data: [Word; 2],
}

impl<T> Behind<T> {
    fn new(by: T) -> Arc<Self> {
        let data = [const { Word::new(0) }; 2];
        Arc::new(Behind { by, data })
    }

    fn publish(&self, at: usize) {
        self.data[at].store(1, Relaxed);
    }

    fn sees(&self, at: usize) -> bool {
        self.data[at].load(Relaxed) == 1
    }

    /// A step that must not run at the same time as another.
    fn count(&self) {
        let count = self.data[0].load(Relaxed);
        self.data[0].store(count + 1, Relaxed);
    }

    fn counted(&self) -> u32 {
        self.data[0].load(Relaxed)
    }
}
