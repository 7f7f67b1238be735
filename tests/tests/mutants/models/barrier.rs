//! A barrier, and the data behind it.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_sim::Word;

use super::{Barrier, Behind, SHORT, task};

pub(crate) fn barrier_of_two() {
    let mine = Behind::new(Barrier::new(2));
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.publish(1);
        other.by.wait().unwrap();
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.wait().unwrap();
    assert!(mine.sees(1));
    task.join().unwrap();
}

/// Who is late but finds that all have come goes on with what they published.
pub(crate) fn barrier_in_time() {
    let mine = Behind::new(Barrier::new(2));
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.publish(1);
        let came = other.by.wait_timeout(SHORT).is_ok();
        assert!(!came || other.sees(0));
        came
    });
    mine.publish(0);
    let came = mine.by.wait().is_ok();
    assert!(!came || mine.sees(1));
    assert_eq!(task.join().unwrap(), came);
}

/// A break releases all who wait.
pub(crate) fn barrier_broken() {
    let mine = Behind::new(Barrier::new(3));
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let patient = task(move || _ = second.by.wait());
    let hasty = task(move || _ = third.by.wait_timeout(SHORT));
    patient.join().unwrap();
    hasty.join().unwrap();
}

/// A barrier whose last party counts, and what it counts.
fn acting() -> (Arc<super::Acting>, Arc<Word>) {
    let count = Arc::new(Word::new(0));
    let counted = Arc::clone(&count);
    let action = move || counted.store(counted.load(Relaxed) + 1, Relaxed);
    let action: Box<dyn Fn() + Send + Sync> = Box::new(action);
    (Arc::new(Barrier::with_action(2, action)), count)
}

/// Who goes on sees what the action did.
pub(crate) fn barrier_acts() {
    let (mine, count) = acting();
    let (other, counted) = (Arc::clone(&mine), Arc::clone(&count));
    let task = task(move || {
        other.wait().unwrap();
        assert_eq!(counted.load(Relaxed), 1);
    });
    mine.wait().unwrap();
    assert_eq!(count.load(Relaxed), 1);
    task.join().unwrap();
}

/// Who is late but finds that the phase has ended sees what the action did.
pub(crate) fn barrier_acts_in_time() {
    let (mine, count) = acting();
    let (other, counted) = (Arc::clone(&mine), Arc::clone(&count));
    let task = task(move || {
        let came = other.wait_timeout(SHORT).is_ok();
        assert!(!came || counted.load(Relaxed) == 1);
        came
    });
    let came = mine.wait().is_ok();
    assert_eq!(task.join().unwrap(), came);
}

/// An abort releases who waits.
pub(crate) fn barrier_aborted() {
    let mine = Behind::new(Barrier::new(2));
    let other = Arc::clone(&mine);
    let task = task(move || assert!(other.by.wait().is_err()));
    mine.by.abort();
    task.join().unwrap();
}

/// Who is told of a reset comes again, and meets the other one.
pub(crate) fn barrier_reset() {
    let mine = Behind::new(Barrier::new(2));
    let other = Arc::clone(&mine);
    let task = task(move || while other.by.wait().is_err() {});
    mine.by.reset();
    while mine.by.wait().is_err() {}
    task.join().unwrap();
    assert_eq!((mine.by.arrived(), mine.by.is_broken()), (0, false));
}
