//! `ThreadPool`.

use core::num::NonZeroUsize;
use core::time::Duration;

use waitword_core::pool::Queued;
use waitword_core::{Executor, Identity, Runtime, ThreadPool};
use waitword_sim::{Bounded, Explorer, Granularity, Sim, reached};

use super::{all, every_execution_with, task};

fn pool(workers: usize) -> ThreadPool<Sim> {
    ThreadPool::new(NonZeroUsize::new(workers).unwrap())
}

#[test]
fn submitted_to_one() {
    every_execution_with(3, || {
        let pool = pool(1);
        let first = pool.submit(|| 1).unwrap();
        let second = pool.submit(|| 2).unwrap();
        assert_eq!(first.result().unwrap() + second.result().unwrap(), 3);
    });
}

#[test]
fn submitted_to_two_and_dropped() {
    all(Granularity::WhiteBox, Bounded::new(2), || {
        let pool = pool(2);
        let future = pool.submit(|| 1).unwrap();
        drop(pool);
        assert!(future.is_done());
    });
}

#[test]
fn shut_down_while_another_submits() {
    all(Granularity::WhiteBox, Bounded::new(2), || {
        let pool = std::sync::Arc::new(pool(1));
        let other = std::sync::Arc::clone(&pool);
        let task = task(move || match other.submit(|| 5) {
            Ok(future) => match future.result() {
                Ok(result) => assert_eq!(result, 5),
                Err(failure) => assert_eq!(failure.to_string(), "cancelled"),
            },
            Err(rejected) => assert_eq!((rejected.0)(), 5),
        });
        pool.shutdown(Queued::Cancel);
        task.join().unwrap();
    });
}

/// The second half of a join is run here or there, and its result is seen.
#[test]
fn a_join_is_shared_or_not() {
    for preemptions in [1, 2] {
        // The worker sleeps, or is on its way.
        let sleeps = preemptions == 1;
        let explorer = Explorer::new().granularity(Granularity::WhiteBox);
        let explorer = explorer
            .must_reach("shared")
            .must_reach("alone")
            .spurious(1);
        explorer.strategy(Bounded::new(preemptions)).check(move || {
            let pool = pool(1);
            let me = Sim::current();
            if sleeps {
                Sim::sleep(Duration::from_nanos(1));
            }
            let (_, other) = pool.scope(|scope| {
                // The inner join offers the second half of the outer one, if the worker sleeps.
                let first =
                    |scope: &waitword_core::pool::Scope<'_, Sim>| scope.join(|_| (), |_| ()).0;
                scope.join(first, |_| Sim::current())
            });
            reached(if other == me { "alone" } else { "shared" });
        });
    }
}
