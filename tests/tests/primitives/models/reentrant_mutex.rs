//! `ReentrantMutex`.

use std::cell::Cell;
use std::sync::Arc;

use waitword_sim::ReentrantMutex;

use super::{SHORT, every_execution, every_execution_with, shared, task};

type Number = ReentrantMutex<Cell<u32>>;

fn add(mutex: &Number) {
    let guard = mutex.lock();
    guard.set(guard.get() + 1);
}

/// One inside the other.
fn add_twice(mutex: &Number) {
    let guard = mutex.lock();
    let before = guard.get();
    add(mutex);
    assert_eq!((guard.get(), mutex.depth()), (before + 1, 1));
}

#[test]
fn two_levels_by_two() {
    every_execution(|| {
        let (mine, other) = shared(Number::default());
        let task = task(move || add_twice(&other));
        add_twice(&mine);
        task.join().unwrap();
        assert_eq!(mine.lock().get(), 2);
        assert!(!mine.is_locked());
    });
}

#[test]
fn three_in_a_row() {
    every_execution_with(3, || {
        let (mine, other) = shared(Number::default());
        let second = Arc::clone(&mine);
        let tasks = [task(move || add(&other)), task(move || add(&second))];
        add(&mine);
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(mine.lock().get(), 3);
    });
}

#[test]
fn timeout_between_two() {
    every_execution_with(3, || {
        let (mine, other) = shared(Number::default());
        let second = Arc::clone(&mine);
        let hasty = task(move || {
            let guard = second.lock_timeout(SHORT);
            guard.map(|guard| guard.set(guard.get() + 1)).is_ok()
        });
        let patient = task(move || add(&other));
        add_twice(&mine);
        patient.join().unwrap();
        let count = 2 + u32::from(hasty.join().unwrap());
        assert_eq!(mine.lock().get(), count);
    });
}

#[test]
fn seen_by_another() {
    every_execution(|| {
        let (mine, other) = shared(ReentrantMutex::new(()));
        let task = task(move || {
            let seen = (other.is_held(), other.depth());
            let guard = other.try_lock();
            (seen, guard.map(|_guard| other.depth()))
        });
        let guards = (mine.lock(), mine.lock());
        assert_eq!((mine.is_held(), mine.depth()), (true, 2));
        drop(guards);
        let (seen, tried) = task.join().unwrap();
        assert_eq!(seen, (false, 0));
        assert!(tried.is_err() || tried == Ok(1));
    });
}
