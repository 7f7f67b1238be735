//! Work whose result a future waits for.

use alloc::sync::Arc;
use core::cell::UnsafeCell;

use super::failure::{Failure, Panicked};
use super::state::State;
use super::{Future, Holder};
use crate::operation::{Access, Object};
use crate::runtime::Runtime;

/// Work that waits to be run, in one allocation with the state of its future.
pub(crate) struct Task<R: Runtime, T, F> {
    state: State<R, T>,
    work: UnsafeCell<Option<F>>,
}

// SAFETY: the work belongs to who took the phase out of `PENDING` (invariant 1 of `future`).
unsafe impl<R: Runtime, T: Send, F: Send> Sync for Task<R, T, F> {}
// SAFETY: as for `Sync`.
unsafe impl<R: Runtime, T: Send, F: Send> Send for Task<R, T, F> {}

impl<R, T, F> Task<R, T, F>
where
    R: Runtime,
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    pub(crate) fn new(work: F) -> Arc<Self> {
        Arc::new(Task {
            state: State::new(),
            work: UnsafeCell::new(Some(work)),
        })
    }

    /// What a queue keeps.
    #[inline]
    pub(crate) fn work(self: &Arc<Self>) -> Work {
        Arc::clone(self) as Work
    }

    #[inline]
    pub(crate) fn into_future(self: Arc<Self>) -> Future<R, T> {
        Future::of(self)
    }

    /// The closure again, of a task that nobody else was given.
    ///
    /// # Panics
    /// If somebody else was.
    pub(crate) fn into_work(mut self: Arc<Self>) -> F {
        let work = Arc::get_mut(&mut self).and_then(|task| task.work.get_mut().take());
        work.expect("nobody else was given the task")
    }
}

impl<R: Runtime, T, F> Task<R, T, F> {
    /// The work, which belongs to the caller: it has taken the phase out of `PENDING`.
    #[track_caller]
    fn take_work(&self) -> Option<F> {
        R::access(Access::Write, Object::new("work", &self.work));
        // SAFETY: the work belongs to the caller (invariant 1 of `future`).
        unsafe { (*self.work.get()).take() }
    }
}

impl<R: Runtime, T: Send, F: Send> Holder<R, T> for Task<R, T, F> {
    fn state(&self) -> &State<R, T> {
        &self.state
    }

    fn discard(&self) {
        drop(self.take_work());
    }
}

impl<R: Runtime, T, F> Drop for Task<R, T, F> {
    fn drop(&mut self) {
        R::retire(Object::new("work", self));
    }
}

/// Work without its result: what an executor needs to know.
pub trait Run: Send + Sync {
    /// Runs the work and finishes its future, unless it was cancelled.
    fn run(&self);

    /// Cancels the work, unless somebody has begun it.
    fn cancel(&self);
}

impl<R: Runtime, T: Send, F: FnOnce() -> T + Send> Run for Task<R, T, F> {
    fn run(&self) {
        if !self.state.begin() {
            return;
        }
        if let Some(work) = self.take_work() {
            let outcome = R::catch(work);
            let outcome = outcome.map_err(|panic| Failure::Panicked(Panicked::from(panic)));
            self.state.finish(outcome);
        }
    }

    fn cancel(&self) {
        if self.state.begin_cancel() {
            drop(self.take_work());
            self.state.finish(Err(Failure::Cancelled));
        }
    }
}

/// Work that waits to be run, shared by an executor's queue and its future.
pub type Work = Arc<dyn Run>;

/// Makes work of a closure, and the future of its result.
///
/// For authors of executors:
///
/// ```
/// use waitword_core::{Runtime, future::work};
///
/// fn here<R: Runtime>() {
///     let (work, future) = work::<R, _, _>(|| 6 * 7);
///     work.run();
///     assert_eq!(future.result().unwrap(), 42);
/// }
/// ```
pub fn work<R, T, F>(work: F) -> (Work, Future<R, T>)
where
    R: Runtime,
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let task = Task::<R, T, F>::new(work);
    (task.work(), task.into_future())
}
