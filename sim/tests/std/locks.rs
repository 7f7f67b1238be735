//! Locks, conditions and barriers, and their poison.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use waitword_sim::std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use waitword_sim::std::sync::{
    Barrier, Condvar, Mutex, PoisonError, RwLock, RwLockWriteGuard, TryLockError,
};
use waitword_sim::std::thread;
use waitword_sim::std::time::Duration;

use crate::{exhaustive, in_both};

/// Panics, and is caught.
fn panics(work: impl FnOnce()) {
    assert!(catch_unwind(AssertUnwindSafe(work)).is_err());
}

#[test]
fn increments_under_a_mutex_are_never_lost() {
    in_both(|| {
        let total = Arc::new(Mutex::new(0));
        let add = |total: Arc<Mutex<u32>>| *total.lock().unwrap() += 1;
        let other = Arc::clone(&total);
        let task = thread::spawn(move || add(other));
        add(Arc::clone(&total));
        task.join().unwrap();
        assert_eq!(*total.lock().unwrap(), 2);
        let total = Arc::into_inner(total).unwrap();
        assert_eq!(total.into_inner().unwrap(), 2);
    });
}

#[test]
fn two_locked_increments_by_two_are_six_orders() {
    let report = exhaustive(|| {
        let total = Arc::new(Mutex::new(0));
        let add = |total: Arc<Mutex<u32>>| (0..2).for_each(|_| *total.lock().unwrap() += 1);
        let tasks = [Arc::clone(&total), total].map(|total| thread::spawn(move || add(total)));
        tasks.into_iter().for_each(|task| task.join().unwrap());
    });
    assert_eq!(report.distinct, 6);
}

#[test]
fn who_panics_poisons_what_it_holds() {
    in_both(|| {
        let mutex = Arc::new(Mutex::new(1));
        let lock = Arc::clone(&mutex);
        let task = thread::spawn(move || {
            let mut guard = lock.lock().unwrap();
            *guard = 2;
            panic!("on purpose");
        });
        let before = mutex
            .lock()
            .map_or_else(|poison| *poison.into_inner(), |guard| *guard);
        assert!(before == 1 || before == 2);
        assert!(task.join().is_err());
        assert!(mutex.is_poisoned());
        assert!(matches!(mutex.try_lock(), Err(TryLockError::Poisoned(_))));
        assert_eq!(*mutex.lock().unwrap_err().into_inner(), 2);
        mutex.clear_poison();
        assert_eq!(*mutex.lock().unwrap(), 2);
    });
}

#[test]
fn a_lock_taken_and_given_back_while_unwinding_is_not_poisoned() {
    struct Counts(Arc<Mutex<u32>>);
    impl Drop for Counts {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    in_both(|| {
        let mutex = Arc::new(Mutex::new(0));
        let counts = Counts(Arc::clone(&mutex));
        let task = thread::spawn(move || {
            let _counts = counts;
            panic!("on purpose");
        });
        drop(mutex.lock().unwrap());
        assert!(task.join().is_err());
        assert_eq!(*mutex.lock().unwrap(), 1);
    });
}

/// A destructor that unwraps a lock does not abort when an execution that is over is unwound.
#[test]
fn an_execution_that_is_over_poisons_nothing() {
    struct Unwraps(Arc<Mutex<u32>>);
    impl Drop for Unwraps {
        fn drop(&mut self) {
            *self.0.lock().unwrap() += 1;
        }
    }
    let report = exhaustive(|| {
        let mutex = Arc::new(Mutex::new(0));
        let unwraps = Unwraps(Arc::clone(&mutex));
        let task = thread::spawn(move || {
            let _unwraps = unwraps;
            thread::park();
        });
        let guard = mutex.lock().unwrap();
        task.join().unwrap();
        drop(guard);
    });
    assert_eq!(report.verdict.word(), "deadlock");
}

#[test]
fn a_mutex_that_is_held_refuses() {
    in_both(|| {
        let mutex = Mutex::new([1, 2]);
        let guard = mutex.lock().unwrap();
        assert!(matches!(mutex.try_lock(), Err(TryLockError::WouldBlock)));
        assert_eq!(format!("{mutex:?}"), "Mutex { poisoned: false, .. }");
        drop(guard);
        let unsized_mutex: Box<Mutex<[i32]>> = Box::new(mutex);
        unsized_mutex.lock().unwrap()[0] = 7;
        assert_eq!(*unsized_mutex.try_lock().unwrap(), [7, 2]);
    });
}

#[test]
fn a_deadlock_names_the_mutex_once() {
    let report = exhaustive(|| {
        let mutex = Mutex::new(());
        let _first = mutex.lock();
        let _second = mutex.lock();
    });
    assert!(report.verdict.word().contains("deadlock"));
    let lines = report.verdict.details().join("\n");
    assert!(lines.contains("mutex#1 (lock), held by main"), "{lines}");
}

#[test]
fn readers_share_and_a_writer_is_alone() {
    in_both(|| {
        let lock = Arc::new(RwLock::new((0, 0)));
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let lock = Arc::clone(&lock);
                thread::spawn(move || {
                    let pair = lock.read().unwrap();
                    assert_eq!(pair.0, pair.1);
                })
            })
            .collect();
        {
            let mut pair = lock.write().unwrap();
            pair.0 += 1;
            pair.1 += 1;
        }
        readers.into_iter().for_each(|task| task.join().unwrap());
    });
}

#[test]
fn a_lock_that_is_read_can_be_read_and_not_written() {
    in_both(|| {
        let mut lock = RwLock::new(1);
        let first = lock.read().unwrap();
        let second = lock.try_read().unwrap();
        assert!(matches!(lock.try_write(), Err(TryLockError::WouldBlock)));
        drop((first, second));
        let mut written = lock.try_write().unwrap();
        *written = 2;
        assert!(matches!(lock.try_read(), Err(TryLockError::WouldBlock)));
        let read = RwLockWriteGuard::downgrade(written);
        assert_eq!((*read, *lock.read().unwrap()), (2, 2));
        drop(read);
        *lock.get_mut().unwrap() += 1;
        assert_eq!(lock.into_inner().unwrap(), 3);
    });
}

#[test]
fn only_a_writer_poisons() {
    in_both(|| {
        let lock = RwLock::new(1);
        panics(|| {
            let _read = lock.read().unwrap();
            panic!("on purpose");
        });
        assert!(!lock.is_poisoned());
        panics(|| {
            let _write = lock.write().unwrap();
            panic!("on purpose");
        });
        assert!(lock.is_poisoned());
        assert_eq!(*lock.read().unwrap_or_else(PoisonError::into_inner), 1);
        assert!(matches!(lock.try_write(), Err(TryLockError::Poisoned(_))));
        lock.clear_poison();
        assert!(lock.write().is_ok());
    });
}

#[test]
fn a_writer_that_downgrades_lets_no_writer_in_between() {
    in_both(|| {
        let lock = Arc::new(RwLock::new(0));
        let other = Arc::clone(&lock);
        let task = thread::spawn(move || *other.write().unwrap() = 5);
        let mut written = lock.write().unwrap();
        *written = 1;
        let read = RwLockWriteGuard::downgrade(written);
        assert_eq!(*read, 1);
        drop(read);
        task.join().unwrap();
    });
}

#[test]
fn a_condition_is_waited_for() {
    in_both(|| {
        let pair = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&pair);
        let task = thread::spawn(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let guard = pair.0.lock().unwrap();
        let guard = pair.1.wait_while(guard, |ready| !*ready).unwrap();
        assert!(*guard);
        drop(guard);
        task.join().unwrap();
    });
}

#[test]
fn a_wait_that_is_not_notified_times_out() {
    in_both(|| {
        let (mutex, condvar) = (Mutex::new(1), Condvar::new());
        let second = Duration::from_secs(1);
        let (guard, result) = condvar.wait_timeout(mutex.lock().unwrap(), second).unwrap();
        assert!(result.timed_out());
        let (guard, result) = condvar
            .wait_timeout_while(guard, second, |n| *n == 1)
            .unwrap();
        assert!(result.timed_out());
        let (guard, result) = condvar
            .wait_timeout_while(guard, second, |n| *n == 2)
            .unwrap();
        assert!(!result.timed_out());
        assert_eq!(*guard, 1);
    });
}

#[test]
fn a_wait_tells_of_poison() {
    in_both(|| {
        let pair = Arc::new((Mutex::new(0), Condvar::new()));
        let other = Arc::clone(&pair);
        let guard = pair.0.lock().unwrap();
        let task = thread::spawn(move || {
            let mut guard = other.0.lock().unwrap();
            *guard = 1;
            other.1.notify_all();
            panic!("on purpose");
        });
        let poison = pair.1.wait_while(guard, |number| *number == 0);
        assert_eq!(*poison.unwrap_err().into_inner(), 1);
        assert!(task.join().is_err());
    });
}

#[test]
fn a_notification_without_the_lock_is_lost() {
    let report = exhaustive(|| {
        let pair = Arc::new((AtomicU32::new(0), Mutex::new(()), Condvar::new()));
        let other = Arc::clone(&pair);
        let task = thread::spawn(move || {
            other.0.store(1, SeqCst);
            other.2.notify_one();
        });
        let mut guard = pair.1.lock().unwrap();
        while pair.0.load(SeqCst) == 0 {
            guard = pair.2.wait(guard).unwrap();
        }
        drop(guard);
        task.join().unwrap();
    });
    assert_eq!(report.verdict.word(), "deadlock");
}

#[test]
fn one_of_a_barrier_leads() {
    in_both(|| {
        let shared = Arc::new((Barrier::new(2), AtomicU32::new(0)));
        let meet = |shared: &(Barrier, AtomicU32)| {
            shared.1.fetch_add(1, SeqCst);
            let leads = shared.0.wait().is_leader();
            assert_eq!(shared.1.load(SeqCst), 2);
            leads
        };
        let other = Arc::clone(&shared);
        let task = thread::spawn(move || meet(&other));
        let leads = meet(&shared);
        assert_ne!(leads, task.join().unwrap());
        assert!(Barrier::new(0).wait().is_leader());
    });
}
