//! `Barrier`.

use std::sync::Arc;

use waitword_sim::Barrier;

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
