//! `Barrier`.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::Broken;
use waitword_sim::{Barrier, Word};

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn two_phases_of_two() {
    every_execution(|| {
        let (mine, other) = shared(Barrier::new(2));
        let task = task(move || [other.wait(), other.wait()].map(|arrival| arrival.unwrap()));
        let arrivals = [mine.wait(), mine.wait()].map(|arrival| arrival.unwrap());
        let others = task.join().unwrap();
        for (arrival, other) in arrivals.into_iter().zip(others) {
            assert_eq!(arrival.index() + other.index(), 1);
            assert!(arrival.is_leader() != other.is_leader());
        }
    });
}

#[test]
fn of_three_with_a_deadline() {
    every_execution_with(3, || {
        let (mine, other) = shared(Barrier::new(3));
        let second = Arc::clone(&mine);
        let tasks = [
            task(move || other.wait()),
            task(move || second.wait_timeout(SHORT)),
        ];
        let arrival = mine.wait();
        let others = tasks.map(|task| task.join().unwrap());
        let came = others
            .iter()
            .chain([&arrival])
            .filter(|arrival| arrival.is_ok())
            .count();
        assert_eq!(came, if mine.is_broken() { 0 } else { 3 });
    });
}

/// Who is told of the reset comes again, and meets the other.
#[test]
fn reset() {
    every_execution_with(4, || {
        let (mine, other) = shared(Barrier::new(2));
        let second = Arc::clone(&mine);
        let tasks = [other, second].map(|on| task(move || while on.wait().is_err() {}));
        mine.reset();
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!((mine.arrived(), mine.is_broken()), (0, false));
    });
}

#[test]
fn aborted() {
    every_execution_with(4, || {
        let (mine, other) = shared(Barrier::new(2));
        let task = task(move || [other.wait_timeout(SHORT), other.wait()]);
        mine.abort();
        let [first, second] = task.join().unwrap();
        assert!(first.is_err());
        assert_eq!(second, Err(Broken::Aborted));
    });
}

#[test]
fn with_an_action() {
    every_execution_with(4, || {
        let (mine, other) = shared(Word::new(0));
        let (barrier, second) = shared(Barrier::with_action(2, move || {
            _ = other.fetch_add(1, Relaxed)
        }));
        let seen = Arc::clone(&mine);
        let task = task(move || {
            let arrival = second.wait_timeout(SHORT);
            arrival
                .map(|_| seen.load(Relaxed))
                .is_ok_and(|count| count == 1)
        });
        let came = barrier.wait().is_ok();
        assert_eq!(task.join().unwrap(), came);
        assert!(mine.load(Relaxed) == 1 || !came);
    });
}
