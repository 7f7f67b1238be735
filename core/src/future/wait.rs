//! Waiting for one, or for all, of many futures.

use alloc::vec::Vec;
use core::borrow::Borrow;
use core::time::Duration;

use super::Future;
use super::gather::Gather;
use crate::error::WaitError;
use crate::patience::{Forever, Patience, Until as Deadline, Within};
use crate::runtime::Runtime;

/// What a [`wait`] for many futures waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// One of them is done. Python's `FIRST_COMPLETED`.
    FirstCompleted,
    /// One of them has failed, or all are done. Python's `FIRST_EXCEPTION`.
    FirstFailure,
    /// All of them are done. Python's `ALL_COMPLETED`.
    AllCompleted,
}

/// Those that are done and those that are not, each in the order in which they were given.
#[derive(Debug)]
pub struct Waited<F> {
    /// They are done.
    pub done: Vec<F>,
    /// They were not.
    pub waiting: Vec<F>,
}

/// Waits for one or for all of many futures, which may be given by value, by reference or by
/// shared pointer.
///
/// Python's `concurrent.futures.wait`.
///
/// ```
/// use waitword_core::{Runtime, future::{Until, promise, wait}};
///
/// fn first<R: Runtime>() {
///     let (kept, early) = promise::<R, &str>();
///     let (_promise, late) = promise();
///     kept.keep("early");
///     let waited = wait(vec![late, early], Until::FirstCompleted);
///     assert_eq!((waited.done.len(), waited.waiting.len()), (1, 1));
/// }
/// ```
///
/// Context: thread.
#[track_caller]
pub fn wait<R, T, F>(futures: impl IntoIterator<Item = F>, until: Until) -> Waited<F>
where
    R: Runtime,
    F: Borrow<Future<R, T>>,
{
    wait_with(futures, until, Forever)
}

/// As [`wait`], for at most `timeout`; zero looks once.
///
/// Context: thread.
#[track_caller]
pub fn wait_timeout<R, T, F>(
    futures: impl IntoIterator<Item = F>,
    until: Until,
    timeout: Duration,
) -> Waited<F>
where
    R: Runtime,
    F: Borrow<Future<R, T>>,
{
    wait_with(futures, until, Within::new::<R>(timeout))
}

/// As [`wait`], until `deadline`; a past one looks once.
///
/// Context: thread.
#[track_caller]
pub fn wait_until<R, T, F>(
    futures: impl IntoIterator<Item = F>,
    until: Until,
    deadline: R::Instant,
) -> Waited<F>
where
    R: Runtime,
    F: Borrow<Future<R, T>>,
{
    wait_with(futures, until, Deadline(deadline))
}

#[track_caller]
fn wait_with<R, T, F, W>(
    futures: impl IntoIterator<Item = F>,
    until: Until,
    patience: W,
) -> Waited<F>
where
    R: Runtime,
    F: Borrow<Future<R, T>>,
    W: Patience<R>,
{
    let futures: Vec<F> = futures.into_iter().collect();
    let gather = Gather::new();
    let mut left = futures.len();
    let mut is_enough = futures.is_empty();
    let mut note = |future: &F| {
        left -= 1;
        is_enough |= left == 0 || ends(future.borrow(), until);
        is_enough
    };
    let mut enough = false;
    for (number, future) in futures.iter().enumerate() {
        if future.borrow().state().watch_for(&gather, number) {
            enough = note(future);
        }
    }
    enough |= futures.is_empty();
    while !enough {
        match gather.next(patience) {
            Ok(number) => enough = note(&futures[number]),
            Err(WaitError::TimedOut | WaitError::CannotWait) => break,
        }
    }
    for future in &futures {
        future.borrow().state().forget(&gather);
    }
    split(futures)
}

/// Whether this one, which is done, is enough.
#[track_caller]
fn ends<R: Runtime, T>(future: &Future<R, T>, until: Until) -> bool {
    match until {
        Until::FirstCompleted => true,
        Until::FirstFailure => matches!(future.peek(), Some(Err(_))),
        Until::AllCompleted => false,
    }
}

#[track_caller]
fn split<R: Runtime, T, F: Borrow<Future<R, T>>>(futures: Vec<F>) -> Waited<F> {
    let is_done = |future: &F| future.borrow().is_done();
    let (done, waiting) = futures.into_iter().partition(is_done);
    Waited { done, waiting }
}
