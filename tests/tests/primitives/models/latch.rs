//! `Latch`.

use std::sync::Arc;

use waitword_sim::Latch;

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn of_two_for_two() {
    every_execution(|| {
        let (mine, other) = shared(Latch::new(2));
        let task = task(move || {
            other.count_down().unwrap();
            other.wait();
            other.count_down().is_err()
        });
        mine.arrive_and_wait().unwrap();
        assert!(mine.is_open());
        assert!(task.join().unwrap());
    });
}

#[test]
fn waited_for_by_two() {
    every_execution_with(3, || {
        let (mine, other) = shared(Latch::new(2));
        let second = Arc::clone(&mine);
        let patient = task(move || other.wait());
        let hasty = task(move || second.wait_timeout(SHORT).is_ok());
        mine.count_down().unwrap();
        mine.count_down().unwrap();
        patient.join().unwrap();
        assert!(hasty.join().unwrap() || mine.is_open());
    });
}
