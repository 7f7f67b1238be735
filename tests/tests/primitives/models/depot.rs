//! `Depot`.

use core::num::NonZeroUsize;
use std::sync::Arc;

use waitword_sim::DepotQueue;

use super::{SHORT, every_execution_with, shared, task};

#[test]
fn of_one_both_ways() {
    every_execution_with(2, || {
        let (mine, other) = shared(DepotQueue::<u32>::with_capacity(NonZeroUsize::MIN));
        let task = task(move || [other.get(), other.get()]);
        mine.put(1);
        mine.put(2);
        assert_eq!(task.join().unwrap(), [1, 2]);
    });
}

#[test]
fn two_put_and_one_gets_in_time() {
    every_execution_with(1, || {
        let (mine, other) = shared(DepotQueue::<u32>::with_capacity(NonZeroUsize::MIN));
        let second = Arc::clone(&mine);
        let tasks = [task(move || other.put(1)), task(move || second.put(2))];
        let late = |_| mine.get();
        let sum = mine.get() + mine.get_timeout(SHORT).unwrap_or_else(late);
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(sum, 3);
    });
}
