//! `RawLock`.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::NotLocked;
use waitword_sim::{RawLock, Word};

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn given_back_by_another() {
    every_execution(|| {
        let (mine, other) = shared((RawLock::new(), Word::new(0)));
        mine.0.lock();
        let task = task(move || {
            other.1.store(1, Relaxed);
            other.0.unlock()
        });
        mine.0.lock();
        assert_eq!(mine.1.load(Relaxed), 1);
        assert_eq!(task.join().unwrap(), Ok(()));
        assert_eq!(mine.0.unlock(), Ok(()));
    });
}

#[test]
fn given_back_too_often() {
    every_execution(|| {
        let (mine, other) = shared(RawLock::new());
        mine.lock();
        let task = task(move || other.unlock());
        let results = [mine.unlock(), task.join().unwrap()];
        let refused = results.iter().filter(|result| **result == Err(NotLocked));
        assert_eq!(refused.count(), 1);
        assert!(!mine.is_locked());
    });
}

#[test]
fn timeout_between_two() {
    every_execution_with(3, || {
        let (mine, other) = shared(RawLock::new());
        let second = Arc::clone(&mine);
        mine.lock();
        let hasty = task(move || second.lock_timeout(SHORT).map(|()| second.unlock()));
        let patient = task(move || {
            other.lock();
            other.unlock()
        });
        mine.unlock().unwrap();
        assert_eq!(patient.join().unwrap(), Ok(()));
        let hasty = hasty.join().unwrap();
        assert!(hasty.is_err() || hasty == Ok(Ok(())));
        assert!(!mine.is_locked());
    });
}
