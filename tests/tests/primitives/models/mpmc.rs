//! `Mpmc`.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_sim::{Mpmc, Word};

use super::{SHORT, every_execution_with, shared, task};

#[test]
fn of_one_both_ways() {
    every_execution_with(3, || {
        let (mine, other) = shared(Mpmc::<u32, 1>::new());
        let task = task(move || [other.get(), other.get()]);
        mine.put(1).unwrap();
        mine.put(2).unwrap();
        assert_eq!(task.join().unwrap(), [Ok(1), Ok(2)]);
    });
}

#[test]
fn two_put_one_gets_in_time() {
    every_execution_with(2, || {
        let (mine, other) = shared(Mpmc::<u32, 1>::new());
        let second = Arc::clone(&mine);
        let tasks = [task(move || other.put(1)), task(move || second.put(2))];
        let got = [mine.get(), mine.get_timeout(SHORT).or_else(|_| mine.get())];
        tasks
            .into_iter()
            .for_each(|task| task.join().unwrap().unwrap());
        assert_eq!(got.map(|item| item.unwrap()).iter().sum::<u32>(), 3);
    });
}

/// Two who wait are both woken, also where one of them gives up.
#[test]
fn two_get() {
    every_execution_with(2, || {
        let (mine, other) = shared(Mpmc::<u32, 2>::new());
        let second = Arc::clone(&mine);
        let patient = task(move || other.get());
        let hasty = task(move || second.get_timeout(SHORT));
        mine.put(1).unwrap();
        mine.put(2).unwrap();
        let (first, second) = (patient.join().unwrap(), hasty.join().unwrap());
        assert!(first.is_ok() && (second.is_ok() || mine.len() == 1));
    });
}

/// What was done before a put is seen after the get, and before a get after the next put.
#[test]
fn hands_over_what_was_done() {
    every_execution_with(3, || {
        let (mine, other) = shared((Mpmc::<u32, 1>::new(), [const { Word::new(0) }; 2]));
        let task = task(move || {
            other.1[1].store(1, Relaxed);
            other.0.get().unwrap();
            assert_eq!(other.1[0].load(Relaxed), 1);
            other.0.get().unwrap();
        });
        mine.1[0].store(1, Relaxed);
        mine.0.put(1).unwrap();
        mine.0.put(2).unwrap();
        assert_eq!(mine.1[1].load(Relaxed), 1);
        task.join().unwrap();
    });
}
