//! A result that is to come.
//!
//! # States
//! One word: a phase, and two marks.
//!
//! | phase | meaning | leaves it |
//! |---|---|---|
//! | `PENDING` | nobody works on it | who begins (to `RUNNING`), who cancels (to `CLOSING`) |
//! | `RUNNING` | the work is under way | its worker (to `DONE`) |
//! | `CLOSING` | cancelled; the callbacks run | who cancelled (to `DONE`) |
//! | `DONE` | the outcome is there | nobody |
//!
//! | mark | meaning | set by |
//! |---|---|---|
//! | `WAITERS` | somebody may sleep until `DONE` | who is about to sleep |
//! | `WATCHED` | there are, or were, watchers in the list | who adds one, holding the list's lock |
//!
//! # Orderings
//! The step to `DONE` is `Release`, and who finds `DONE` reads with `Acquire`: the outcome is seen.
//! The steps out of `PENDING` are `Relaxed`: who begins or cancels reaches the work through the
//! pointer that was handed to it, which orders them.
//!
//! # Invariants
//! 1. The work belongs to whom took the phase out of `PENDING`; the outcome belongs to it until
//!    `DONE`, and after that to the owner of the [`Future`].
//! 2. The step to `DONE` sees `WATCHED` if a watcher was added before it, and is then made under
//!    the list's lock when no callback is left: none is lost, and all of them have run by `DONE`.
//! 3. After `DONE` its maker touches the word's address, and the watchers that it took.

mod as_completed;
mod failure;
mod gather;
mod promise;
mod state;
mod task;
mod wait;

use alloc::sync::Arc;
use core::fmt;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

pub use as_completed::{AsCompleted, Unfinished, as_completed};
pub use failure::{Failure, Panicked};
pub(crate) use gather::Gather;
pub use promise::{Promise, promise};
use state::State;
pub(crate) use task::Task;
pub use task::{Run, Work, work};
pub use wait::{Until, Waited, wait, wait_timeout, wait_until};

use crate::error::{WaitError, waited};
use crate::patience::{Forever, Patience, Until as Deadline, Within};
use crate::runtime::Runtime;

const KIND: &str = "future";

/// What keeps the state of a future alive.
pub(crate) trait Holder<R: Runtime, T>: Send + Sync {
    /// The state.
    fn state(&self) -> &State<R, T>;

    /// Drops the work, which belongs to the caller.
    fn discard(&self);
}

/// A result that is to come: of work that was submitted to an [`Executor`](crate::Executor), or of
/// a [`Promise`].
///
/// Python's `concurrent.futures.Future`, std's `JoinHandle` of work instead of a thread. One owner
/// takes the result; others may look at it through a shared reference. It is a std
/// [`Future`](core::future::Future) too, for any executor. Dropped, it lets the work run on.
///
/// ```
/// use waitword_core::{Runtime, future::promise};
///
/// fn two<R: Runtime>() {
///     let (promise, future) = promise::<R, u32>();
///     future.on_done(|result| assert_eq!(*result.unwrap(), 2));
///     promise.keep(2);
///     assert!(future.is_done());
///     assert_eq!(future.result().unwrap(), 2);
/// }
/// ```
///
/// When it is done, every callback that was added before has run. It does not promise on which
/// thread: on the one that finished the work, on the one that cancelled it, or, if it was done
/// already, on the one that added the callback. A callback that waits for the same future waits
/// for itself for ever.
#[must_use = "a future that is dropped lets its work run on, and its panic is lost"]
pub struct Future<R: Runtime, T> {
    holder: Arc<dyn Holder<R, T>>,
    result: PhantomData<T>,
}

impl<R: Runtime, T> Future<R, T> {
    pub(crate) fn of(holder: Arc<dyn Holder<R, T>>) -> Self {
        Future {
            holder,
            result: PhantomData,
        }
    }

    fn state(&self) -> &State<R, T> {
        self.holder.state()
    }

    /// Takes the work back if nobody has begun it; says whether the future is cancelled now.
    ///
    /// Context: any.
    #[track_caller]
    pub fn cancel(&self) -> bool {
        if self.state().begin_cancel() {
            self.holder.discard();
            self.state().finish(Err(Failure::Cancelled));
        }
        self.is_cancelled()
    }

    /// Whether it was cancelled before anybody began the work.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_cancelled(&self) -> bool {
        matches!(self.peek(), Some(Err(Failure::Cancelled)))
    }

    /// Whether somebody works on it; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_running(&self) -> bool {
        self.state().is_running()
    }

    /// Whether there is an outcome: a result, a panic, or that it was cancelled.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_done(&self) -> bool {
        self.state().is_done()
    }

    /// The outcome, if there is one. Never waits.
    ///
    /// Context: any.
    #[track_caller]
    pub fn peek(&self) -> Option<Result<&T, &Failure>> {
        self.state().peek()
    }

    /// Waits until there is an outcome.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If there is none yet and the caller cannot wait here.
    #[track_caller]
    pub fn wait(&self) {
        waited(self.checked_wait());
    }

    /// As [`wait`](Future::wait), with an error where `wait` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if there is no outcome yet and the caller cannot wait here.
    #[track_caller]
    pub fn checked_wait(&self) -> Result<(), WaitError> {
        self.state().wait(Forever)
    }

    /// As [`wait`](Future::wait), for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`].
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), WaitError> {
        self.state().wait(Within::new::<R>(timeout))
    }

    /// As [`wait`](Future::wait), until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](Future::wait_timeout).
    #[track_caller]
    pub fn wait_until(&self, deadline: R::Instant) -> Result<(), WaitError> {
        self.state().wait(Deadline(deadline))
    }

    /// Waits for the result and takes it.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// The [`Failure`]: a panic of the work, or why there will be no result.
    ///
    /// # Panics
    /// As [`wait`](Future::wait).
    #[track_caller]
    pub fn result(self) -> Result<T, Failure> {
        self.wait();
        self.state().take()
    }

    /// As [`result`](Future::result), for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// The future itself, if there is no outcome in time.
    #[track_caller]
    pub fn result_timeout(self, timeout: Duration) -> Result<Result<T, Failure>, Self> {
        self.result_with(Within::new::<R>(timeout))
    }

    /// As [`result`](Future::result), until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`result_timeout`](Future::result_timeout).
    #[track_caller]
    pub fn result_until(self, deadline: R::Instant) -> Result<Result<T, Failure>, Self> {
        self.result_with(Deadline(deadline))
    }

    #[track_caller]
    pub(crate) fn result_with<W: Patience<R>>(
        self,
        patience: W,
    ) -> Result<Result<T, Failure>, Self> {
        match self.state().wait(patience) {
            Ok(()) => Ok(self.state().take()),
            Err(_) => Err(self),
        }
    }

    /// Tells `gather` under this number once there is an outcome.
    #[track_caller]
    pub(crate) fn gather(&self, gather: &Arc<Gather<R>>, number: usize) {
        if self.state().watch_for(gather, number) {
            gather.add(number);
        }
    }

    /// Waits for the outcome; the failure, if it is one. Python's `exception`.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// As [`wait`](Future::wait).
    #[track_caller]
    pub fn failure(&self) -> Option<&Failure> {
        self.wait();
        self.peek().and_then(Result::err)
    }

    /// Lets `callback` run with the outcome, once there is one; at once if there is already.
    ///
    /// The callbacks run one after the other, in the order in which they were added. One that
    /// panics does not lose the others: its panic is told by the panic hook, and goes no further.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn on_done(&self, callback: impl FnOnce(Result<&T, &Failure>) + Send + 'static) {
        self.state().watch_with(callback);
    }
}

impl<R: Runtime, T> core::future::Future for Future<R, T> {
    type Output = Result<T, Failure>;

    /// Takes the outcome once it is there. Polled again, it is [`Failure::Taken`].
    #[track_caller]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.state().poll(context.waker()) {
            Poll::Ready(self.state().take())
        } else {
            Poll::Pending
        }
    }
}

impl<R: Runtime, T> fmt::Debug for Future<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Future")
            .field(&self.state().phase())
            .finish()
    }
}
