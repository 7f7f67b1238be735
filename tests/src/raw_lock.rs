//! Bodies for `RawLock`: those of every lock, and those of CPython's `LockTests`.

use std::sync::Arc;

use waitword_core::{NotLocked, RawLock};

use crate::World;
use crate::crew::task;
use crate::locks::lock_bodies;
use crate::watch::until_blocked;

lock_bodies!(RawLock);

/// LK-02: a held lock may be dropped.
pub fn lk_02_drop_while_held<W: World>() {
    let lock = Box::new(RawLock::<W>::new());
    lock.lock();
    assert!(lock.is_locked());
    drop(lock);
}

/// LK-09: what is shown of a free lock, and of a held one.
pub fn lk_09_debug<W: World>() {
    let lock = RawLock::<W>::default();
    assert_eq!(format!("{lock:?}"), "RawLock(unlocked)");
    lock.lock();
    assert_eq!(format!("{lock:?}"), "RawLock(locked)");
}

/// LK-11: who takes it again waits until another gives it back.
pub fn lk_11_taken_again<W: World>() {
    let lock = Arc::new(RawLock::<Watched<W>>::new());
    let other = Arc::clone(&lock);
    let twice = task::<W, _>(move || {
        other.lock();
        other.lock();
        other.unlock()
    });
    until_blocked::<W, _>(1, &*lock);
    assert_eq!(lock.unlock(), Ok(()));
    assert_eq!(twice.join(), [Ok(())]);
    assert!(!lock.is_locked());
}

/// LK-12: who has not taken it gives it back.
pub fn lk_12_released_by_another<W: World>() {
    let lock = Arc::new(RawLock::<W>::new());
    lock.lock();
    let other = Arc::clone(&lock);
    assert_eq!(task::<W, _>(move || other.unlock()).join(), [Ok(())]);
    assert!(lock.try_lock());
}

/// LK-14: who has the lock for itself can make it new, held or not.
pub fn lk_14_made_new<W: World>() {
    let mut lock = RawLock::<W>::new();
    for held in [false, true] {
        if held {
            lock.lock();
        }
        lock = RawLock::new();
        assert!(!lock.is_locked());
        assert!(lock.try_lock());
        assert_eq!(lock.unlock(), Ok(()));
    }
}

/// A release of a free lock is an error, and the lock is as it was.
pub fn released_while_free<W: World>() {
    let lock = RawLock::<W>::new();
    assert_eq!(lock.unlock(), Err(NotLocked));
    lock.lock();
    assert_eq!(lock.unlock(), Ok(()));
    assert_eq!(lock.unlock(), Err(NotLocked));
    assert!(!lock.is_locked());
    assert!(lock.try_lock());
    assert_eq!(NotLocked.to_string(), "not locked");
}
