//! A barrier, and the data behind it.

use std::sync::Arc;

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
