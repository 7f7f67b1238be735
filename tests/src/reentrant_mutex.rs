//! Bodies for `ReentrantMutex`: those of every lock, and those of CPython's `RLockTests`.

use core::mem;
use core::time::Duration;
use std::cell::Cell;
use std::sync::Arc;

use waitword_core::{ReentrantMutex, TryLockError};

use crate::World;
use crate::crew::task;
use crate::locks::lock_bodies;
use crate::watch::until_blocked;

type Empty<P> = ReentrantMutex<P, ()>;
lock_bodies!(Empty);

/// Runs `ask` on another task.
fn elsewhere<W: World, T, R>(
    mutex: &Arc<ReentrantMutex<W, T>>,
    ask: fn(&ReentrantMutex<W, T>) -> R,
) -> R
where
    T: Send + 'static,
    R: Send + 'static,
{
    let mutex = Arc::clone(mutex);
    let mut answers = task::<W, _>(move || ask(&mutex)).join();
    answers.remove(0)
}

/// LK-02: a held mutex may be dropped, and its data is.
pub fn lk_02_drop_while_held<W: World>() {
    let data = Arc::new(());
    let mutex = ReentrantMutex::<W, _>::new(Arc::clone(&data));
    mem::forget(mutex.lock());
    assert!(mutex.is_locked());
    drop(mutex);
    assert_eq!(Arc::strong_count(&data), 1);
}

/// LK-14: who has the mutex for itself can make it new, held or not.
pub fn lk_14_made_new<W: World>() {
    let mut mutex = ReentrantMutex::<W, u32>::from(1);
    for held in [false, true] {
        if held {
            mem::forget(mutex.lock());
            mem::forget(mutex.lock());
        }
        mutex = ReentrantMutex::new(*mutex.get_mut() + 1);
        assert!(!mutex.is_locked());
        assert_eq!((mutex.depth(), *mutex.lock()), (0, 2 + u32::from(held)));
    }
    assert_eq!(mutex.into_inner(), 3);
}

/// RL-01: taken again and again, by every form, and given back in any order.
pub fn rl_01_reacquire<W: World>() {
    let mutex = ReentrantMutex::<W, Cell<u32>>::default();
    let first = mutex.lock();
    let second = mutex.try_lock().unwrap();
    let third = mutex.lock_timeout(Duration::ZERO).unwrap();
    let fourth = mutex.lock_until(W::now()).unwrap();
    let fifth = mutex.checked_lock().unwrap();
    for guard in [&first, &second, &third, &fourth, &fifth] {
        guard.set(guard.get() + 1);
    }
    assert_eq!(mutex.depth(), 5);
    drop((second, first, fifth, third));
    assert_eq!((fourth.get(), mutex.depth()), (5, 1));
    drop(fourth);
    assert_eq!((mutex.depth(), mutex.is_locked()), (0, false));
}

/// RL-03: it is locked through all levels, and free after the last release.
pub fn rl_03_locked<W: World>() {
    let mutex = Arc::new(ReentrantMutex::<W, ()>::new(()));
    let is_free = |mutex| elsewhere(mutex, |mutex| mutex.try_lock().is_ok());
    let first = mutex.lock();
    let second = mutex.lock();
    assert!(mutex.is_locked() && !is_free(&mutex));
    drop(second);
    assert!(mutex.is_locked() && !is_free(&mutex));
    drop(first);
    assert!(!mutex.is_locked() && is_free(&mutex));
}

/// RL-04: one that was never given back stays locked after its task has ended.
pub fn rl_04_locked_by_a_task_that_has_ended<W: World>() {
    let mutex = Arc::new(ReentrantMutex::<W, ()>::new(()));
    elsewhere(&mutex, |mutex| mem::forget(mutex.lock()));
    assert!(mutex.is_locked());
    assert_eq!((mutex.is_held(), mutex.depth()), (false, 0));
    assert_eq!(mutex.try_lock().err(), Some(TryLockError::Held));
    assert_eq!(TryLockError::Held.to_string(), "held by another");
}

/// RL-05: what is shown of it, by its holder and by another.
pub fn rl_05_debug<W: World>() {
    let mutex = Arc::new(ReentrantMutex::<W, u32>::from(7));
    let free = "ReentrantMutex { depth: 0, data: 7 }";
    assert_eq!(format!("{mutex:?}"), free);
    let guards = [mutex.lock(), mutex.lock()];
    let held = "ReentrantMutex { depth: 2, data: 7 }";
    assert_eq!(format!("{mutex:?}"), held);
    let locked = "ReentrantMutex { depth: 2, data: <locked> }";
    assert_eq!(elsewhere(&mutex, |mutex| format!("{mutex:?}")), locked);
    assert_eq!(format!("{:?} {}", guards[0], guards[1]), "7 7");
    drop(guards);
    assert_eq!(format!("{mutex:?}"), free);
}

/// RL-07, RL-09: how often the caller holds it, and whether: not so for another.
pub fn rl_07_09_depth<W: World>() {
    let mutex = Arc::new(ReentrantMutex::<W, ()>::new(()));
    let seen = |mutex: &ReentrantMutex<W, ()>| (mutex.depth(), mutex.is_held());
    assert_eq!(seen(&mutex), (0, false));
    let first = mutex.lock();
    assert_eq!(seen(&mutex), (1, true));
    let rest = [mutex.lock(), mutex.lock()];
    assert_eq!(seen(&mutex), (3, true));
    assert_eq!(elsewhere(&mutex, seen), (0, false));
    drop(first);
    assert_eq!(seen(&mutex), (2, true));
    drop(rest);
    assert_eq!(seen(&mutex), (0, false));
}

/// A task that waits gets it once its holder has given back every level.
pub fn every_level_is_given_back<W: World>() {
    let mutex = Arc::new(ReentrantMutex::<Watched<W>, Cell<u32>>::default());
    let guards = [mutex.lock(), mutex.lock()];
    let other = Arc::clone(&mutex);
    let waiter = task::<W, _>(move || other.lock().get());
    until_blocked::<W, _>(1, &*mutex);
    let [first, second] = guards;
    drop(first);
    second.set(1);
    drop(second);
    assert_eq!(waiter.join(), [1]);
}

/// The data may be of a type without a size.
pub fn unsized_data<W: World>() {
    let mutex = Arc::new(ReentrantMutex::<W, [u32; 3]>::new([1, 2, 3]));
    let slice: Arc<ReentrantMutex<W, [u32]>> = mutex.clone();
    assert_eq!(slice.lock()[1], 2);
}
