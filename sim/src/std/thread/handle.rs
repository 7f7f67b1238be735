//! Threads and their ends.

use std::fmt;
use std::num::NonZero;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Arc, Mutex, PoisonError};

use waitword_core::{Object, Scope, Word};

use super::Result;
use crate::choice::TaskId;
use crate::engine;
use crate::sim::Sim;
use crate::std::token::Token;

const KIND: &str = "thread";

/// Which thread, in its execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadId(NonZero<u64>);

impl ThreadId {
    fn of(task: usize) -> ThreadId {
        ThreadId(NonZero::<u64>::MIN.saturating_add(task as u64))
    }
}

/// A thread, known to others.
#[derive(Clone)]
pub struct Thread {
    known: Arc<Known>,
}

struct Known {
    id: ThreadId,
    name: Option<String>,
    token: Token,
}

impl Known {
    /// What traces call it.
    fn title(&self) -> String {
        let number = self.id.0.get() - 1;
        let name = self.name.clone();
        name.unwrap_or_else(|| format!("thread {number}"))
    }
}

impl Thread {
    fn new(task: usize, name: Option<String>) -> Thread {
        let id = ThreadId::of(task);
        let token = Token::new(KIND);
        let known = Arc::new(Known { id, name, token });
        let object = Object::new(KIND, &known.token);
        engine::name(object, format_args!("{}", known.title()));
        Thread { known }
    }

    /// Which thread it is.
    pub fn id(&self) -> ThreadId {
        self.known.id
    }

    /// The name that it was given.
    pub fn name(&self) -> Option<&str> {
        self.known.name.as_deref()
    }

    /// Lets its present or next [`park`](super::park()) return.
    #[track_caller]
    pub fn unpark(&self) {
        self.known.token.give("unpark");
    }

    pub(super) fn token(&self) -> &Token {
        &self.known.token
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("id", &self.id())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// Under which key each task keeps its [`Thread`].
static CURRENT: u8 = 0;

fn key() -> usize {
    (&raw const CURRENT).addr()
}

/// The calling thread. Outside a simulation it is a new one each time.
pub fn current() -> Thread {
    if let Ok(Some(thread)) = engine::local::<Thread>(key()) {
        return Thread::clone(&thread);
    }
    let task = engine::current().index();
    let thread = Thread::new(task, (task == 0).then(|| "main".into()));
    if engine::number() != 0 {
        engine::keep(key(), Rc::new(thread.clone()));
    }
    thread
}

/// What a thread leaves behind.
pub(super) struct Left<T> {
    result: Mutex<Option<Result<T>>>,
    /// Whether the thread has ended: 0 or 1.
    ended: Word<Sim>,
    /// There is a panic that nobody has taken.
    panicked: Arc<AtomicBool>,
}

impl<T> Drop for Left<T> {
    fn drop(&mut self) {
        engine::retire(Object::new(KIND, &self.ended));
    }
}

impl<T> Left<T> {
    fn put(&self, result: Result<T>) {
        // ORDERING: Relaxed, all threads of a simulation run on one of the machine.
        self.panicked.store(result.is_err(), Relaxed);
        *self.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        let _scope = Scope::<Sim>::begin(KIND, "finish", &self.ended);
        // ORDERING: Release, for who finds out by `is_finished`.
        self.ended.store(1, Release);
    }

    #[track_caller]
    fn is_finished(&self) -> bool {
        let _scope = Scope::<Sim>::begin(KIND, "is_finished", &self.ended);
        // ORDERING: Acquire, see `put`.
        self.ended.load(Acquire) != 0
    }

    fn take(&self) -> Option<Result<T>> {
        // ORDERING: as for `put`.
        self.panicked.store(false, Relaxed);
        let mut result = self.result.lock().unwrap_or_else(PoisonError::into_inner);
        result.take()
    }

    /// Whether there is a panic that nobody has taken.
    pub(super) fn panicked(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.panicked)
    }
}

/// A thread that was started, and its end.
pub(super) struct Started<T> {
    pub(super) task: TaskId,
    pub(super) thread: Thread,
    pub(super) left: Arc<Left<T>>,
}

/// What a task runs, and its thread, to be started.
pub(super) struct Prepared<'a, T> {
    pub(super) body: Box<dyn FnOnce() -> bool + 'a>,
    pub(super) thread: Thread,
    pub(super) left: Arc<Left<T>>,
}

/// Wraps `body` so that it knows its thread and leaves its result behind.
pub(super) fn prepare<'a, T: 'a>(
    name: Option<String>,
    body: impl FnOnce() -> T + 'a,
) -> Prepared<'a, T> {
    let thread = Thread::new(engine::task_count(), name);
    let left = Arc::new(Left {
        result: Mutex::new(None),
        ended: Word::new(0),
        panicked: Arc::default(),
    });
    let end = Object::new(KIND, &left.ended);
    engine::name(end, format_args!("{}", thread.known.title()));
    let (own, place) = (thread.clone(), Arc::clone(&left));
    let body = move || {
        engine::keep(key(), Rc::new(own));
        let ended = panic::catch_unwind(AssertUnwindSafe(body));
        let panicked = ended.is_err();
        place.put(ended);
        panicked
    };
    let body = Box::new(body);
    Prepared { body, thread, left }
}

/// Starts a task that runs `body`, under the name of its thread.
pub(super) fn launch(thread: &Thread, body: Box<dyn FnOnce() -> bool>) -> TaskId {
    engine::spawn(format_args!("{}", thread.known.title()), body)
}

/// Starts a thread.
pub(super) fn start<T: 'static>(
    name: Option<String>,
    body: impl FnOnce() -> T + 'static,
) -> JoinHandle<T> {
    let Prepared { body, thread, left } = prepare(name, body);
    let task = launch(&thread, body);
    JoinHandle(Started { task, thread, left })
}

impl<T> Started<T> {
    /// Waits for the end.
    #[track_caller]
    pub(super) fn join(self) -> Result<T> {
        engine::join(self.task);
        engine::take_panic(self.task);
        match self.left.take() {
            // Neither is known to the program: the execution was over before the thread had ended.
            None | Some(Err(_)) if engine::is_over() => engine::give_up(),
            result => result.expect("a thread leaves its result before it ends"),
        }
    }

    pub(super) fn is_finished(&self) -> bool {
        self.left.is_finished()
    }
}

/// A thread that was started. Dropped, it lets the thread run on.
pub struct JoinHandle<T>(Started<T>);

impl<T> JoinHandle<T> {
    /// Waits until the thread has ended.
    ///
    /// # Errors
    /// What the thread panicked with. A panic that is handed out here no longer makes the verdict.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.0.join()
    }

    /// The thread.
    pub fn thread(&self) -> &Thread {
        &self.0.thread
    }

    /// Whether the thread has ended.
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}
