//! `Queue`.

use std::sync::Arc;

use waitword_sim::Queue;

use super::{SHORT, every_execution_with, shared, task};

#[test]
fn of_one_both_ways() {
    every_execution_with(4, || {
        let (mine, other) = shared(Queue::<u32, 1>::new());
        let task = task(move || [other.get(), other.get()]);
        mine.put(1);
        mine.put(2);
        assert_eq!(task.join().unwrap(), [1, 2]);
    });
}

#[test]
fn two_put_one_gets_in_time() {
    every_execution_with(2, || {
        let (mine, other) = shared(Queue::<u32, 1>::new());
        let second = Arc::clone(&mine);
        let tasks = [task(move || other.put(1)), task(move || second.put(2))];
        let got = [
            mine.get(),
            mine.get_timeout(SHORT).unwrap_or_else(|_| mine.get()),
        ];
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(got.iter().sum::<u32>(), 3);
    });
}

#[test]
fn of_large_items() {
    every_execution_with(3, || {
        let (mine, other) = shared(Queue::<[u32; 20], 1>::new());
        let task = task(move || [other.get(), other.get()]);
        mine.put([1; 20]);
        mine.put([2; 20]);
        assert_eq!(task.join().unwrap(), [[1; 20], [2; 20]]);
    });
}

#[test]
fn joined_by_two() {
    every_execution_with(2, || {
        let (mine, other) = shared(Queue::<u32, 2>::new());
        let second = Arc::clone(&mine);
        mine.put(1);
        let joiner = task(move || other.join());
        let worker = task(move || second.task_done().unwrap());
        mine.join();
        worker.join().unwrap();
        joiner.join().unwrap();
    });
}
