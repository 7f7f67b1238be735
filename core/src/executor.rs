//! Who runs work: the trait that pools have in common, and mapping over it.

mod map;

use core::error::Error;
use core::fmt;

pub use map::{Map, MapError, Mapped};

use crate::future::Future;
use crate::runtime::Runtime;

/// Who runs work that is submitted to it, and hands out futures of the results.
///
/// Python's `concurrent.futures.Executor`. A function that takes an `impl Executor` leaves it to
/// its caller which pool it uses:
///
/// ```
/// use waitword_core::Executor;
///
/// fn squares<E: Executor>(pool: &E, numbers: Vec<u32>) -> Vec<u32> {
///     let squares = pool.map(numbers, |number| number * number);
///     squares.into_iter().map(|square| square.unwrap()).collect()
/// }
/// ```
pub trait Executor {
    /// Where it runs.
    type Runtime: Runtime;

    /// Has `work` run some time, and returns the future of its result.
    ///
    /// Context: thread. Cost: one allocation.
    ///
    /// # Errors
    /// [`Rejected`] with the work, if the executor takes none any more.
    #[track_caller]
    fn submit<T, F>(&self, work: F) -> Result<Future<Self::Runtime, T>, Rejected<F>>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static;

    /// Runs `each` on all items, as many at once as the executor can; the results come in the order
    /// of the items, or as they are done: see [`Map`].
    ///
    /// Python's `Executor.map`, and `imap` of its `Pool`.
    fn map<I, U, F>(&self, items: I, each: F) -> Map<'_, Self, I::IntoIter, F>
    where
        Self: Sized,
        I: IntoIterator<Item: Send + 'static>,
        U: Send + 'static,
        F: Fn(I::Item) -> U + Send + Sync + 'static,
    {
        Map::new(self, items.into_iter(), each)
    }
}

/// The executor takes no work any more; here it is back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Rejected<F>(pub F);

impl<F> fmt::Debug for Rejected<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rejected(..)")
    }
}

impl<F> fmt::Display for Rejected<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the executor is shut down")
    }
}

impl<F> Error for Rejected<F> {}
