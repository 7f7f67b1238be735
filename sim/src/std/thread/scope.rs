//! Threads that borrow what outlives them.
//!
//! # Invariants
//! 1. [`scope`] does not return, and no frame of its caller is unwound, before every thread of the
//!    scope has ended, or was given up in a stack that stays for ever: so what they borrow for
//!    `'scope` is there as long as they run. [`Waiting`] sees to it, by a destructor that waits,
//!    since nothing that waits there unwinds.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::handle::{self, Prepared, Started};
use super::{Result, Thread};
use crate::choice::TaskId;
use crate::engine;

/// A scope in which threads are started that borrow.
pub struct Scope<'scope, 'env: 'scope> {
    /// Each with whether it has left a panic that nobody has taken.
    threads: Mutex<Vec<(TaskId, Arc<AtomicBool>)>>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// Makes a scope for threads that borrow, and waits for all of them.
///
/// # Panics
/// With the panic of `work`, or if a thread panicked and nobody joined it.
///
/// Outside a simulation, no thread can be started.
#[track_caller]
pub fn scope<'env, F, T>(work: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope {
        threads: Mutex::default(),
        scope: PhantomData,
        env: PhantomData,
    };
    let waiting = Waiting(&scope);
    let result = panic::catch_unwind(AssertUnwindSafe(|| work(&scope)));
    scope.wait();
    mem::forget(waiting);
    finish(result, scope.take_panics())
}

#[track_caller]
fn finish<T>(result: std::result::Result<T, Box<dyn Any + Send>>, a_thread_panicked: bool) -> T {
    match result {
        Err(panic) => panic::resume_unwind(panic),
        Ok(_) if a_thread_panicked => panic!("a scoped thread panicked"),
        Ok(result) => result,
    }
}

/// Waits for the threads of a scope when it is dropped, which is when its owner unwinds.
struct Waiting<'a, 'scope, 'env>(&'a Scope<'scope, 'env>);

impl Drop for Waiting<'_, '_, '_> {
    fn drop(&mut self) {
        self.0.wait();
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread without a name.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, body: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.start(None, body)
    }

    #[track_caller]
    pub(super) fn start<T: Send + 'scope>(
        &'scope self,
        name: Option<String>,
        body: impl FnOnce() -> T + Send + 'scope,
    ) -> ScopedJoinHandle<'scope, T> {
        let Prepared { body, thread, left } = handle::prepare(name, body);
        // SAFETY: only the lifetime changes, and the body has run, or was dropped, or stays in a
        // stack for ever, before `'scope` ends (invariant 1): the thread is in the list as soon as
        // it is started, and nothing between the two unwinds.
        let body = unsafe {
            mem::transmute::<Box<dyn FnOnce() -> bool + 'scope>, Box<dyn FnOnce() -> bool>>(body)
        };
        let task = handle::launch(&thread, body);
        self.list().push((task, left.panicked()));
        let started = Started { task, thread, left };
        let scope = PhantomData;
        ScopedJoinHandle { started, scope }
    }

    fn list(&self) -> MutexGuard<'_, Vec<(TaskId, Arc<AtomicBool>)>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for all threads, and for those that they start meanwhile.
    fn wait(&self) {
        let mut next = 0;
        loop {
            let thread = self.list().get(next).map(|(task, _)| *task);
            match thread {
                Some(task) => engine::join(task),
                None => return,
            }
            next += 1;
        }
    }

    /// Whether there are panics that nobody has taken; they are taken now.
    fn take_panics(&self) -> bool {
        let mut any = false;
        for (task, panicked) in self.list().iter() {
            // ORDERING: Relaxed, all threads of a simulation run on one of the machine.
            if panicked.swap(false, Relaxed) {
                engine::take_panic(*task);
                any = true;
            }
        }
        any
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

/// A thread that was started in a scope, which waits for it in any case.
pub struct ScopedJoinHandle<'scope, T> {
    started: Started<T>,
    scope: PhantomData<&'scope ()>,
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits until the thread has ended.
    ///
    /// # Errors
    /// What the thread panicked with.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.started.join()
    }

    /// The thread.
    pub fn thread(&self) -> &Thread {
        &self.started.thread
    }

    /// Whether the thread has ended.
    pub fn is_finished(&self) -> bool {
        self.started.is_finished()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
