//! Threads that run work.
//!
//! # States
//! Under one short lock: the work that waits, the forks that were offered, who sleeps, and whether
//! the pool takes more.
//!
//! | `closed` | meaning | leaves it |
//! |---|---|---|
//! | `None` | work is taken | who shuts the pool down |
//! | `Some` | no work is taken; workers end when none is left | nobody |
//!
//! Each worker has a word to sleep on (see `sleeper`). `hungry` says that one has slept for a beat
//! and would take a fork: what a join looks at, with one load. While nobody sleeps, a worker takes
//! its share of the work that waits into a queue of its own, from which others steal.
//!
//! # Orderings
//! The lock orders everything. `hungry` is `Relaxed`: a hint, which is put right under the lock.
//!
//! # Invariants
//! 1. A worker that found nothing is on the list of sleepers under the same hold of the lock, so
//!    who brings work sees it. Who takes it off the list calls it, once.
//! 2. Work is run, or cancelled, once: it belongs to who took it off its queue.
//! 3. A worker puts work into its own queue while it holds the lock, and looks into those of all
//!    before it sleeps or ends, holding it too: none lies there while somebody sleeps who could run
//!    it. The lock of a queue is only taken last.
//! 4. A worker ends when the pool is closed and no work is left.
//!
//! Sleepers are called newest first: its memory is the warmest, and the others may sleep on.

mod builder;
mod fork;
mod scope;
mod sleeper;
mod worker;

use alloc::collections::VecDeque;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;
use core::num::{NonZeroU32, NonZeroUsize};

pub use builder::Builder;
use fork::Offered;
pub use scope::Scope;
use sleeper::{Line, Sleeper};

use crate::executor::{Executor, Rejected};
use crate::future::{Future, Task, Work};
use crate::mutex::{Mutex, MutexGuard};
use crate::operation::Object;
use crate::runtime::{Join, Runtime};
use crate::word::Word;

/// Threads that run the work that is submitted to them, first in, first out.
///
/// Python's `ThreadPoolExecutor`, and `multiprocessing.pool.ThreadPool`. Its workers are started
/// when it is built.
///
/// ```
/// use std::num::NonZero;
/// use waitword_core::{Executor, Runtime, ThreadPool};
///
/// fn powers<R: Runtime>() {
///     let pool = ThreadPool::<R>::new(NonZero::new(2).unwrap());
///     let future = pool.submit(|| 2_u32.pow(8)).unwrap();
///     assert_eq!(future.result().unwrap(), 256);
///     let (left, right) = pool.scope(|scope| scope.join(|_| 1 + 1, |_| 2 + 2));
///     assert_eq!((left, right), (2, 4));
/// }
/// ```
///
/// A panic of the work is kept in its future. Dropped, the pool takes no more work, runs what was
/// submitted, and waits for its workers to end, as Python's does at the end of a `with` block; a
/// worker that drops its own pool does not wait. To end sooner,
/// [`shutdown`](ThreadPool::shutdown) with [`Queued::Cancel`] first.
///
/// Work that waits for other work of the same pool may wait for ever once all workers do: fork it
/// with [`Scope::join`] instead.
pub struct ThreadPool<R: Runtime> {
    shared: Arc<Shared<R>>,
    /// Of the workers whose end nobody has waited for.
    handles: Mutex<R, Vec<R::Handle<()>>>,
}

/// What becomes of work that was submitted and not begun, when a pool is shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    /// It is run.
    Run,
    /// It is cancelled.
    Cancel,
}

/// What the workers and the pool share.
struct Shared<R: Runtime> {
    state: Mutex<R, State<R>>,
    hungry: Line<Word<R>>,
    sleepers: Vec<Sleeper<R>>,
    /// What each worker took for itself.
    shares: Vec<Line<Mutex<R, VecDeque<Work>>>>,
}

/// A worker that sleeps.
struct Asleep {
    number: usize,
    /// It has done so for a beat, so a wake for a fork is not too much.
    is_hungry: bool,
}

struct State<R: Runtime> {
    work: VecDeque<Work>,
    forks: VecDeque<Offered<R>>,
    /// The workers that sleep, the newest last.
    asleep: Vec<Asleep>,
    /// What was said of the queue when the pool was shut down.
    closed: Option<Queued>,
    /// The workers that have begun and not ended.
    workers: Vec<NonZeroU32>,
}

impl<R: Runtime> ThreadPool<R> {
    /// A pool of so many workers, called `worker 0` and so on.
    ///
    /// # Panics
    /// If the operating system has no room for them.
    #[track_caller]
    pub fn new(workers: NonZeroUsize) -> Self {
        Builder::new().workers(workers).build()
    }

    /// How many workers it has.
    pub fn workers(&self) -> usize {
        self.shared.sleepers.len()
    }

    /// Takes no more work. Does not wait; see [`wait`](ThreadPool::wait).
    ///
    /// It may be called again, with `Cancel` after `Run` too. Context: thread.
    #[track_caller]
    pub fn shutdown(&self, queued: Queued) {
        self.shared.close(queued);
    }

    /// Whether it was shut down.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn is_shut_down(&self) -> bool {
        self.shared.state.lock().closed.is_some()
    }

    /// How much work waits for a worker; the answer may be old when it arrives.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn queued(&self) -> usize {
        let state = self.shared.state.lock();
        let shares = self.shared.shares.iter();
        state.work.len() + shares.map(|share| share.0.lock().len()).sum::<usize>()
    }

    /// Waits until all workers have ended, as they do once the pool was shut down.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`OwnWorker`] if the caller is one of them, and would wait for itself.
    #[track_caller]
    pub fn wait(&self) -> Result<(), OwnWorker> {
        if self.shared.state.lock().workers.contains(&R::current()) {
            return Err(OwnWorker);
        }
        // Held over the joins, so that another one who waits does so until all have ended.
        let mut handles = self.handles.lock();
        for handle in handles.drain(..) {
            // A worker catches the panics of what it runs.
            let _ = handle.join();
        }
        Ok(())
    }

    /// Runs `body` with a [`Scope`], in which work may borrow what lives longer than this call, and
    /// waits for all work of the scope.
    ///
    /// Python has no such thing; std's `thread::scope`, rayon's `scope` and `join`. Context:
    /// thread.
    ///
    /// # Panics
    /// As `body` does, or else as the first work that was spawned in it.
    #[track_caller]
    pub fn scope<'env, T>(&'env self, body: impl FnOnce(&Scope<'env, R>) -> T) -> T {
        Scope::run(&self.shared, body)
    }
}

impl<R: Runtime> Executor for ThreadPool<R> {
    type Runtime = R;

    #[track_caller]
    fn submit<T, F>(&self, run: F) -> Result<Future<R, T>, Rejected<F>>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        self.shared.submit(run)
    }
}

impl<R: Runtime> Shared<R> {
    #[inline]
    #[track_caller]
    fn submit<T, F>(&self, run: F) -> Result<Future<R, T>, Rejected<F>>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let task = Task::new(run);
        let mut state = self.state.lock();
        if state.closed.is_some() {
            drop(state);
            return Err(Rejected(task.into_work()));
        }
        state.work.push_back(task.work());
        self.call_one(state);
        Ok(task.into_future())
    }

    /// Releases the lock and calls a sleeper, if there is one, to what was brought.
    #[inline]
    #[track_caller]
    fn call_one(&self, mut state: MutexGuard<'_, R, State<R>>) {
        let called = state.asleep.pop();
        if let Some(worker) = called {
            drop(state);
            self.sleepers[worker.number].call();
        }
    }

    /// All work that nobody has begun.
    fn take_all(&self, state: &mut State<R>) -> VecDeque<Work> {
        let mut all = core::mem::take(&mut state.work);
        for share in &self.shares {
            all.append(&mut share.0.lock());
        }
        all
    }

    #[track_caller]
    fn close(&self, queued: Queued) {
        let mut state = self.state.lock();
        if state.closed != Some(Queued::Cancel) {
            state.closed = Some(queued);
        }
        let cancelled = match queued {
            Queued::Run => VecDeque::new(),
            Queued::Cancel => self.take_all(&mut state),
        };
        let asleep = core::mem::take(&mut state.asleep);
        drop(state);
        for worker in asleep {
            self.sleepers[worker.number].call();
        }
        cancelled.iter().for_each(|work| work.cancel());
    }
}

impl<R: Runtime> Drop for ThreadPool<R> {
    fn drop(&mut self) {
        self.shutdown(Queued::Run);
        // A worker that drops its own pool leaves the others to end by themselves.
        let _ = self.wait();
        R::retire(Object::new("pool", &self.handles));
    }
}

impl<R: Runtime> Drop for Shared<R> {
    fn drop(&mut self) {
        R::retire(Object::new("pool", self));
    }
}

impl<R: Runtime> fmt::Debug for ThreadPool<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadPool")
            .field("workers", &self.workers())
            .finish_non_exhaustive()
    }
}

/// A worker cannot wait for the end of its own pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnWorker;

impl fmt::Display for OwnWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a worker cannot wait for the end of its own pool")
    }
}

impl Error for OwnWorker {}
