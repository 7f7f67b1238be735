//! What is to be done later: one task that waits, and timers of any number.
//!
//! # States
//! Under one lock: the timers that wait, by the time and the order in which they are due.
//!
//! | a timer is | meaning | leaves it |
//! |---|---|---|
//! | waiting | it is in the table | the scheduler's task, when it is due; who cancels it |
//! | running | its work is under way | the scheduler's task (to waiting, if it is periodic) |
//! | over | it has run for the last time, or was cancelled | nobody |
//!
//! # Orderings
//! The lock orders everything.
//!
//! # Invariants
//! 1. A timer is in the table under one key, which its number finds, or it is not waiting.
//! 2. The scheduler's task sleeps until the first timer is due; who puts a timer before it calls.
//! 3. Of a cancel and a run one wins, under the lock; a periodic timer that is cancelled while it
//!    runs finds that out before it is put back.
//!
//! Source: the table is that of Python's `sched`, kept in order instead of in a heap, so that a
//! cancel is as cheap as a start.

mod timer;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use core::fmt;
use core::num::NonZeroU32;
use core::ops::Add;
use core::time::Duration;

pub use timer::{AlreadyStarted, Timer};

use crate::condvar::Condvar;
use crate::future::{Future, work};
use crate::mutex::Mutex;
use crate::operation::Object;
use crate::runtime::{Join, Runtime};

/// A time that can be told from others, as every clock has that does not wrap around.
pub trait Moment: Ord + Copy + Add<Duration, Output = Self> + Send {}

impl<I: Ord + Copy + Add<Duration, Output = I> + Send> Moment for I {}

/// Which timer it is, of all that one [`Scheduler`] ever had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId(u64);

/// Does things later, on one task of its own, in the order in which they are due.
///
/// Python's `sched.scheduler` with a thread, and what many `threading.Timer` would each have a
/// thread for; FreeRTOS's timer service task. The task is started with the scheduler.
///
/// ```
/// use std::time::Duration;
/// use waitword_core::{Runtime, Scheduler, scheduler::Moment};
///
/// fn later<R: Runtime<Instant: Moment>>() {
///     let scheduler = Scheduler::<R>::new();
///     let tick = scheduler.every(Duration::from_millis(5), || ());
///     let (_, answer) = scheduler.after(Duration::from_millis(20), || 6 * 7);
///     assert_eq!(answer.result().unwrap(), 42);
///     assert!(scheduler.cancel(tick));
/// }
/// ```
///
/// What is due runs on the scheduler's task, one after the other: what takes long makes the others
/// late, and belongs into a pool. A panic goes no further than its own run. Nothing is ever early.
/// Dropped, the scheduler waits for what is running, unless that is who drops it, and the rest
/// never runs: futures of it are cancelled.
pub struct Scheduler<R: Runtime<Instant: Moment>> {
    shared: Arc<Shared<R>>,
    task: Mutex<R, Option<R::Handle<()>>>,
}

/// When it is due, and, of those that are due at once, which was first.
type Key<R> = (<R as crate::Clock>::Instant, u64);

type Job = Box<dyn FnMut() + Send>;

struct Shared<R: Runtime<Instant: Moment>> {
    state: Mutex<R, State<R>>,
    changed: Condvar<R>,
}

struct State<R: Runtime<Instant: Moment>> {
    waiting: BTreeMap<Key<R>, Entry>,
    /// Under which key each of them is.
    keys: BTreeMap<u64, Key<R>>,
    /// The number of the next timer.
    next: u64,
    /// The periodic timer whose work is under way, unless it was cancelled.
    running: Option<u64>,
    stopped: bool,
    /// Who runs them, once it has begun.
    task: Option<NonZeroU32>,
}

struct Entry {
    job: Job,
    period: Option<Duration>,
}

impl<R: Runtime<Instant: Moment>> Scheduler<R> {
    /// A scheduler without timers, and its task.
    ///
    /// # Panics
    /// If the operating system has no room for another task.
    #[track_caller]
    pub fn new() -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                waiting: BTreeMap::new(),
                keys: BTreeMap::new(),
                next: 0,
                running: None,
                stopped: false,
                task: None,
            }),
            changed: Condvar::new(),
        });
        let own = Arc::clone(&shared);
        let task = R::spawn(format_args!("scheduler"), move || own.run());
        Scheduler {
            shared,
            task: Mutex::new(Some(task)),
        }
    }

    /// Runs `body` once, so long from now; returns the timer, and the future of the result.
    ///
    /// To cancel the future is to cancel the timer. A time that is too far away to be told from
    /// never is never.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn after<T, F>(&self, delay: Duration, body: F) -> (TimerId, Future<R, T>)
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let (work, future) = work(body);
        let entry = Entry {
            job: Box::new(Once(work).into_job()),
            period: None,
        };
        (self.shared.put(R::after(delay), entry), future)
    }

    /// Runs `body` again and again, the first time one period from now.
    ///
    /// The runs are a period apart from beginning to beginning, without drift. One that is late
    /// does not make the next one late; one that takes longer than a period is followed at once,
    /// and those that were missed are left out.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn every(&self, period: Duration, body: impl FnMut() + Send + 'static) -> TimerId {
        let entry = Entry {
            job: Box::new(body),
            period: Some(period),
        };
        self.shared.put(R::after(period), entry)
    }

    /// Takes a timer back; false if it has run for the last time, or was cancelled.
    ///
    /// A periodic timer may be cancelled while it runs, by itself too: then that was the last time.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn cancel(&self, timer: TimerId) -> bool {
        self.shared.cancel(timer)
    }

    /// How many timers wait; the answer may be old when it arrives.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.shared.state.lock().waiting.len()
    }

    /// Whether no timer waits; the answer may be old when it arrives.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Work that runs once, and is cancelled if it never does.
struct Once(crate::future::Work);

impl Once {
    fn into_job(self) -> impl FnMut() + Send {
        move || self.0.run()
    }
}

impl Drop for Once {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl<R: Runtime<Instant: Moment>> Shared<R> {
    /// Puts a timer into the table, unless it is due at no time at all.
    #[track_caller]
    fn put(&self, due: Option<R::Instant>, entry: Entry) -> TimerId {
        let mut state = self.state.lock();
        let number = state.next;
        state.next += 1;
        if let Some(due) = due {
            state.insert((due, number), entry);
            let is_first = state.waiting.first_key_value().map(|(key, _)| key.1) == Some(number);
            drop(state);
            if is_first {
                self.changed.notify_one();
            }
        }
        TimerId(number)
    }

    #[track_caller]
    fn cancel(&self, TimerId(number): TimerId) -> bool {
        let mut state = self.state.lock();
        if state.running == Some(number) {
            state.running = None;
            return true;
        }
        let key = state.keys.remove(&number);
        let entry = key.and_then(|key| state.waiting.remove(&key));
        drop(state);
        // Dropped where nobody is kept from the lock by it.
        entry.is_some()
    }

    /// What the task does: waits for the first timer, and runs it.
    fn run(&self) {
        let mut state = self.state.lock();
        state.task = Some(R::current());
        while !state.stopped {
            match state.waiting.first_key_value() {
                None => self.changed.wait(&mut state),
                Some((&(due, _), _)) if !R::is_past(due) => {
                    // Whoever comes early looks again.
                    let _ = self.changed.wait_until(&mut state, due);
                }
                Some(_) => {
                    if let Some((key, entry)) = state.take_first() {
                        drop(state);
                        self.fire(key, entry);
                        state = self.state.lock();
                    }
                }
            }
        }
        let rest = core::mem::take(&mut state.waiting);
        state.keys.clear();
        drop(state);
        drop(rest);
    }

    /// Runs a timer, and puts it back if it is periodic.
    fn fire(&self, (due, number): Key<R>, mut entry: Entry) {
        let ended = R::catch(|| (entry.job)());
        drop(ended);
        let Some(period) = entry.period else {
            return;
        };
        let now = R::now();
        let next = (due + period).max(now);
        let mut state = self.state.lock();
        if state.running.take() == Some(number) && !state.stopped {
            state.insert((next, number), entry);
        } else {
            drop(state);
            drop(entry);
        }
    }
}

impl<R: Runtime<Instant: Moment>> State<R> {
    fn insert(&mut self, key: Key<R>, entry: Entry) {
        self.waiting.insert(key, entry);
        self.keys.insert(key.1, key);
    }

    /// Takes the first timer out of the table, to be run.
    fn take_first(&mut self) -> Option<(Key<R>, Entry)> {
        let (key, entry) = self.waiting.pop_first()?;
        self.keys.remove(&key.1);
        self.running = entry.period.is_some().then_some(key.1);
        Some((key, entry))
    }
}

impl<R: Runtime<Instant: Moment>> Default for Scheduler<R> {
    #[track_caller]
    fn default() -> Self {
        Scheduler::new()
    }
}

impl<R: Runtime<Instant: Moment>> Drop for Scheduler<R> {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock();
        state.stopped = true;
        let is_own = state.task == Some(R::current());
        drop(state);
        self.shared.changed.notify_one();
        if let Some(task) = self.task.get_mut().take().filter(|_| !is_own) {
            // It catches the panics of what it runs.
            let _ = task.join();
        }
        R::retire(Object::new("scheduler", &self.task));
    }
}

impl<R: Runtime<Instant: Moment>> Drop for Shared<R> {
    fn drop(&mut self) {
        R::retire(Object::new("scheduler", self));
    }
}

impl<R: Runtime<Instant: Moment>> fmt::Debug for Scheduler<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scheduler").finish_non_exhaustive()
    }
}
