//! Cells, lazy statics, futures, and the entries of loom and shuttle.

use std::cell::Cell as StdCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use waitword_sim::std::cell::{Cell, UnsafeCell};
use waitword_sim::std::future::block_on;
use waitword_sim::std::hint;
use waitword_sim::std::lazy_static;
use waitword_sim::std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use waitword_sim::std::sync::{Arc, Mutex};
use waitword_sim::std::{check_dfs, check_random, model, thread};

use crate::{exhaustive, in_both};

#[test]
fn cells_hold_what_is_written() {
    in_both(|| {
        let mut cell = UnsafeCell::new(1);
        // SAFETY: nobody else knows the cell.
        cell.with_mut(|value| unsafe { *value = 2 });
        // SAFETY: nobody else knows the cell.
        assert_eq!(cell.with(|value| unsafe { *value }), 2);
        *cell.get_mut() += 1;
        assert_eq!(cell.into_inner(), 3);
        let cell = Cell::new(4);
        cell.update(|value| value + 1);
        cell.swap(&Cell::new(6));
        assert_eq!((cell.replace(7), cell.take(), cell.get()), (6, 7, 0));
    });
}

/// A lock that spins, around a cell.
struct SpinLock {
    held: AtomicBool,
    value: UnsafeCell<u32>,
}

// SAFETY: the value is reached by who holds the lock only.
unsafe impl Sync for SpinLock {}

impl SpinLock {
    fn add(&self) -> u32 {
        while self.held.swap(true, SeqCst) {
            hint::spin_loop();
        }
        let sum = self.value.with_mut(|value| {
            // SAFETY: the lock is held.
            unsafe { *value += 1 };
            // SAFETY: the lock is held.
            unsafe { *value }
        });
        self.held.store(false, SeqCst);
        sum
    }
}

#[test]
fn a_cell_behind_a_lock_of_ones_own() {
    check_random(
        || {
            let lock = Arc::new(SpinLock {
                held: AtomicBool::new(false),
                value: UnsafeCell::new(0),
            });
            let other = Arc::clone(&lock);
            let task = thread::spawn(move || other.add());
            assert_eq!(lock.add() + task.join().unwrap(), 3);
        },
        500,
    );
}

lazy_static! {
    /// Words that are said.
    static ref WORDS: Mutex<Vec<&'static str>> = Mutex::new(vec!["first"]);
    pub(crate) static ref COUNT: AtomicU32 = AtomicU32::new(1);
}

#[test]
fn lazy_statics_are_new_in_each_execution() {
    let program = || {
        lazy_static::initialize(&COUNT);
        let task = thread::spawn(|| {
            WORDS.lock().unwrap().push("second");
            COUNT.fetch_add(1, SeqCst)
        });
        let seen = COUNT.fetch_add(1, SeqCst);
        assert_eq!(seen + task.join().unwrap(), 3);
        assert_eq!(*WORDS.lock().unwrap(), ["first", "second"]);
    };
    in_both(program);
    assert!(exhaustive(program).verdict.is_ok());
}

#[test]
fn a_future_is_driven_when_it_is_woken() {
    in_both(|| {
        let shared = Arc::new((AtomicU32::new(0), Mutex::new(None::<Waker>)));
        let other = Arc::clone(&shared);
        let task = thread::spawn(move || {
            other.0.store(5, SeqCst);
            if let Some(waker) = other.1.lock().unwrap().take() {
                waker.wake();
            }
        });
        let ready = poll_fn(|context| {
            *shared.1.lock().unwrap() = Some(context.waker().clone());
            match shared.0.load(SeqCst) {
                0 => Poll::Pending,
                value => Poll::Ready(value),
            }
        });
        assert_eq!(block_on(ready), 5);
        task.join().unwrap();
        assert_eq!(block_on(async { 1 + std::future::ready(1).await }), 2);
    });
}

#[test]
fn a_future_that_nobody_wakes_is_a_deadlock() {
    let report = exhaustive(|| block_on(std::future::pending()));
    assert!(report.verdict.word().contains("deadlock"), "{report}");
}

#[test]
#[should_panic(expected = "on purpose")]
fn a_model_fails_with_its_bug() {
    model(|| panic!("on purpose"));
}

#[test]
fn executions_are_counted_as_they_are_asked_for() {
    fn counted() -> (Rc<StdCell<u64>>, impl Fn() + 'static) {
        let count = Rc::new(StdCell::new(0));
        let more = Rc::clone(&count);
        (count, move || more.set(more.get() + 1))
    }
    let (count, run) = counted();
    let run = Shared(run);
    check_random(move || run.call(), 12);
    assert!(count.get() >= 1);
    let (count, run) = counted();
    let run = Shared(run);
    check_dfs(
        move || {
            let task = thread::spawn(thread::yield_now);
            run.call();
            thread::yield_now();
            task.join().unwrap();
        },
        Some(1),
    );
    // The first one is made twice, to see that it repeats.
    assert!((1..=2).contains(&count.get()));
}

/// What one thread of the machine uses only, as all threads of a simulation do.
struct Shared<F>(F);

// SAFETY: the test does not leave its thread.
unsafe impl<F> Send for Shared<F> {}
// SAFETY: as above.
unsafe impl<F> Sync for Shared<F> {}

impl<F: Fn()> Shared<F> {
    fn call(&self) {
        self.0();
    }
}
