//! A condition variable, and the data behind it.

use std::sync::Arc;

use super::{Behind, Condvar, Mutex, task};

pub(crate) fn condvar_passes() {
    let mine = Behind::new((Mutex::new(false), Condvar::new()));
    let other = Arc::clone(&mine);
    let task = task(move || {
        let mut is_open = other.by.0.lock();
        other.by.1.wait_while(&mut is_open, |is_open| !*is_open);
        assert!(other.sees(0));
    });
    mine.publish(0);
    *mine.by.0.lock() = true;
    mine.by.1.notify_one();
    task.join().unwrap();
}

pub(crate) fn condvar_all() {
    let mine = Behind::new((Mutex::new(false), Condvar::new()));
    let other = Arc::clone(&mine);
    let task = task(move || {
        let mut is_open = other.by.0.lock();
        other.by.1.wait_while(&mut is_open, |is_open| !*is_open);
    });
    *mine.by.0.lock() = true;
    mine.by.1.notify_all();
    task.join().unwrap();
}
