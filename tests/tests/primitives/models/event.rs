//! `Event`.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_sim::{Event, Word};

use super::{SHORT, every_execution, shared, task};

#[test]
fn set_and_cleared_twice() {
    every_execution(|| {
        let (mine, other) = shared((Event::new(), Word::new(0)));
        let task = task(move || {
            other.1.store(1, Relaxed);
            other.0.wait();
        });
        let came = mine.1.load(Relaxed);
        mine.0.set();
        mine.0.clear();
        mine.0.set();
        assert!(came < 2);
        task.join().unwrap();
    });
}

#[test]
fn cleared_at_once_for_two() {
    every_execution(|| {
        let (mine, other) = shared(Event::new());
        let second = Arc::clone(&mine);
        let tasks = [
            task(move || other.wait_timeout(SHORT).is_ok()),
            task(move || second.wait_timeout(SHORT).is_ok()),
        ];
        mine.set();
        mine.clear();
        tasks.into_iter().for_each(|task| _ = task.join().unwrap());
        assert!(!mine.is_set());
    });
}
