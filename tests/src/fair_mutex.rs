//! Bodies for `FairMutex`: those of every lock, and that nobody is overtaken.

use core::mem;
use std::sync::Arc;

use waitword_core::FairMutex;

use crate::World;
use crate::crew::task;
use crate::locks::lock_bodies;
use crate::watch::until_blocked;

type Empty<P> = FairMutex<P, ()>;
lock_bodies!(Empty);

/// LK-02: a held mutex may be dropped, and its data is.
pub fn lk_02_drop_while_held<W: World>() {
    let data = Arc::new(());
    let mutex = FairMutex::<W, _>::new(Arc::clone(&data));
    mem::forget(mutex.lock());
    assert!(mutex.is_locked());
    drop(mutex);
    assert_eq!(Arc::strong_count(&data), 1);
}

/// LK-09: what is shown of a free mutex, of a held one, and of a guard.
pub fn lk_09_debug<W: World>() {
    let mutex = FairMutex::<W, u32>::from(7);
    assert_eq!(format!("{mutex:?}"), "FairMutex(7)");
    let guard = mutex.lock();
    assert_eq!(format!("{mutex:?}"), "FairMutex(<locked>)");
    assert_eq!(format!("{guard:?} {guard}"), "7 7");
}

/// LK-14: who has the mutex for itself can make it new, held or not.
pub fn lk_14_made_new<W: World>() {
    let mut mutex = FairMutex::<W, u32>::default();
    for held in [false, true] {
        if held {
            mem::forget(mutex.lock());
        }
        mutex = FairMutex::new(*mutex.get_mut());
        assert!(!mutex.is_locked());
        *mutex.try_lock().unwrap() += 1;
    }
    assert_eq!(mutex.into_inner(), 2);
}

/// Who gives it back and comes again goes behind who waited.
pub fn nobody_is_overtaken<W: World>() {
    let mutex = Arc::new(FairMutex::<Watched<W>, Vec<u32>>::default());
    let mut guard = mutex.lock();
    let other = Arc::clone(&mutex);
    let waiter = task::<W, _>(move || other.lock().push(1));
    until_blocked::<W, _>(1, &*mutex);
    guard.push(0);
    drop(guard);
    assert!(mutex.try_lock().is_none_or(|turns| turns.len() == 2));
    mutex.lock().push(2);
    waiter.join();
    assert_eq!(*mutex.lock(), [0, 1, 2]);
}

/// The data may be of a type without a size.
pub fn unsized_data<W: World>() {
    let mutex = Arc::new(FairMutex::<W, [u32; 3]>::new([1, 2, 3]));
    let slice: Arc<FairMutex<W, [u32]>> = mutex.clone();
    slice.lock()[1] += 5;
    assert_eq!(*mutex.lock(), [1, 7, 3]);
}
