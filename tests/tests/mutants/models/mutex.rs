//! A mutex, and the data behind it.

use std::sync::Arc;

use super::{Behind, Mutex, task};

fn mutex_of(tasks: u32) {
    let mine = Behind::new(Mutex::new(()));
    let others: Vec<_> = (1..tasks)
        .map(|_| {
            let other = Arc::clone(&mine);
            task(move || {
                let _guard = other.by.lock();
                other.count();
            })
        })
        .collect();
    let guard = mine.by.lock();
    mine.count();
    drop(guard);
    others.into_iter().for_each(|task| task.join().unwrap());
    assert_eq!(mine.counted(), tasks);
}

pub(crate) fn mutex_of_two() {
    mutex_of(2);
}

pub(crate) fn mutex_of_three() {
    mutex_of(3);
}
