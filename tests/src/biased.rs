//! Bodies for `BiasedRwLock`.

use core::time::Duration;
use std::sync::Arc;

use waitword_core::{BiasedRwLock, WaitError};

use crate::World;
use crate::crew::{catch, crew, task, throw};

const SHORT: Duration = Duration::from_millis(5);

/// Every form takes a free lock; those who read do so together.
pub fn every_form_takes_a_free_lock<W: World>() {
    let mut lock = BiasedRwLock::<W, u32>::new(0);
    {
        let guards = [
            lock.read(),
            lock.checked_read().unwrap(),
            lock.try_read().unwrap(),
            lock.read_timeout(Duration::ZERO).unwrap(),
            lock.read_until(W::now()).unwrap(),
        ];
        assert!(guards.iter().all(|guard| **guard == 0));
        assert_eq!(format!("{lock:?} {:?}", guards[0]), "BiasedRwLock(0) 0");
    }
    *lock.write() += 1;
    *lock.checked_write().unwrap() += 1;
    *lock.try_write().unwrap() += 1;
    *lock.write_timeout(Duration::ZERO).unwrap() += 1;
    *lock.write_timeout(Duration::MAX).unwrap() += 1;
    *lock.write_until(W::now()).unwrap() += 1;
    assert_eq!(*lock.read(), 6);
    assert_eq!(*lock.get_mut(), 6);
    assert_eq!(lock.into_inner(), 6);
}

/// Nobody writes while somebody reads, by a slot or by the lock, nor reads while somebody writes.
pub fn who_holds_it_keeps_others_out<W: World>() {
    let lock = BiasedRwLock::<W, u32>::default();
    // The first time by a slot, the second by the lock, since a writer has looked.
    for _ in 0..2 {
        let read = lock.read();
        assert!(lock.try_write().is_none());
        let error = lock.write_timeout(SHORT).map(drop).unwrap_err();
        assert_eq!(error, WaitError::TimedOut);
        assert!(lock.write_until(W::now()).is_err());
        assert_eq!((*lock.read(), *read), (0, 0));
    }
    let mut write = lock.write();
    assert!(lock.try_read().is_none() && lock.try_write().is_none());
    assert!(lock.read_timeout(SHORT).is_err() && lock.read_until(W::now()).is_err());
    assert_eq!(format!("{lock:?} {write:?}"), "BiasedRwLock(<locked>) 0");
    *write += 1;
    drop(write);
    assert_eq!(*lock.try_read().unwrap(), 1);
}

/// A writer waits until all who read have left, and a panic releases.
pub fn a_writer_waits_for_readers<W: World>() {
    let lock = Arc::new(BiasedRwLock::<W, u32>::new(0));
    let read = lock.read();
    let other = Arc::clone(&lock);
    let writer = task::<W, _>(move || *other.write() = 1);
    W::settle();
    assert_eq!(*read, 0);
    drop(read);
    writer.join();
    catch(|| {
        let _read = lock.read();
        throw()
    });
    catch(|| {
        let _write = lock.write();
        throw()
    });
    assert_eq!(*lock.try_write().unwrap(), 1);
}

/// Some read and some write: who reads finds both halves the same, whether the slots are open or
/// not.
pub fn readers_and_writers<W: World>() {
    let lock = Arc::new(BiasedRwLock::<W, [u32; 2]>::default());
    let rounds = W::ROUNDS;
    let shared = Arc::clone(&lock);
    let crew = crew::<W, _>(3, move |number| {
        for round in 0..rounds {
            if number == 0 && round % 8 == 0 {
                let mut pair = shared.write();
                pair[0] += 1;
                pair[1] += 1;
            } else {
                let pair = shared.read();
                assert_eq!(pair[0], pair[1]);
            }
        }
    });
    crew.join();
    assert_eq!(lock.read()[0], rounds.div_ceil(8));
}

/// After a write the slots open again, for who reads enough.
pub fn slots_open_again<W: World>() {
    let lock = BiasedRwLock::<W, u32, 2>::new(0);
    for round in 0..3 {
        *lock.write() += 1;
        for _ in 0..70 {
            assert_eq!(*lock.read(), round + 1);
        }
    }
}
