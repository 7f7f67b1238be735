//! A latch, and the data behind it.

use std::sync::Arc;

use super::{Behind, Latch, task};

/// Two count down, and one of them waits and sees what both did.
pub(crate) fn latch_passes() {
    let mine = Behind::new(Latch::new(2));
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.publish(1);
        other.by.count_down().unwrap();
    });
    mine.publish(0);
    mine.by.arrive_and_wait().unwrap();
    assert!(mine.sees(0) && mine.sees(1));
    task.join().unwrap();
}

pub(crate) fn latch_is_open() {
    let mine = Behind::new(Latch::new(1));
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let looks = task(move || assert!(!second.by.is_open() || second.sees(0)));
    let waits = task(move || {
        third.by.wait();
        assert!(third.sees(0));
    });
    mine.publish(0);
    mine.by.count_down().unwrap();
    looks.join().unwrap();
    waits.join().unwrap();
}
