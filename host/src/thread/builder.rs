//! How a thread is to be, and its start.

use std::error::Error;
use std::fmt;
use std::io;
use std::ops::Deref;
use std::thread;

use waitword_core::future::{Failure, work};

use super::record::Thread;
use super::{exit, hook, name, registry};
use crate::{Future, Threads};

/// How a thread is to be: a thread that was not started.
///
/// Whoever has one cannot join it, ask whether it lives, or start it twice: it is no thread yet.
#[derive(Clone, Debug, Default)]
#[must_use = "a thread runs when it is started"]
pub struct Builder {
    name: Option<String>,
    is_daemon: Option<bool>,
    stack_size: Option<usize>,
}

impl Builder {
    /// A thread as Python's: called `Thread-N` and the function that it runs, a daemon if the
    /// thread that starts it is one that was started here, with std's stack.
    pub fn new() -> Self {
        Builder::default()
    }

    /// It is called so.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Whether the process exits without waiting for it.
    pub fn daemon(mut self, is_daemon: bool) -> Self {
        self.is_daemon = Some(is_daemon);
        self
    }

    /// How many bytes its stack has at least. Python's `threading.stack_size`, for one thread.
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// Starts the thread, which runs `body` and ends.
    ///
    /// # Errors
    /// [`StartError`] if the system has no room for it, or the process exits; then no trace is left
    /// of it.
    pub fn start<T, F>(self, body: F) -> Result<JoinHandle<T>, StartError>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        exit::prepare();
        let thread = self.thread::<F>();
        let (work, result) = work::<Threads, _, _>(body);
        let own = thread.clone();
        let panicked = thread.clone();
        result.on_done(move |result| {
            if let Err(Failure::Panicked(panic)) = result {
                hook::call(&panicked, panic);
            }
        });
        registry::enter(&thread);
        let run = move || {
            registry::be(&own);
            work.run();
            drop(work);
            registry::leave(&own);
        };
        match self.spawn(run) {
            Ok(handle) => thread.keep(handle),
            Err(error) => {
                registry::leave(&thread);
                return Err(error);
            }
        }
        Ok(JoinHandle { thread, result })
    }

    fn thread<F>(&self) -> Thread {
        let number = registry::number();
        let name = self.name.clone();
        let name = name.unwrap_or_else(|| name::default::<F>(number.get()));
        let inherited = || {
            let current = registry::current();
            !current.is_foreign() && current.is_daemon()
        };
        let is_daemon = self.is_daemon.unwrap_or_else(inherited);
        Thread::new(number, name, is_daemon, false)
    }

    fn spawn(
        &self,
        run: impl FnOnce() + Send + 'static,
    ) -> Result<thread::JoinHandle<()>, StartError> {
        // Looked at when the thread is on the table, see `exit`.
        if exit::has_begun() {
            return Err(StartError::Exiting);
        }
        let mut builder = thread::Builder::new();
        if let Some(name) = &self.name {
            // A name ends at the first zero byte, which std refuses.
            builder = builder.name(name.split('\0').next().unwrap_or_default().to_owned());
        }
        if let Some(bytes) = self.stack_size {
            builder = builder.stack_size(bytes);
        }
        builder.spawn(run).map_err(StartError::System)
    }
}

/// A thread that was started, and its result. Dropped, the thread runs on.
///
/// It is a [`Thread`] too: what that can do is done with it directly.
#[derive(Debug)]
pub struct JoinHandle<T: Send + 'static> {
    thread: Thread,
    result: Future<T>,
}

impl<T: Send> JoinHandle<T> {
    /// The thread.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }

    /// Waits until it has ended, and returns what it returned.
    ///
    /// # Errors
    /// [`Failure::Panicked`] with the panic.
    pub fn result(self) -> Result<T, Failure> {
        let result = self.result.result();
        // Its own thread has the handle, if it waits for itself: then it has waited above.
        let _ = self.thread.join();
        result
    }

    /// The result as a future: for a deadline, a callback, or an executor.
    pub fn into_future(self) -> Future<T> {
        self.result
    }
}

impl<T: Send> Deref for JoinHandle<T> {
    type Target = Thread;

    fn deref(&self) -> &Thread {
        &self.thread
    }
}

/// Why a thread was not started.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The system has no room for it.
    System(io::Error),
    /// The process exits.
    Exiting,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::System(error) => write!(f, "cannot start a thread: {error}"),
            StartError::Exiting => f.write_str("cannot start a thread while the process exits"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            StartError::System(error) => Some(error),
            StartError::Exiting => None,
        }
    }
}
