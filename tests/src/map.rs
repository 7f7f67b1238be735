//! Bodies for `Executor::map`.

use core::num::NonZeroUsize;
use core::time::Duration;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use waitword_core::executor::MapError;
use waitword_core::pool::Queued;
use waitword_core::{Event, Executor};

use crate::World;
use crate::crew::throw;
use crate::pool::pool;

fn size(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap()
}

/// EX-03: the same as the map of an iterator, whatever the chunks; in any order if it may be.
pub fn ex_03_map<W: World>() {
    let pool = pool::<W>(2);
    let expected: Vec<u32> = (0..7).map(|number| number * 2).collect();
    for chunk in [1, 3, 100] {
        let doubled = pool.map(0..7, |number| number * 2).chunk_size(size(chunk));
        let doubled: Result<Vec<u32>, _> = doubled.into_iter().collect();
        assert_eq!(doubled.unwrap(), expected);
        let doubled = pool.map(0..7, |number| number * 2).chunk_size(size(chunk));
        let mut doubled: Vec<u32> = doubled.unordered().map(Result::unwrap).collect();
        doubled.sort_unstable();
        assert_eq!(doubled, expected);
    }
    assert_eq!(pool.map([], |number: u32| number).into_iter().count(), 0);
}

/// EX-04: results before the one that fails come first; and those behind it come too.
pub fn ex_04_map_exception<W: World>() {
    let pool = pool::<W>(2);
    let divide = |number: u32| 6_u32.checked_div(number).unwrap_or_else(|| throw());
    for chunk in [1, 2, 4] {
        let results = pool.map([3, 6, 0, 2], divide).chunk_size(size(chunk));
        let mut results = results.into_iter();
        assert_eq!(results.next().unwrap().unwrap(), 2);
        assert_eq!(results.next().unwrap().unwrap(), 1);
        let error = results.next().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "panicked");
        assert_eq!(results.next().unwrap().unwrap(), 3);
        assert!(results.next().is_none());
    }
}

/// EX-05: two results, and then the deadline passes, once.
pub fn ex_05_map_timeout<W: World>() {
    let pool = pool::<W>(2);
    let gate = Arc::new(Event::<W>::new());
    for unordered in [false, true] {
        let closed = Arc::clone(&gate);
        let waits = move |last: bool| {
            if last {
                closed.wait();
            }
        };
        let map = pool.map([false, false, true], waits);
        let map = map.timeout(Duration::from_millis(50));
        let mut results = if unordered {
            map.unordered()
        } else {
            map.into_iter()
        };
        let results: Vec<_> = results.by_ref().take(4).collect();
        let late = matches!(results.last(), Some(Err(MapError::TimedOut)));
        assert!(late && results.len() <= 3, "one error at the end");
        gate.set();
        gate.clear();
    }
    gate.set();
}

/// EX-09: a result that was handed out is not kept.
pub fn ex_09_free_reference<W: World>() {
    let pool = pool::<W>(1);
    for result in pool.map(0..3, |_| Arc::new(())) {
        assert_eq!(Arc::strong_count(&result.unwrap()), 1);
    }
}

/// EX-11: of an endless iterator only as much is taken as the buffer has room for.
pub fn ex_11_buffer<W: World>() {
    let pool = pool::<W>(2);
    let taken = Rc::new(Cell::new(0));
    let count = Rc::clone(&taken);
    let items = (0..).inspect(move |_| count.set(count.get() + 1));
    let mut results = pool
        .map(items, |number: u32| number + 1)
        .buffer_size(size(3))
        .into_iter();
    assert_eq!(taken.get(), 3);
    for expected in 1..=4 {
        assert_eq!(results.next().unwrap().unwrap(), expected);
        assert_eq!(taken.get(), 3 + expected);
    }
    drop(results);
    let items = 0..;
    let results = pool
        .map(items, |number: u32| number)
        .chunk_size(size(2))
        .buffer_size(size(1));
    assert_eq!(
        results.unordered().take(3).map(Result::unwrap).sum::<u32>(),
        3
    );
}

/// A pool that is shut down meanwhile ends the map with one error.
pub fn a_shutdown_ends_a_map<W: World>() {
    let pool = pool::<W>(1);
    let mut results = pool
        .map(0.., |number: u32| number)
        .buffer_size(size(1))
        .into_iter();
    pool.shutdown(Queued::Run);
    assert_eq!(results.next().unwrap().unwrap(), 0);
    assert!(matches!(results.next(), Some(Err(MapError::Rejected))));
    assert!(results.next().is_none());
}
