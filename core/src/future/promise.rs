//! The other side of a future, where its result comes from elsewhere than from an executor.

use alloc::sync::Arc;

use super::failure::Failure;
use super::state::State;
use super::{Future, Holder};
use crate::runtime::Runtime;

/// What a promise and its future share.
struct Bare<R: Runtime, T>(State<R, T>);

impl<R: Runtime, T: Send> Holder<R, T> for Bare<R, T> {
    fn state(&self) -> &State<R, T> {
        &self.0
    }

    fn discard(&self) {}
}

/// The side of a [`Future`] that gives the result.
///
/// Dropped, it fails the future as [`Failure::Abandoned`].
#[must_use = "a promise that is dropped fails its future"]
pub struct Promise<R: Runtime, T: Send> {
    shared: Option<Arc<Bare<R, T>>>,
    begun: bool,
}

/// Makes a promise and its future.
///
/// ```
/// use waitword_core::{Runtime, future::promise};
///
/// fn answer<R: Runtime>() {
///     let (mut promise, future) = promise::<R, u32>();
///     if promise.begin() {
///         promise.keep(42);
///     }
///     assert_eq!(future.result().unwrap(), 42);
/// }
/// ```
pub fn promise<R: Runtime, T: Send + 'static>() -> (Promise<R, T>, Future<R, T>) {
    let shared = Arc::new(Bare(State::new()));
    let future = Future::of(shared.clone());
    let promise = Promise {
        shared: Some(shared),
        begun: false,
    };
    (promise, future)
}

impl<R: Runtime, T: Send> Promise<R, T> {
    /// Says that the work begins, so that it cannot be cancelled any more; false if it was.
    ///
    /// Python's `set_running_or_notify_cancel`. Context: any.
    #[track_caller]
    pub fn begin(&mut self) -> bool {
        if let Some(shared) = &self.shared {
            self.begun = self.begun || shared.0.begin();
        }
        self.begun
    }

    /// Gives the result; if the future was cancelled, it is dropped.
    ///
    /// Context: any, unless the future has callbacks that need more.
    #[track_caller]
    pub fn keep(mut self, result: T) {
        self.finish(Ok(result));
    }

    /// Says that there will be no result, and why.
    ///
    /// Context: as for [`keep`](Promise::keep).
    #[track_caller]
    pub fn fail(mut self, failure: Failure) {
        self.finish(Err(failure));
    }

    #[track_caller]
    fn finish(&mut self, outcome: Result<T, Failure>) {
        if self.begin()
            && let Some(shared) = self.shared.take()
        {
            shared.0.finish(outcome);
        }
    }
}

impl<R: Runtime, T: Send> Drop for Promise<R, T> {
    fn drop(&mut self) {
        self.finish(Err(Failure::Abandoned));
    }
}
