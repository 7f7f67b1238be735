//! A program for each primitive, in which all that its operations return can be seen.

use std::sync::Arc;

use waitword_core::{Permit, Runtime};
use waitword_sim::FairMutex;
use waitword_sim::{Barrier, Bounded, Condvar, Event, Handle, Mutex, OnceLock, Queue, RawLock};
use waitword_sim::{Latch, WaitGroup};
use waitword_sim::{ReentrantMutex, RwLock, Semaphore, Sim, spawn};

use super::{same, same_by};

fn shared<T>(value: T) -> (Arc<T>, Arc<T>) {
    let mine = Arc::new(value);
    (Arc::clone(&mine), mine)
}

fn task<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Handle<T> {
    spawn("other", work)
}

#[test]
fn mutex() {
    let outcomes = same(|| {
        let (mine, other) = shared(Mutex::new(1));
        let task = task(move || {
            *other.lock() *= 2;
            other.try_lock().map(|mut value| {
                *value += 10;
                *value
            })
        });
        let looked = mine.is_locked();
        let tried = mine.try_lock().map(|value| *value);
        *mine.lock() += 3;
        (looked, tried, task.join().unwrap(), *mine.lock())
    });
    assert!(outcomes.len() > 10, "{outcomes:?}");
}

#[test]
fn reentrant_mutex() {
    let outcomes = same(|| {
        let (mine, other) = shared(ReentrantMutex::new(()));
        let task = task(move || {
            let first = other.try_lock();
            let depth = other.depth();
            drop((first, other.lock()));
            (depth, other.is_locked())
        });
        let guard = mine.lock();
        let looked = (mine.try_lock().is_ok(), mine.is_held());
        drop(guard);
        (looked, task.join().unwrap())
    });
    assert!(outcomes.len() > 2, "{outcomes:?}");
}

#[test]
fn rwlock() {
    let outcomes = same_by(Bounded::new(3), || {
        let (mine, other) = shared(RwLock::new(1));
        let task = task(move || {
            let before = *other.read();
            let tried = other.try_write().map(|mut value| *value *= 2);
            (before, tried.is_some(), *other.read())
        });
        let tried = mine.try_read().map(|value| *value);
        *mine.write() += 3;
        let seen = task.join().unwrap();
        (tried, seen, *mine.read())
    });
    assert!(outcomes.len() > 5, "{outcomes:?}");
}

#[test]
fn fair_mutex() {
    let outcomes = same_by(Bounded::new(4), || {
        let (mine, other) = shared(FairMutex::new(1));
        let task = task(move || {
            *other.lock() *= 2;
            other.is_locked()
        });
        let looked = mine.try_lock().map(|value| *value);
        *mine.lock() += 3;
        (looked, task.join().unwrap(), *mine.lock())
    });
    assert!(outcomes.len() > 3, "{outcomes:?}");
}

#[test]
fn raw_lock() {
    let outcomes = same(|| {
        let (mine, other) = shared(RawLock::new());
        let task = task(move || (other.try_lock(), other.unlock()));
        let seen = (mine.try_lock(), mine.unlock(), mine.is_locked());
        (seen, task.join().unwrap())
    });
    assert!(outcomes.len() > 3, "{outcomes:?}");
}

#[test]
fn condvar() {
    let outcomes = same(|| {
        let (mine, other) = shared((Mutex::new(0), Condvar::new()));
        let task = task(move || {
            let (value, changed) = &*other;
            let mut value = value.lock();
            changed.wait_while(&mut value, |value| *value == 0);
            *value *= 10;
            *value
        });
        let (value, changed) = &*mine;
        *value.lock() += 1;
        changed.notify_one();
        *value.lock() += 1;
        changed.notify_all();
        (task.join().unwrap(), *value.lock())
    });
    assert_eq!(outcomes, ["(10, 11)", "(20, 20)"]);
}

#[test]
fn semaphore() {
    let outcomes = same(|| {
        let (mine, other) = shared(Semaphore::new(1));
        let task = task(move || {
            other.acquire().forget();
            let tried = other.try_acquire().is_some();
            other.release(1).unwrap();
            tried
        });
        let tried = mine.try_acquire().map(|permit| permit.forget()).is_some();
        let left = mine.available();
        mine.release(1).unwrap();
        (tried, left, task.join().unwrap(), mine.available())
    });
    assert!(outcomes.len() > 3, "{outcomes:?}");
}

#[test]
fn semaphore_of_several() {
    let outcomes = same_by(Bounded::new(4), || {
        let (mine, other) = shared(Semaphore::new(1));
        let task = task(move || {
            let many = other.acquire_many(2);
            let tried = other.try_acquire().is_some();
            (tried, many.count())
        });
        let tried = mine.try_acquire().is_some();
        mine.release(1).unwrap();
        let left = mine.available();
        drop(mine.acquire());
        (tried, left, task.join().unwrap(), mine.available())
    });
    assert!(outcomes.len() > 3, "{outcomes:?}");
}

#[test]
fn semaphore_closed() {
    let outcomes = same(|| {
        let (mine, other) = shared(Semaphore::new(0));
        let task = task(move || {
            let one = other.checked_acquire().map(Permit::forget);
            (one, other.try_acquire().is_some())
        });
        mine.release(1).unwrap();
        mine.close();
        (task.join().unwrap(), mine.available())
    });
    assert_eq!(outcomes.len(), 2, "{outcomes:?}");
}

#[test]
fn event() {
    let outcomes = same(|| {
        let (mine, other) = shared(Event::new());
        let task = task(move || {
            other.wait();
            let seen = other.is_set();
            other.clear();
            seen
        });
        let before = mine.is_set();
        mine.set();
        let after = mine.is_set();
        (before, after, task.join().unwrap(), mine.is_set())
    });
    let seen = ["(false, false, true, false)", "(false, true, true, false)"];
    assert_eq!(outcomes, seen);
}

#[test]
fn barrier() {
    let outcomes = same(|| {
        let (mine, other) = shared(Barrier::new(2));
        let task = task(move || [(); 2].map(|()| other.wait().unwrap().index()));
        let mine = [(); 2].map(|()| mine.wait().unwrap().index());
        (mine, task.join().unwrap())
    });
    // Who comes last leads, in each phase.
    assert_eq!(outcomes.len(), 4, "{outcomes:?}");
}

#[test]
fn latch() {
    let outcomes = same(|| {
        let (mine, other) = shared(Latch::new(2));
        let task = task(move || {
            let before = other.is_open();
            other.arrive_and_wait().unwrap();
            (before, other.count_down().is_ok())
        });
        let left = mine.count();
        mine.count_down().unwrap();
        (left, mine.is_open(), task.join().unwrap())
    });
    assert_eq!(outcomes.len(), 3, "{outcomes:?}");
}

#[test]
fn wait_group() {
    let outcomes = same(|| {
        let (mine, other) = shared(WaitGroup::new());
        mine.add(1).unwrap();
        let task = task(move || {
            other.wait();
            let seen = other.count();
            (seen, other.done().is_ok())
        });
        mine.done().unwrap();
        let added = mine.add(1).is_ok();
        let done = mine.done().is_ok();
        (added, done, task.join().unwrap(), mine.count())
    });
    assert!(outcomes.len() > 2, "{outcomes:?}");
}

#[test]
fn once_lock() {
    let outcomes = same(|| {
        let (mine, other) = shared(OnceLock::new());
        let task = task(move || {
            let failed = other.get_or_try_init(|| Err(())).is_err();
            (failed, *other.get_or_init(|| 1))
        });
        let tried = mine.try_set(2);
        let seen = mine.get().copied();
        let set = mine.set(3).is_ok();
        (tried, seen, set, task.join().unwrap())
    });
    assert!(outcomes.len() > 4, "{outcomes:?}");
}

#[test]
fn queue() {
    let outcomes = same_by(Bounded::new(3), || {
        let (mine, other) = shared(Queue::<u32, 1>::new());
        let task = task(move || {
            let got = other.get();
            other.task_done().unwrap();
            (got, other.try_get().ok())
        });
        let tried = mine.try_get().ok();
        mine.put(1);
        let put = mine.try_put(2).is_ok();
        (tried, put, task.join().unwrap(), mine.try_get().ok())
    });
    assert!(outcomes.len() > 2, "{outcomes:?}");
}

#[test]
fn queue_shut_down() {
    let outcomes = same_by(Bounded::new(3), || {
        let (mine, other) = shared(Queue::<u32, 1>::new());
        let task = task(move || {
            let put = other.checked_put(2).is_ok();
            (put, other.checked_get().ok())
        });
        let put = mine.try_put(1).is_ok();
        mine.shutdown();
        let got = mine.try_get().ok();
        (put, got, task.join().unwrap(), mine.len())
    });
    assert!(outcomes.len() > 2, "{outcomes:?}");
}

#[test]
fn priority_queue() {
    let outcomes = same_by(Bounded::new(3), || {
        let (mine, other) = shared(waitword_sim::PriorityQueue::<u32, 2>::new());
        let task = task(move || {
            other.put(3);
            other.try_get().ok()
        });
        mine.put(5);
        let got = mine.get();
        (got, task.join().unwrap(), mine.try_get().ok())
    });
    assert!(outcomes.len() > 1, "{outcomes:?}");
}

#[test]
fn spsc() {
    let outcomes = same_by(Bounded::new(3), || {
        let ring = Arc::new(waitword_sim::Spsc::<u32, 1>::new());
        let (mut producer, mut consumer) = waitword_sim::Spsc::share(ring).unwrap();
        let task = task(move || {
            let got = consumer.get().ok();
            (got, consumer.try_get().ok(), consumer)
        });
        producer.put(1).unwrap();
        let put = producer.try_put(2).is_ok();
        drop(producer);
        let (first, second, mut consumer) = task.join().unwrap();
        (put, first, second, consumer.get().ok())
    });
    assert!(outcomes.len() > 1, "{outcomes:?}");
}

#[test]
fn channel() {
    let outcomes = same_by(Bounded::new(3), || {
        let channel = Arc::new(waitword_sim::Channel::<u32, 2>::new());
        let (sender, receiver) = waitword_sim::Channel::share(channel).unwrap();
        let task = task(move || {
            let sent = sender.send(1).is_ok();
            (sent, sender.try_send(2).is_ok())
        });
        let tried = receiver.try_recv().ok();
        let received = receiver.recv().ok();
        drop(receiver);
        (tried, received, task.join().unwrap())
    });
    assert!(outcomes.len() > 2, "{outcomes:?}");
}

#[test]
fn oneshot() {
    let outcomes = same(|| {
        let place = Arc::new(waitword_sim::Oneshot::<u32>::new());
        let (sender, mut receiver) = waitword_sim::Oneshot::share(place).unwrap();
        let task = task(move || (sender.is_closed(), sender.send(1).is_ok()));
        let received = receiver.try_recv().ok();
        drop(receiver);
        (received, task.join().unwrap())
    });
    assert_eq!(outcomes.len(), 4, "{outcomes:?}");
}

#[test]
fn all_of_them_in_turns() {
    let outcomes = same(|| {
        let (mine, other) = shared((Mutex::new(0), Semaphore::new(0), Event::new()));
        let task = task(move || {
            let (value, permits, flag) = &*other;
            permits.acquire().forget();
            *value.lock() += 1;
            flag.set();
        });
        let (value, permits, flag) = &*mine;
        permits.release(1).unwrap();
        Sim::yield_now();
        let seen = *value.lock();
        flag.wait();
        task.join().unwrap();
        (seen, *value.lock())
    });
    assert_eq!(outcomes, ["(0, 1)", "(1, 1)"]);
}
