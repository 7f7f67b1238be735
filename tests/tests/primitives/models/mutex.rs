//! `Mutex`.

use std::sync::Arc;

use waitword_sim::Mutex;

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn two_by_two() {
    every_execution(|| {
        let (mine, other) = shared(Mutex::new(0));
        let task = task(move || (0..2).for_each(|_| *other.lock() += 1));
        (0..2).for_each(|_| *mine.lock() += 1);
        task.join().unwrap();
        assert_eq!(*mine.lock(), 4);
        assert!(!mine.is_locked());
    });
}

#[test]
fn timeout_between_two() {
    every_execution_with(4, || {
        let (mine, other) = shared(Mutex::new(0));
        let second = Arc::clone(&mine);
        let waiter = task(move || {
            second
                .lock_timeout(SHORT)
                .map(|mut count| *count += 1)
                .is_ok()
        });
        let task = task(move || *other.lock() += 1);
        *mine.lock() += 1;
        task.join().unwrap();
        let count = 2 + u32::from(waiter.join().unwrap());
        assert_eq!(*mine.lock(), count);
    });
}
