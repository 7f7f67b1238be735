//! `WaitGroup`.

use std::sync::Arc;

use waitword_core::Runtime;
use waitword_sim::{Exhaustive, Explorer, Granularity, Sim, WaitGroup};

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn of_two() {
    every_execution_with(4, || {
        let (mine, other) = shared(WaitGroup::new());
        mine.add(2).unwrap();
        let second = Arc::clone(&mine);
        let tasks = [task(move || other.done()), task(move || second.done())];
        mine.wait();
        assert_eq!(mine.count(), 0);
        assert_eq!(tasks.map(|task| task.join().unwrap()), [Ok(()); 2]);
        assert!(mine.done().is_err());
    });
}

#[test]
fn waited_for_in_time() {
    every_execution(|| {
        let (mine, other) = shared(WaitGroup::new());
        mine.add(1).unwrap();
        let task = task(move || other.wait_timeout(SHORT).is_ok());
        mine.done().unwrap();
        assert!(task.join().unwrap() || mine.count() == 0);
    });
}

/// Time passes once the other waits; then more is added before it has looked.
#[test]
fn added_to_at_once() {
    for granularity in [Granularity::BlackBox, Granularity::WhiteBox] {
        let explorer = Explorer::new().granularity(granularity).spurious(1);
        explorer.strategy(Exhaustive::new()).check(|| {
            let (mine, other) = shared(WaitGroup::new());
            mine.add(1).unwrap();
            let task = task(move || other.wait());
            Sim::sleep(SHORT);
            mine.done().unwrap();
            mine.add(1).unwrap();
            task.join().unwrap();
        });
    }
}
