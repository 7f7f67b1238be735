//! A queue, and the data behind it.

use std::sync::Arc;

use super::{Behind, Queue, SHORT, task};

pub(crate) fn queue_passes() {
    let mine = Behind::new(Queue::<u32, 1>::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        assert_eq!(other.by.get(), 1);
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.put(1);
    task.join().unwrap();
}

pub(crate) fn queue_both_ways() {
    let mine = Behind::new(Queue::<u32, 1>::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        assert_eq!(other.by.get(), 1);
        assert!(other.sees(0));
        assert_eq!(other.by.get(), 2);
    });
    mine.publish(0);
    mine.by.put(1);
    mine.by.put(2);
    task.join().unwrap();
}

pub(crate) fn queue_for_two() {
    let mine = Behind::new(Queue::<u32, 2>::new());
    let tasks = [0, 1].map(|_| {
        let other = Arc::clone(&mine);
        task(move || other.by.get())
    });
    mine.by.put(1);
    mine.by.put(2);
    let got = tasks.map(|task| task.join().unwrap());
    assert_eq!(got[0] + got[1], 3);
}

/// A getter that leaves in time is called no more.
pub(crate) fn queue_left() {
    let mine = Behind::new(Queue::<u32, 1>::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        let first = other.by.get_timeout(SHORT);
        first.is_ok() || other.by.get() == 1
    });
    mine.by.put(1);
    assert!(task.join().unwrap());
}
