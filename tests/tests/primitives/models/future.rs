//! `Future`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_core::future::{Failure, Until, as_completed, promise, wait, work};
use waitword_sim::{Handle, Sim};

use super::{SHORT, every_execution, every_execution_with, task};

#[test]
fn kept_while_somebody_waits() {
    every_execution(|| {
        let (promise, future) = promise::<Sim, u32>();
        let task = task(move || promise.keep(7));
        let result = match future.result_timeout(SHORT) {
            Ok(result) => result,
            Err(future) => future.result(),
        };
        assert_eq!(result.unwrap(), 7);
        task.join().unwrap();
    });
}

#[test]
fn cancelled_while_it_begins() {
    every_execution(|| {
        let (work, future) = work::<Sim, _, _>(|| 1);
        let task = task(move || work.run());
        let cancelled = future.cancel();
        assert_eq!(future.is_cancelled(), cancelled);
        match future.result() {
            Ok(1) => assert!(!cancelled),
            Err(Failure::Cancelled) => assert!(cancelled),
            other => panic!("{other:?}"),
        }
        task.join().unwrap();
    });
}

/// A callback that comes while the result does runs once, and before a wait ends that follows it.
#[test]
fn a_callback_comes_with_the_result() {
    every_execution_with(4, || {
        let (promise, future) = promise::<Sim, u32>();
        let told = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&told);
        let task = task(move || promise.keep(2));
        future.on_done(move |result| _ = count.fetch_add(*result.unwrap(), Relaxed));
        future.wait();
        assert_eq!(told.load(Relaxed), 2);
        task.join().unwrap();
    });
}

fn two() -> ([waitword_core::Future<Sim, u32>; 2], [Handle<()>; 2]) {
    let (first, second) = (promise::<Sim, u32>(), promise::<Sim, u32>());
    let tasks = [
        task(move || first.0.keep(1)),
        task(move || second.0.keep(2)),
    ];
    ([first.1, second.1], tasks)
}

#[test]
fn two_as_they_are_completed() {
    every_execution_with(2, || {
        let (futures, tasks) = two();
        let results = as_completed(futures).map(|future| future.result().unwrap());
        assert_eq!(results.sum::<u32>(), 3);
        tasks.into_iter().for_each(|task| task.join().unwrap());
    });
}

#[test]
fn the_first_of_two_is_waited_for() {
    every_execution_with(2, || {
        let (futures, tasks) = two();
        let waited = wait(futures, Until::FirstCompleted);
        assert!(!waited.done.is_empty());
        let all = wait(waited.waiting, Until::AllCompleted);
        assert_eq!(all.done.len() + waited.done.len(), 2);
        tasks.into_iter().for_each(|task| task.join().unwrap());
    });
}
