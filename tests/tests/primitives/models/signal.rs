//! `Signal`.

use std::sync::Arc;

use waitword_sim::Signal;

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn set_twice_for_one() {
    every_execution(|| {
        let (mine, other) = shared(Signal::new());
        let task = task(move || other.wait());
        mine.set();
        mine.set();
        task.join().unwrap();
        let _ = mine.try_wait();
        assert!(!mine.is_set());
    });
}

#[test]
fn there_and_back() {
    every_execution(|| {
        let (mine, other) = shared([Signal::new(), Signal::new()]);
        let task = task(move || {
            other[0].wait();
            other[1].set();
        });
        mine[0].set();
        mine[1].wait();
        task.join().unwrap();
        assert!(!mine[0].is_set() && !mine[1].is_set());
    });
}

#[test]
fn two_wait_and_one_gives_up() {
    every_execution_with(3, || {
        let (mine, other) = shared(Signal::new());
        let second = Arc::clone(&mine);
        let patient = task(move || other.wait());
        let hasty = task(move || second.wait_timeout(SHORT).is_ok());
        mine.set();
        if hasty.join().unwrap() {
            mine.set();
        }
        patient.join().unwrap();
        assert!(!mine.is_set());
    });
}
