//! A signal, and the data behind it.

use std::sync::Arc;

use super::{Behind, Signal, task};

pub(crate) fn signal_passes() {
    let mine = Behind::new(Signal::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.by.wait();
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.set();
    task.join().unwrap();
}

/// Two wait, and each is answered for itself.
pub(crate) fn signal_for_two() {
    let mine = Behind::new([const { Signal::new() }; 2]);
    let tasks = [0, 1].map(|_| {
        let other = Arc::clone(&mine);
        task(move || {
            other.by[0].wait();
            other.by[1].set();
        })
    });
    mine.by[0].set();
    mine.by[1].wait();
    mine.by[0].set();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}
