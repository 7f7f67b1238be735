//! Small programs on the copy of the primitives, each of which a mutant can break.
//!
//! The data behind a primitive lies in words that are read and written `Relaxed`, so that an edge
//! that is missing is a value that is wrong.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use waitword_core::Runtime;
use waitword_sim::{Handle, Sim, Word, spawn};

use crate::mutated;

type Mutex<T> = mutated::mutex::Mutex<Sim, T>;
type Condvar = mutated::condvar::Condvar<Sim>;
type Semaphore = mutated::semaphore::Semaphore<Sim>;
type Event = mutated::event::Event<Sim>;
type Barrier = mutated::barrier::Barrier<Sim>;
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

/// The files of the queue, which has no orderings of its own.
const QUEUE: &[&str] = &["queue.rs", "queue/room.rs", "queue/done.rs"];

pub(crate) const MODELS: &[Model] = &[
    model("mutex_of_two", &["lock.rs"], mutex_of_two),
    model("mutex_of_three", &["lock.rs"], mutex_of_three),
    model("semaphore_passes", &["semaphore.rs"], semaphore_passes),
    model("semaphore_as_mutex", &["semaphore.rs"], semaphore_as_mutex),
    model("semaphore_of_three", &["semaphore.rs"], semaphore_of_three),
    few(
        "semaphore_two_releases",
        &["semaphore.rs"],
        3,
        semaphore_two_releases,
    ),
    model(
        "semaphore_release_of_two",
        &["semaphore.rs"],
        semaphore_release_of_two,
    ),
    model(
        "semaphore_two_publish",
        &["semaphore.rs"],
        semaphore_two_publish,
    ),
    early("semaphore_timeout", &["semaphore.rs"], semaphore_timeout),
    model("event_passes", &["event.rs"], event_passes),
    model("event_is_set", &["event.rs"], event_is_set),
    model("event_for_two", &["event.rs"], event_for_two),
    model("event_cleared", &["event.rs"], event_cleared),
    model(
        "event_cleared_at_once",
        &["event.rs"],
        event_cleared_at_once,
    ),
    model(
        "event_cleared_for_good",
        &["event.rs"],
        event_cleared_for_good,
    ),
    model("event_set_by_two", &["event.rs"], event_set_by_two),
    model("barrier_of_two", &["barrier.rs"], barrier_of_two),
    early("barrier_in_time", &["barrier.rs"], barrier_in_time),
    early("barrier_broken", &["barrier.rs"], barrier_broken),
    model("condvar_passes", &["condvar.rs"], condvar_passes),
    model("condvar_all", &["condvar.rs"], condvar_all),
    model("queue_passes", QUEUE, queue_passes),
    few("queue_both_ways", QUEUE, 2, queue_both_ways),
    few("queue_for_two", QUEUE, 2, queue_for_two),
    few("queue_left", QUEUE, 3, queue_left),
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

fn mutex_of(tasks: u32) {
    let mine = Behind::new(Mutex::new(()));
    let others: Vec<_> = (1..tasks)
        .map(|_| {
            let other = Arc::clone(&mine);
            task(move || {
                let _guard = other.by.lock();
                other.count();
            })
        })
        .collect();
    let guard = mine.by.lock();
    mine.count();
    drop(guard);
    others.into_iter().for_each(|task| task.join().unwrap());
    assert_eq!(mine.counted(), tasks);
}

fn mutex_of_two() {
    mutex_of(2);
}

fn mutex_of_three() {
    mutex_of(3);
}

fn semaphore_passes() {
    let mine = Behind::new(Semaphore::new(0));
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.publish(0);
        other.by.release(1).unwrap();
    });
    mine.by.acquire().forget();
    assert!(mine.sees(0));
    task.join().unwrap();
}

fn semaphore_of(tasks: u32) {
    let mine = Behind::new(Semaphore::new(1));
    let others: Vec<_> = (1..tasks)
        .map(|_| {
            let other = Arc::clone(&mine);
            task(move || {
                let _permit = other.by.acquire();
                other.count();
            })
        })
        .collect();
    let permit = mine.by.acquire();
    mine.count();
    drop(permit);
    others.into_iter().for_each(|task| task.join().unwrap());
    assert_eq!(mine.counted(), tasks);
}

fn semaphore_as_mutex() {
    semaphore_of(2);
}

fn semaphore_of_three() {
    semaphore_of(3);
}

/// Two wait, and two releases come one by one.
fn semaphore_two_releases() {
    let mine = Behind::new(Semaphore::new(0));
    let tasks = [0, 1].map(|_| {
        let other = Arc::clone(&mine);
        task(move || {
            other.by.acquire().forget();
            assert!(other.sees(0));
        })
    });
    mine.publish(0);
    mine.by.release(1).unwrap();
    mine.by.release(1).unwrap();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// Two wait, and one release has a permit for each.
fn semaphore_release_of_two() {
    let mine = Behind::new(Semaphore::new(0));
    let tasks = [0, 1].map(|_| {
        let other = Arc::clone(&mine);
        task(move || other.by.acquire().forget())
    });
    mine.by.release(2).unwrap();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// One takes what two have published.
fn semaphore_two_publish() {
    let mine = Behind::new(Semaphore::new(0));
    let tasks = [0, 1].map(|at| {
        let other = Arc::clone(&mine);
        task(move || {
            other.publish(at);
            other.by.release(1).unwrap();
        })
    });
    mine.by.acquire().forget();
    assert!(mine.sees(0) || mine.sees(1));
    mine.by.acquire().forget();
    assert!(mine.sees(0) && mine.sees(1));
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// One waits in time and one for ever; whatever the first gets, the second gets what is left.
fn semaphore_timeout() {
    let mine = Behind::new(Semaphore::new(0));
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let patient = task(move || second.by.acquire().forget());
    let hasty = task(move || _ = third.by.acquire_timeout(SHORT));
    mine.by.release(1).unwrap();
    patient.join().unwrap();
    hasty.join().unwrap();
}

fn event_passes() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.by.wait();
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.set();
    task.join().unwrap();
}

fn event_is_set() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || assert!(!other.by.is_set() || other.sees(0)));
    mine.publish(0);
    mine.by.set();
    task.join().unwrap();
}

fn event_for_two() {
    let mine = Behind::new(Event::new());
    let tasks = [0, 1].map(|_| {
        let other = Arc::clone(&mine);
        task(move || {
            other.by.wait();
            assert!(other.sees(0));
        })
    });
    mine.publish(0);
    mine.by.set();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// Who clears sees what the set before it published; that it came before, the setter sees.
fn event_cleared() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.by.clear();
        other.sees(0)
    });
    mine.publish(0);
    mine.by.set();
    let was_cleared = !mine.by.is_set();
    let seen = task.join().unwrap();
    assert!(seen || !was_cleared);
}

/// A set that is cleared at once releases who waited before.
fn event_cleared_at_once() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.publish(1);
        other.by.wait();
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.set();
    mine.by.clear();
    mine.by.set();
    task.join().unwrap();
}

/// As `event_cleared_at_once`, with nothing that comes later: time passes once the other waits.
fn event_cleared_for_good() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || other.by.wait());
    Sim::sleep(SHORT);
    mine.by.set();
    mine.by.clear();
    task.join().unwrap();
}

/// Who clears sees what both of two sets before it published.
fn event_set_by_two() {
    let mine = Behind::new(Event::new());
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let setter = task(move || {
        second.publish(1);
        second.by.set();
    });
    let clearer = task(move || {
        third.by.clear();
        [third.sees(0), third.sees(1)]
    });
    mine.publish(0);
    mine.by.set();
    setter.join().unwrap();
    // Both sets are over: whoever has cleared the event for good came after them.
    let was_cleared = !mine.by.is_set();
    let seen = clearer.join().unwrap();
    assert!(!was_cleared || seen == [true, true]);
}

fn barrier_of_two() {
    let mine = Behind::new(Barrier::new(2));
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.publish(1);
        other.by.wait().unwrap();
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.wait().unwrap();
    assert!(mine.sees(1));
    task.join().unwrap();
}

/// Who is late but finds that all have come goes on with what they published.
fn barrier_in_time() {
    let mine = Behind::new(Barrier::new(2));
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.publish(1);
        let came = other.by.wait_timeout(SHORT).is_ok();
        assert!(!came || other.sees(0));
        came
    });
    mine.publish(0);
    let came = mine.by.wait().is_ok();
    assert!(!came || mine.sees(1));
    assert_eq!(task.join().unwrap(), came);
}

/// A break releases all who wait.
fn barrier_broken() {
    let mine = Behind::new(Barrier::new(3));
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let patient = task(move || _ = second.by.wait());
    let hasty = task(move || _ = third.by.wait_timeout(SHORT));
    patient.join().unwrap();
    hasty.join().unwrap();
}

fn condvar_passes() {
    let mine = Behind::new((Mutex::new(false), Condvar::new()));
    let other = Arc::clone(&mine);
    let task = task(move || {
        let mut is_open = other.by.0.lock();
        other.by.1.wait_while(&mut is_open, |is_open| !*is_open);
        assert!(other.sees(0));
    });
    mine.publish(0);
    *mine.by.0.lock() = true;
    mine.by.1.notify_one();
    task.join().unwrap();
}

fn condvar_all() {
    let mine = Behind::new((Mutex::new(false), Condvar::new()));
    let other = Arc::clone(&mine);
    let task = task(move || {
        let mut is_open = other.by.0.lock();
        other.by.1.wait_while(&mut is_open, |is_open| !*is_open);
    });
    *mine.by.0.lock() = true;
    mine.by.1.notify_all();
    task.join().unwrap();
}

fn queue_passes() {
    let mine = Behind::new(Queue::<u32, 1>::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        assert_eq!(other.by.get(), 1);
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.put(1);
    task.join().unwrap();
}

fn queue_both_ways() {
    let mine = Behind::new(Queue::<u32, 1>::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        assert_eq!(other.by.get(), 1);
        assert!(other.sees(0));
        assert_eq!(other.by.get(), 2);
    });
    mine.publish(0);
    mine.by.put(1);
    mine.by.put(2);
    task.join().unwrap();
}

fn queue_for_two() {
    let mine = Behind::new(Queue::<u32, 2>::new());
    let tasks = [0, 1].map(|_| {
        let other = Arc::clone(&mine);
        task(move || other.by.get())
    });
    mine.by.put(1);
    mine.by.put(2);
    let got = tasks.map(|task| task.join().unwrap());
    assert_eq!(got[0] + got[1], 3);
}

/// A getter that leaves in time is called no more.
fn queue_left() {
    let mine = Behind::new(Queue::<u32, 1>::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        let first = other.by.get_timeout(SHORT);
        first.is_ok() || other.by.get() == 1
    });
    mine.by.put(1);
    assert!(task.join().unwrap());
}
