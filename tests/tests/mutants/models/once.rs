//! Work that is done once, and the data that it writes.

use std::sync::Arc;

use super::{Behind, Once, OnceLock, task};

pub(crate) fn once_is_done() {
    let mine = Behind::new(Once::new());
    let other = Arc::clone(&mine);
    let task = task(move || assert!(!other.by.is_completed() || other.sees(0)));
    mine.by.call_once(|| mine.publish(0));
    task.join().unwrap();
}

pub(crate) fn once_waits() {
    let mine = Behind::new(Once::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.by.wait();
        assert!(other.sees(0));
    });
    mine.by.call_once(|| mine.publish(0));
    task.join().unwrap();
}

/// Whoever comes second sees what the first did.
pub(crate) fn once_for_two() {
    let mine = Behind::new(Once::new());
    let call = |on: &Behind<Once>| {
        on.by.call_once(|| on.count());
        assert_eq!(on.counted(), 1);
    };
    let other = Arc::clone(&mine);
    let task = task(move || call(&other));
    call(&mine);
    task.join().unwrap();
}

/// The first fails after a step, and the second sees that step.
pub(crate) fn once_given_up() {
    let mine = Behind::new(OnceLock::<u32>::new());
    let try_it = |on: &Behind<OnceLock<u32>>| {
        let fails_first = || {
            on.count();
            if on.counted() == 1 {
                Err(())
            } else {
                Ok(on.counted())
            }
        };
        on.by.get_or_try_init(fails_first).is_ok()
    };
    let other = Arc::clone(&mine);
    let task = task(move || try_it(&other));
    assert!(try_it(&mine) != task.join().unwrap());
    assert_eq!(mine.by.get(), Some(&2));
}

/// Who waits for the one that fails does the work itself.
pub(crate) fn once_given_up_late() {
    let mine = Behind::new(OnceLock::<u32>::new());
    let other = Arc::clone(&mine);
    let task = task(move || *other.by.get_or_init(|| 1));
    let failed = mine.by.get_or_try_init(|| Err(())).is_err();
    assert!(task.join().unwrap() == 1);
    assert!(failed || mine.by.get() == Some(&1));
}
