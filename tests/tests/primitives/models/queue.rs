//! `Queue`.

use std::sync::Arc;

use waitword_core::queue::{GetError, PutError};
use waitword_sim::{LifoQueue, PriorityQueue, Queue};

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

#[test]
fn shut_down_while_one_waits_on_each_side() {
    every_execution_with(2, || {
        let (mine, other) = shared(Queue::<u32, 1>::new());
        let second = Arc::clone(&mine);
        mine.put(1);
        let putter = task(move || other.checked_put(2));
        let getter = task(move || [second.checked_get(), second.checked_get()]);
        mine.shutdown();
        let put = putter.join().unwrap();
        let got = getter.join().unwrap();
        let second = if put.is_ok() {
            Ok(2)
        } else {
            Err(GetError::Closed)
        };
        assert_eq!(got, [Ok(1), second]);
    });
}

#[test]
fn shut_down_at_once_beside_a_put_of_a_large_item() {
    every_execution_with(3, || {
        let (mine, other) = shared(Queue::<[u32; 20], 1>::new());
        let task = task(move || other.checked_put([1; 20]));
        mine.shutdown_now();
        assert!(mine.is_empty());
        assert_eq!(mine.checked_get(), Err(GetError::Closed));
        let put = task.join().unwrap();
        assert!(put.is_ok() || put == Err(PutError::Closed([1; 20])));
        mine.join();
    });
}

#[test]
fn stack_of_two_between_two() {
    every_execution_with(3, || {
        let (mine, other) = shared(LifoQueue::<u32, 2>::new());
        let task = task(move || [other.get(), other.get()]);
        mine.put(1);
        mine.put(2);
        let got = task.join().unwrap();
        assert!(got == [1, 2] || got == [2, 1]);
    });
}

#[test]
fn the_urgent_goes_first_in_time() {
    every_execution_with(3, || {
        let (mine, other) = shared(PriorityQueue::<u32, 2>::new());
        mine.put(5);
        let task = task(move || other.put(3));
        let first = mine.get_timeout(SHORT);
        let second = mine.get();
        task.join().unwrap();
        assert!([(Ok(5), 3), (Ok(3), 5)].contains(&(first, second)));
    });
}
