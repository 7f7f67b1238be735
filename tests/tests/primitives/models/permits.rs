//! `Semaphore` with several permits at once, and closed.

use std::sync::Arc;

use waitword_core::Permit;
use waitword_sim::Semaphore;

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn two_collect() {
    every_execution_with(3, || {
        let (mine, other) = shared(Semaphore::bounded(2));
        let task = task(move || assert_eq!(other.acquire_many(2).count(), 2));
        drop(mine.acquire_many(2));
        task.join().unwrap();
        assert_eq!(mine.available(), 2);
    });
}

#[test]
fn one_collects_and_one_takes() {
    every_execution_with(3, || {
        let (mine, other) = shared(Semaphore::new(0));
        let second = Arc::clone(&mine);
        let many = task(move || other.acquire_many(2).forget());
        let one = task(move || second.acquire().forget());
        mine.release(2).unwrap();
        mine.release(1).unwrap();
        many.join().unwrap();
        one.join().unwrap();
        assert_eq!(mine.available(), 0);
    });
}

#[test]
fn one_gives_up_collecting() {
    every_execution_with(3, || {
        let (mine, other) = shared(Semaphore::new(1));
        let second = Arc::clone(&mine);
        let hasty = task(move || other.acquire_many_timeout(2, SHORT).map(Permit::forget));
        let patient = task(move || second.acquire().forget());
        mine.release(2).unwrap();
        patient.join().unwrap();
        let left = if hasty.join().unwrap().is_ok() { 0 } else { 2 };
        assert_eq!(mine.available(), left);
    });
}

#[test]
fn closed_for_two() {
    every_execution_with(3, || {
        let (mine, other) = shared(Semaphore::new(1));
        let second = Arc::clone(&mine);
        let many = task(move || other.checked_acquire_many(2).is_err());
        let one = task(move || second.checked_acquire().map(Permit::forget).is_ok());
        mine.close();
        assert!(many.join().unwrap());
        let left = if one.join().unwrap() { 0 } else { 1 };
        assert_eq!((mine.available(), mine.is_closed()), (left, true));
    });
}

#[test]
fn released_twice_too_often() {
    every_execution(|| {
        let (mine, other) = shared(Semaphore::bounded(1));
        mine.acquire().forget();
        let task = task(move || other.release(1).is_ok());
        let well = mine.release(1).is_ok();
        assert!(well != task.join().unwrap());
        assert_eq!(mine.available(), 1);
    });
}
