//! A semaphore that gives several permits at once, or is closed, and the data behind it.

use std::sync::Arc;

use waitword_core::Runtime;
use waitword_sim::Sim;

use super::{Behind, SHORT, Semaphore, task};

/// Who collects sees what both did that gave a permit.
pub(crate) fn permits_collected() {
    let mine = Behind::new(Semaphore::new(0));
    let tasks = [0, 1].map(|at| {
        let other = Arc::clone(&mine);
        task(move || {
            other.publish(at);
            other.by.release(1).unwrap();
        })
    });
    mine.by.acquire_many(2).forget();
    assert!(mine.sees(0) && mine.sees(1));
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// Two collect, one after the other, and each sees what the other did.
pub(crate) fn permits_in_turn() {
    let mine = Behind::new(Semaphore::new(2));
    let other = Arc::clone(&mine);
    let task = task(move || {
        let _permits = other.by.acquire_many(2);
        other.count();
    });
    let permits = mine.by.acquire_many(2);
    mine.count();
    drop(permits);
    task.join().unwrap();
    assert_eq!(mine.counted(), 2);
}

/// One collects, and one waits for what is left.
pub(crate) fn permits_left() {
    let mine = Behind::new(Semaphore::new(0));
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let many = task(move || second.by.acquire_many(2).forget());
    let one = task(move || third.by.acquire().forget());
    mine.by.release(2).unwrap();
    mine.by.release(1).unwrap();
    many.join().unwrap();
    one.join().unwrap();
}

/// What comes while somebody collects is not for others: time passes once the other waits.
pub(crate) fn permits_not_starved() {
    let mine = Behind::new(Semaphore::new(0));
    let other = Arc::clone(&mine);
    let task = task(move || other.by.acquire_many(2).forget());
    Sim::sleep(SHORT);
    mine.by.release(1).unwrap();
    assert!(mine.by.try_acquire().is_none());
    mine.by.release(1).unwrap();
    task.join().unwrap();
}

/// Who gives up collecting lets the other one have what there is, and see what came before it.
pub(crate) fn permits_given_up() {
    let mine = Behind::new(Semaphore::new(0));
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let hasty = task(move || {
        _ = second
            .by
            .acquire_many_timeout(2, SHORT)
            .map(|permit| permit.forget())
    });
    let patient = task(move || {
        third.by.acquire().forget();
        assert!(third.sees(0));
    });
    mine.publish(0);
    mine.by.release(1).unwrap();
    patient.join().unwrap();
    hasty.join().unwrap();
}

/// Who gives up collecting has read some, and gives them back to who takes them at once.
pub(crate) fn permits_given_back() {
    let mine = Behind::new(Semaphore::new(1));
    let other = Arc::clone(&mine);
    let hasty = task(move || {
        other.publish(0);
        assert!(other.by.acquire_many_timeout(2, SHORT).is_err());
    });
    let taken = mine
        .by
        .acquire_timeout(SHORT)
        .map(|permit| permit.forget())
        .is_ok();
    hasty.join().unwrap();
    assert_eq!(mine.by.available(), if taken { 0 } else { 1 });
}

/// Who is refused sees what was done before the close.
pub(crate) fn permits_closed() {
    let mine = Behind::new(Semaphore::new(0));
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let many = task(move || {
        assert!(second.by.checked_acquire_many(1).is_err());
        assert!(second.sees(0));
    });
    let one = task(move || {
        assert!(third.by.checked_acquire().is_err());
        assert!(third.sees(0));
    });
    mine.publish(0);
    mine.by.close();
    many.join().unwrap();
    one.join().unwrap();
}

/// The same, while it collects.
pub(crate) fn permits_closed_collecting() {
    let mine = Behind::new(Semaphore::new(1));
    let other = Arc::clone(&mine);
    let task = task(move || {
        assert!(other.by.checked_acquire_many(2).is_err());
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.close();
    task.join().unwrap();
}

/// The same without a wait.
pub(crate) fn permits_closed_before() {
    let mine = Behind::new(Semaphore::new(0));
    let other = Arc::clone(&mine);
    let task = task(move || assert!(!other.by.is_closed() || other.sees(0)));
    mine.publish(0);
    mine.by.close();
    task.join().unwrap();
}
