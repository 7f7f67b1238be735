//! `Semaphore`.

use std::sync::Arc;

use waitword_sim::Semaphore;

use super::{SHORT, every_execution_with, shared, task};

#[test]
fn two_wait_two_releases() {
    every_execution_with(4, || {
        let (mine, other) = shared(Semaphore::new(0));
        let second = Arc::clone(&mine);
        let tasks = [
            task(move || other.acquire().forget()),
            task(move || second.acquire().forget()),
        ];
        mine.release(1).unwrap();
        mine.release(1).unwrap();
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(mine.available(), 0);
    });
}

#[test]
fn release_of_none() {
    every_execution_with(4, || {
        let (mine, other) = shared(Semaphore::new(0));
        let task = task(move || other.acquire().forget());
        mine.release(0).unwrap();
        mine.release(1).unwrap();
        task.join().unwrap();
    });
}

#[test]
fn released_by_many() {
    every_execution_with(3, || {
        let (mine, other) = shared(Semaphore::new(0));
        let second = Arc::clone(&mine);
        let tasks = [
            task(move || other.acquire().forget()),
            task(move || second.acquire().forget()),
        ];
        mine.release(2).unwrap();
        drop(mine.acquire_timeout(SHORT));
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(mine.available(), 0);
    });
}

#[test]
fn timeout_beside_a_waiter() {
    every_execution_with(4, || {
        let (mine, other) = shared(Semaphore::new(0));
        let second = Arc::clone(&mine);
        let patient = task(move || other.acquire().forget());
        let hasty = task(move || second.acquire_timeout(SHORT).is_ok());
        mine.release(1).unwrap();
        patient.join().unwrap();
        hasty.join().unwrap();
        assert_eq!(mine.available(), 0);
    });
}
