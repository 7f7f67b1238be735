//! Tasks as operating system threads.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::thread::{Builder, JoinHandle};

use waitword_core::runtime::{Join, Locals, Panic};

/// A started thread.
#[derive(Debug)]
#[must_use = "a thread whose handle is dropped runs on, and its panic is lost"]
pub struct Handle<T>(JoinHandle<T>);

impl<T> Join<T> for Handle<T> {
    fn join(self) -> Result<T, Panic> {
        self.0.join()
    }
}

/// Starts a thread.
#[track_caller]
pub(crate) fn spawn<T, F>(name: fmt::Arguments<'_>, body: F) -> Handle<T>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    // A thread's name ends at the first zero byte, which the standard library refuses.
    let name = name.to_string().replace('\0', " ");
    match Builder::new().name(name).spawn(body) {
        Ok(handle) => Handle(handle),
        Err(error) => panic!("cannot start a thread: {error}"),
    }
}

/// Runs `body`, and returns what it panics with.
pub(crate) fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Panic> {
    panic::catch_unwind(AssertUnwindSafe(body))
}

thread_local!(static LOCALS: Locals = const { Locals::new() });

/// Looks at what the calling thread keeps for itself, unless it has dropped it.
#[inline]
pub(crate) fn locals<T>(look: impl FnOnce(&Locals) -> T) -> Option<T> {
    LOCALS.try_with(look).ok()
}
