//! A semaphore, and the data behind it.

use std::sync::Arc;

use super::{Behind, SHORT, Semaphore, task};

pub(crate) fn semaphore_passes() {
    let mine = Behind::new(Semaphore::new(0));
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.publish(0);
        other.by.release(1).unwrap();
    });
    mine.by.acquire().forget();
    assert!(mine.sees(0));
    task.join().unwrap();
}

fn semaphore_of(tasks: u32) {
    let mine = Behind::new(Semaphore::new(1));
    let others: Vec<_> = (1..tasks)
        .map(|_| {
            let other = Arc::clone(&mine);
            task(move || {
                let _permit = other.by.acquire();
                other.count();
            })
        })
        .collect();
    let permit = mine.by.acquire();
    mine.count();
    drop(permit);
    others.into_iter().for_each(|task| task.join().unwrap());
    assert_eq!(mine.counted(), tasks);
}

pub(crate) fn semaphore_as_mutex() {
    semaphore_of(2);
}

pub(crate) fn semaphore_of_three() {
    semaphore_of(3);
}

/// Two wait, and two releases come one by one.
pub(crate) fn semaphore_two_releases() {
    let mine = Behind::new(Semaphore::new(0));
    let tasks = [0, 1].map(|_| {
        let other = Arc::clone(&mine);
        task(move || {
            other.by.acquire().forget();
            assert!(other.sees(0));
        })
    });
    mine.publish(0);
    mine.by.release(1).unwrap();
    mine.by.release(1).unwrap();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// Two wait, and one release has a permit for each.
pub(crate) fn semaphore_release_of_two() {
    let mine = Behind::new(Semaphore::new(0));
    let tasks = [0, 1].map(|_| {
        let other = Arc::clone(&mine);
        task(move || other.by.acquire().forget())
    });
    mine.by.release(2).unwrap();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// One takes what two have published.
pub(crate) fn semaphore_two_publish() {
    let mine = Behind::new(Semaphore::new(0));
    let tasks = [0, 1].map(|at| {
        let other = Arc::clone(&mine);
        task(move || {
            other.publish(at);
            other.by.release(1).unwrap();
        })
    });
    mine.by.acquire().forget();
    assert!(mine.sees(0) || mine.sees(1));
    mine.by.acquire().forget();
    assert!(mine.sees(0) && mine.sees(1));
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// One waits in time and one for ever; whatever the first gets, the second gets what is left.
pub(crate) fn semaphore_timeout() {
    let mine = Behind::new(Semaphore::new(0));
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let patient = task(move || second.by.acquire().forget());
    let hasty = task(move || _ = third.by.acquire_timeout(SHORT));
    mine.by.release(1).unwrap();
    patient.join().unwrap();
    hasty.join().unwrap();
}
