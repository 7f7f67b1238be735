//! How a pool is to be.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroUsize;

use super::sleeper::{Line, Sleeper};
use super::{Shared, State, ThreadPool, worker};
use crate::mutex::Mutex;
use crate::runtime::Runtime;
use crate::word::Word;

type Initialize = Arc<dyn Fn(usize) + Send + Sync>;

/// How a [`ThreadPool`] is to be: how many workers, with what names, and what each does first.
///
/// ```
/// use std::num::NonZero;
/// use waitword_core::{Runtime, ThreadPool, pool::Builder};
///
/// fn named<R: Runtime>() -> ThreadPool<R> {
///     let four = NonZero::new(4).unwrap();
///     Builder::new().workers(four).name("crunch").initializer(|_number| ()).build()
/// }
/// ```
#[must_use = "no pool is there until it is built"]
pub struct Builder {
    workers: NonZeroUsize,
    name: String,
    initialize: Initialize,
}

impl Default for Builder {
    fn default() -> Self {
        Builder::new()
    }
}

impl Builder {
    /// One worker, called `worker 0`.
    pub fn new() -> Self {
        Builder {
            workers: NonZeroUsize::MIN,
            name: "worker".into(),
            initialize: Arc::new(|_| ()),
        }
    }

    /// So many workers.
    pub fn workers(mut self, workers: NonZeroUsize) -> Self {
        self.workers = workers;
        self
    }

    /// Workers are called so, with their number behind it. Python's `thread_name_prefix`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What each worker does first, with its number. Python's `initializer`.
    ///
    /// If it panics, the pool is as after a [`shutdown`](ThreadPool::shutdown) that cancels.
    pub fn initializer(mut self, initialize: impl Fn(usize) + Send + Sync + 'static) -> Self {
        self.initialize = Arc::new(initialize);
        self
    }

    /// The pool, with its workers.
    ///
    /// # Panics
    /// If the operating system has no room for them; those that were started end.
    #[track_caller]
    pub fn build<R: Runtime>(self) -> ThreadPool<R> {
        let workers = self.workers.get();
        let pool = ThreadPool {
            shared: Arc::new(Shared::new(workers)),
            handles: Mutex::new(Vec::with_capacity(workers)),
        };
        for number in 0..workers {
            let (shared, initialize) = (Arc::clone(&pool.shared), Arc::clone(&self.initialize));
            let work = move || worker::work(&shared, number, &*initialize);
            let handle = R::spawn(format_args!("{} {number}", self.name), work);
            pool.handles.lock().push(handle);
        }
        pool
    }
}

impl<R: Runtime> Shared<R> {
    fn new(workers: usize) -> Self {
        Shared {
            state: Mutex::new(State {
                work: VecDeque::new(),
                forks: VecDeque::new(),
                asleep: Vec::with_capacity(workers),
                closed: None,
                workers: Vec::with_capacity(workers),
            }),
            hungry: Line(Word::new(0)),
            sleepers: (0..workers).map(|_| Sleeper::new()).collect(),
            shares: (0..workers)
                .map(|_| Line(Mutex::new(VecDeque::new())))
                .collect(),
        }
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("workers", &self.workers)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
