//! Futures in the order in which they are done.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::error::Error;
use core::fmt;
use core::time::Duration;

use super::Future;
use super::gather::Gather;
use crate::patience::{Forever, Patience, Until as Deadline, Within};
use crate::runtime::Runtime;

/// The futures, each once it is done, in the order in which they are: those that are already come
/// first, in the order in which they were given.
///
/// Python's `concurrent.futures.as_completed`. The futures may be given by value, by reference or
/// by shared pointer; one that is given twice comes once.
///
/// ```
/// use waitword_core::{Runtime, future::{as_completed, promise}};
///
/// fn order<R: Runtime>() {
///     let (last, first) = (promise::<R, u32>(), promise::<R, u32>());
///     first.0.keep(1);
///     last.0.keep(2);
///     let results = as_completed([first.1, last.1]).map(|future| future.result().unwrap());
///     assert_eq!(results.collect::<Vec<_>>(), [1, 2]);
/// }
/// ```
///
/// To know which result is whose, let the work return its input beside it, or give the futures by
/// reference: what is done first is not what was given first.
#[track_caller]
pub fn as_completed<R, T, F>(futures: impl IntoIterator<Item = F>) -> AsCompleted<R, T, F>
where
    R: Runtime,
    F: Borrow<Future<R, T>>,
{
    let gather = Gather::new();
    let mut all: Vec<Option<F>> = Vec::new();
    let mut seen = Vec::new();
    for future in futures {
        let address = Arc::as_ptr(&future.borrow().holder).addr();
        if !seen.contains(&address) {
            seen.push(address);
            all.push(Some(future));
        }
    }
    for (number, future) in all.iter().flatten().enumerate() {
        future.borrow().gather(&gather, number);
    }
    AsCompleted {
        left: all.len(),
        of: all.len(),
        futures: all,
        gather,
        result: core::marker::PhantomData,
    }
}

/// Futures in the order in which they are done; see [`as_completed`].
pub struct AsCompleted<R: Runtime, T, F: Borrow<Future<R, T>>> {
    futures: Vec<Option<F>>,
    gather: Arc<Gather<R>>,
    left: usize,
    of: usize,
    result: core::marker::PhantomData<fn() -> T>,
}

impl<R: Runtime, T, F: Borrow<Future<R, T>>> AsCompleted<R, T, F> {
    /// The next one, if it is done within `timeout`; `None` after the last.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`Unfinished`]: how many are left. A later call may find them.
    #[track_caller]
    pub fn next_timeout(&mut self, timeout: Duration) -> Result<Option<F>, Unfinished> {
        self.next_with(Within::new::<R>(timeout))
    }

    /// The next one, if it is done by `deadline`; `None` after the last.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`next_timeout`](AsCompleted::next_timeout).
    #[track_caller]
    pub fn next_until(&mut self, deadline: R::Instant) -> Result<Option<F>, Unfinished> {
        self.next_with(Deadline(deadline))
    }

    #[track_caller]
    fn next_with<W: Patience<R>>(&mut self, patience: W) -> Result<Option<F>, Unfinished> {
        if self.left == 0 {
            return Ok(None);
        }
        let unfinished = Unfinished {
            left: self.left,
            of: self.of,
        };
        let number = self.gather.next(patience).map_err(|_| unfinished)?;
        self.left -= 1;
        Ok(self.futures[number].take())
    }
}

impl<R: Runtime, T, F: Borrow<Future<R, T>>> Iterator for AsCompleted<R, T, F> {
    type Item = F;

    /// Waits for the next one.
    #[track_caller]
    fn next(&mut self) -> Option<F> {
        self.next_with(Forever).ok().flatten()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<R: Runtime, T, F: Borrow<Future<R, T>>> Drop for AsCompleted<R, T, F> {
    fn drop(&mut self) {
        for future in self.futures.iter().flatten() {
            future.borrow().state().forget(&self.gather);
        }
    }
}

impl<R: Runtime, T, F: Borrow<Future<R, T>>> fmt::Debug for AsCompleted<R, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsCompleted")
            .field("left", &self.left)
            .field("of", &self.of)
            .finish()
    }
}

/// Not all futures are done in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// How many are not.
    pub left: usize,
    /// Of how many.
    pub of: usize,
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (of {}) futures unfinished", self.left, self.of)
    }
}

impl Error for Unfinished {}
