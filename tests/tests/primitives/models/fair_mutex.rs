//! `FairMutex`.

use std::sync::Arc;

use waitword_sim::FairMutex;

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn two_by_two() {
    every_execution_with(5, || {
        let (mine, other) = shared(FairMutex::new(0));
        let task = task(move || (0..2).for_each(|_| *other.lock() += 1));
        (0..2).for_each(|_| *mine.lock() += 1);
        task.join().unwrap();
        assert_eq!(*mine.lock(), 4);
        assert!(!mine.is_locked());
    });
}

#[test]
fn three_in_a_row() {
    every_execution_with(3, || {
        let (mine, other) = shared(FairMutex::new(0));
        let second = Arc::clone(&mine);
        let tasks = [
            task(move || *other.lock() += 1),
            task(move || *second.lock() += 1),
        ];
        *mine.lock() += 1;
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(*mine.lock(), 3);
    });
}

#[test]
fn timeout_of_the_only_waiter() {
    every_execution(|| {
        let (mine, other) = shared(FairMutex::new(0));
        let hasty = task(move || other.lock_timeout(SHORT).map(|mut count| *count += 1));
        *mine.lock() += 1;
        let count = 1 + u32::from(hasty.join().unwrap().is_ok());
        assert_eq!(*mine.try_lock().expect("nobody waits"), count);
    });
}

#[test]
fn timeout_between_two() {
    every_execution_with(2, || {
        let (mine, other) = shared(FairMutex::new(0));
        let second = Arc::clone(&mine);
        let hasty = task(move || {
            let guard = second.lock_timeout(SHORT);
            guard.map(|mut count| *count += 1).is_ok()
        });
        let patient = task(move || *other.lock() += 1);
        *mine.lock() += 1;
        *mine.lock() += 1;
        patient.join().unwrap();
        let count = 3 + u32::from(hasty.join().unwrap());
        assert_eq!(*mine.try_lock().expect("nobody waits"), count);
    });
}
