//! A reentrant mutex, and the data behind it.

use std::sync::Arc;

use super::{Behind, ReentrantMutex, task};

fn owned_by(tasks: u32) {
    let mine = Behind::new(ReentrantMutex::new(()));
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

pub(crate) fn owned_by_two() {
    owned_by(2);
}

pub(crate) fn owned_by_three() {
    owned_by(3);
}
