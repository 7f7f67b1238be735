//! Bodies for callers that cannot wait: an interrupt handler.

use core::time::Duration;
use std::mem;
use std::sync::Arc;
use std::thread;

use waitword_core::FairMutex;
use waitword_core::broadcast::ReceiveError;
use waitword_core::queue::{GetError, PutError};
use waitword_core::{AcquireError, Latch, LazyLock, Once, OnceLock, Signal, WaitGroup};
use waitword_core::{Barrier, Broken, Clock, Condvar, Event, Mutex, Queue, Semaphore, WaitError};
use waitword_core::{Broadcast, Channel, Oneshot, Spsc, Watch};
use waitword_core::{Identity, LockError, RawLock, ReentrantMutex, TryLockError};
use waitword_core::{RwLock, RwLockUpgradableReadGuard};

use crate::crew::panic_text;
use crate::platform::Handlers;

const CANNOT_WAIT: &str = "cannot wait in an interrupt handler or with interrupts masked";
const LONG: Duration = Duration::from_secs(600);

/// What can be done at once is done in a handler, by the plain forms too.
pub fn what_need_not_wait_works<P: Handlers + Clock>() {
    let mutex = Mutex::<P, u32>::new(0);
    let semaphore = Semaphore::<P>::new(1);
    let (event, condvar) = (Event::<P>::new(), Condvar::<P>::new());
    let queue = Queue::<P, u32, 2>::new();
    P::in_handler(|| {
        *mutex.lock() += 1;
        *mutex.lock_timeout(LONG).unwrap() += 1;
        drop(semaphore.acquire());
        semaphore.release(1).unwrap();
        event.set();
        event.wait();
        condvar.notify_one();
        condvar.notify_all();
        queue.put(1);
        queue.try_put(2).unwrap();
        assert_eq!(queue.get(), 1);
        queue.task_done().unwrap();
        assert!(Barrier::<P>::new(1).wait().unwrap().is_leader());
    });
    assert_eq!(
        (*mutex.lock(), semaphore.available(), queue.len()),
        (2, 2, 1)
    );
}

/// A mutex that is held: an error from the checked and timed forms, a panic from the plain one.
pub fn mutex<P: Handlers + Clock>() {
    let mutex = Mutex::<P, u32>::new(0);
    let guard = mutex.lock();
    P::in_handler(|| {
        assert!(mutex.try_lock().is_none());
        assert_eq!(mutex.checked_lock().err(), Some(WaitError::CannotWait));
        assert_eq!(mutex.lock_timeout(LONG).err(), Some(WaitError::CannotWait));
        assert_eq!(
            mutex.lock_timeout(Duration::MAX).err(),
            Some(WaitError::CannotWait)
        );
        assert_eq!(
            mutex.lock_timeout(Duration::ZERO).err(),
            Some(WaitError::TimedOut)
        );
        assert_eq!(panic_text(|| drop(mutex.lock())), CANNOT_WAIT);
    });
    drop(guard);
    assert!(
        mutex.try_lock().is_some(),
        "the refused ones have left nothing behind"
    );
}

/// A raw lock that is held, which a handler may give back.
pub fn raw_lock<P: Handlers + Clock>() {
    let lock = RawLock::<P>::new();
    P::in_handler(|| {
        lock.lock();
        assert!(!lock.try_lock());
        assert_eq!(lock.checked_lock(), Err(WaitError::CannotWait));
        assert_eq!(lock.lock_timeout(LONG), Err(WaitError::CannotWait));
        assert_eq!(panic_text(|| lock.lock()), CANNOT_WAIT);
        assert_eq!(lock.unlock(), Ok(()));
    });
    assert!(lock.try_lock(), "the refused ones have left nothing behind");
}

/// A fair mutex that is held.
pub fn fair_mutex<P: Handlers + Clock>() {
    let mutex = FairMutex::<P, u32>::new(0);
    let guard = mutex.lock();
    P::in_handler(|| {
        assert!(mutex.try_lock().is_none());
        assert_eq!(mutex.checked_lock().err(), Some(WaitError::CannotWait));
        assert_eq!(mutex.lock_timeout(LONG).err(), Some(WaitError::CannotWait));
        assert_eq!(panic_text(|| drop(mutex.lock())), CANNOT_WAIT);
    });
    drop(guard);
    assert!(
        mutex.try_lock().is_some(),
        "the refused ones have left nothing behind"
    );
}

/// A lock for readers and writers that is written, and one that is read.
pub fn rwlock<P: Handlers + Clock>() {
    let lock = RwLock::<P, u32>::new(0);
    P::in_handler(|| *lock.write() += 1);
    let guard = lock.write();
    P::in_handler(|| {
        assert!(lock.try_read().is_none());
        assert_eq!(lock.checked_read().err(), Some(WaitError::CannotWait));
        assert_eq!(lock.read_timeout(LONG).err(), Some(WaitError::CannotWait));
        assert_eq!(panic_text(|| drop(lock.read())), CANNOT_WAIT);
        let refused = lock.checked_upgradable_read();
        assert_eq!(refused.err(), Some(WaitError::CannotWait));
    });
    drop(guard);
    let guard = lock.read();
    P::in_handler(|| {
        assert_eq!(*lock.read(), 1);
        assert_eq!(lock.checked_write().err(), Some(WaitError::CannotWait));
        assert_eq!(lock.write_timeout(LONG).err(), Some(WaitError::CannotWait));
        assert_eq!(panic_text(|| drop(lock.write())), CANNOT_WAIT);
        let error = RwLockUpgradableReadGuard::checked_upgrade(lock.upgradable_read());
        let error = error.unwrap_err();
        assert_eq!(error.reason(), WaitError::CannotWait);
        let guard = error.into_inner();
        let upgrade = || drop(RwLockUpgradableReadGuard::upgrade(guard));
        assert_eq!(panic_text(upgrade), CANNOT_WAIT);
    });
    drop(guard);
    assert!(
        lock.try_write().is_some(),
        "the refused ones have left nothing behind"
    );
}

/// A reentrant mutex that another caller holds.
pub fn reentrant_mutex<P: Handlers + Clock + Identity>() {
    let mutex = Arc::new(ReentrantMutex::<P, u32>::new(0));
    P::in_handler(|| assert_eq!(*mutex.lock(), *mutex.lock()));
    let other = Arc::clone(&mutex);
    let holder = thread::spawn(move || mem::forget(other.lock()));
    holder.join().unwrap();
    P::in_handler(|| {
        assert_eq!(mutex.try_lock().err(), Some(TryLockError::Held));
        assert_eq!(mutex.checked_lock().err(), Some(LockError::CannotWait));
        assert_eq!(mutex.lock_timeout(LONG).err(), Some(LockError::CannotWait));
        assert_eq!(panic_text(|| drop(mutex.lock())), CANNOT_WAIT);
    });
}

/// A wait on a condition is refused before the mutex is given back.
pub fn condvar<P: Handlers + Clock>() {
    let (mutex, condvar) = (Mutex::<P, u32>::new(0), Condvar::<P>::new());
    let mut guard = mutex.lock();
    P::in_handler(|| {
        assert_eq!(condvar.checked_wait(&mut guard), Err(WaitError::CannotWait));
        assert_eq!(
            condvar.wait_timeout(&mut guard, LONG),
            Err(WaitError::CannotWait)
        );
        assert_eq!(panic_text(|| condvar.wait(&mut guard)), CANNOT_WAIT);
        assert!(mutex.is_locked());
        condvar.wait_while(&mut guard, |_| false);
    });
}

/// A semaphore without permits.
pub fn semaphore<P: Handlers + Clock>() {
    let semaphore = Semaphore::<P>::new(0);
    P::in_handler(|| {
        assert!(semaphore.try_acquire().is_none());
        assert_eq!(
            semaphore.checked_acquire().err(),
            Some(AcquireError::CannotWait)
        );
        assert_eq!(
            semaphore.acquire_timeout(LONG).err(),
            Some(AcquireError::CannotWait)
        );
        assert_eq!(panic_text(|| drop(semaphore.acquire())), CANNOT_WAIT);
        let refused = Some(AcquireError::CannotWait);
        assert_eq!(semaphore.checked_acquire_many(2).err(), refused);
        semaphore.release(1).unwrap();
        assert_eq!(semaphore.acquire_many_timeout(2, LONG).err(), refused);
        assert_eq!(panic_text(|| drop(semaphore.acquire_many(2))), CANNOT_WAIT);
        assert_eq!(semaphore.available(), 1, "what was collected is free");
        semaphore.release(1).unwrap();
    });
    assert_eq!(semaphore.available(), 2);
}

/// An event that is not set.
pub fn event<P: Handlers + Clock>() {
    let event = Event::<P>::new();
    P::in_handler(|| {
        assert_eq!(event.checked_wait(), Err(WaitError::CannotWait));
        assert_eq!(event.wait_timeout(LONG), Err(WaitError::CannotWait));
        assert_eq!(panic_text(|| event.wait()), CANNOT_WAIT);
        event.set();
        event.clear();
    });
    assert!(!event.is_set());
}

/// A barrier that is not complete: the arrival is taken back, and the barrier is whole.
pub fn barrier<P: Handlers + Clock>() {
    let barrier = Barrier::<P>::new(2);
    P::in_handler(|| {
        assert_eq!(barrier.wait(), Err(Broken::CannotWait));
        assert_eq!(barrier.wait_timeout(LONG), Err(Broken::CannotWait));
    });
    assert_eq!((barrier.arrived(), barrier.is_broken()), (0, false));
    assert_eq!(Broken::CannotWait.to_string(), CANNOT_WAIT);
}

/// A signal that is not set.
pub fn signal<P: Handlers + Clock>() {
    let signal = Signal::<P>::new();
    P::in_handler(|| {
        assert!(!signal.try_wait());
        assert_eq!(signal.checked_wait(), Err(WaitError::CannotWait));
        assert_eq!(signal.wait_timeout(LONG), Err(WaitError::CannotWait));
        assert_eq!(panic_text(|| signal.wait()), CANNOT_WAIT);
        signal.set();
        signal.wait();
        signal.set();
    });
    assert!(signal.try_wait());
}

/// A latch that is closed.
pub fn latch<P: Handlers + Clock>() {
    let latch = Latch::<P>::new(2);
    P::in_handler(|| {
        assert_eq!(latch.checked_wait(), Err(WaitError::CannotWait));
        assert_eq!(latch.wait_timeout(LONG), Err(WaitError::CannotWait));
        assert_eq!(panic_text(|| latch.wait()), CANNOT_WAIT);
        assert_eq!(panic_text(|| _ = latch.arrive_and_wait()), CANNOT_WAIT);
        assert_eq!(latch.count(), 1);
        latch.arrive_and_wait().unwrap();
        latch.wait();
    });
}

/// A group with something under way.
pub fn wait_group<P: Handlers + Clock>() {
    let group = WaitGroup::<P>::new();
    P::in_handler(|| {
        group.wait();
        group.add(1).unwrap();
        assert_eq!(group.checked_wait(), Err(WaitError::CannotWait));
        assert_eq!(group.wait_timeout(LONG), Err(WaitError::CannotWait));
        assert_eq!(panic_text(|| group.wait()), CANNOT_WAIT);
        group.done().unwrap();
    });
    assert_eq!(group.count(), 0);
}

/// Work that is done once, while the code under the handler is at it, or nobody is.
pub fn once<P: Handlers + Clock>() {
    let refused = Some(WaitError::CannotWait);
    let (once, lock) = (Once::<P>::new(), OnceLock::<P, u32>::new());
    let at_it = || {
        assert!(!once.try_call_once(|| unreachable!()));
        assert_eq!(once.checked_call_once(|| unreachable!()).err(), refused);
        assert_eq!(
            once.call_once_timeout(|| unreachable!(), LONG).err(),
            refused
        );
        assert_eq!(
            panic_text(|| once.call_once(|| unreachable!())),
            CANNOT_WAIT
        );
        assert_eq!(once.checked_wait().err(), refused);
        assert_eq!(once.wait_timeout(LONG).err(), refused);
        assert_eq!(panic_text(|| once.wait()), CANNOT_WAIT);
    };
    once.call_once(|| P::in_handler(at_it));
    P::in_handler(|| {
        once.call_once(|| unreachable!());
        assert_eq!(lock.checked_wait().err(), refused);
        assert_eq!(panic_text(|| _ = lock.wait()), CANNOT_WAIT);
    });
    let at_it = || {
        assert_eq!(lock.try_set(2), Err(2));
        assert_eq!(panic_text(|| _ = lock.set(2)), CANNOT_WAIT);
        assert_eq!(lock.checked_get_or_init(|| unreachable!()).err(), refused);
        assert_eq!(lock.try_get_or_init(|| unreachable!()), None);
    };
    lock.get_or_init(|| {
        P::in_handler(at_it);
        1
    });
    P::in_handler(|| {
        assert_eq!((lock.wait(), lock.try_set(3)), (&1, Err(3)));
        assert_eq!(*LazyLock::<P, u32>::new(|| 5), 5);
    });
}

/// A queue that is full, empty, or not done with: the item comes back, or is dropped by the panic.
pub fn queue<P: Handlers + Clock>() {
    let item = Arc::new(());
    let queue = Queue::<P, Arc<()>, 1>::new();
    P::in_handler(|| {
        assert_eq!(queue.checked_get(), Err(GetError::CannotWait));
        assert_eq!(queue.get_timeout(LONG), Err(GetError::CannotWait));
        assert_eq!(panic_text(|| drop(queue.get())), CANNOT_WAIT);
        queue.put(Arc::clone(&item));
        let error = queue.checked_put(Arc::clone(&item)).unwrap_err();
        assert!(matches!(error, PutError::CannotWait(_)));
        assert_eq!(error.to_string(), CANNOT_WAIT);
        let error = queue.put_timeout(error.into_inner(), LONG).unwrap_err();
        assert_eq!(panic_text(|| queue.put(error.into_inner())), CANNOT_WAIT);
        assert_eq!(queue.checked_join(), Err(WaitError::CannotWait));
        assert_eq!(panic_text(|| queue.join()), CANNOT_WAIT);
    });
    assert_eq!(Arc::strong_count(&item), 2, "the one in the queue");
    drop(queue.get());
    queue.task_done().unwrap();
    assert_eq!(queue.checked_join(), Ok(()));
}

/// A ring that is full, or empty: an error, and the item.
pub fn spsc<P: Handlers + Clock>() {
    let mut ring = Spsc::<P, u32, 1>::new();
    let (mut producer, mut consumer) = ring.split();
    P::in_handler(|| {
        assert_eq!(consumer.get(), Err(GetError::CannotWait));
        assert_eq!(consumer.get_timeout(LONG), Err(GetError::CannotWait));
        producer.put(1).unwrap();
        assert_eq!(producer.put(2), Err(PutError::CannotWait(2)));
        let refused = producer.put_timeout(2, LONG);
        assert_eq!(refused, Err(PutError::CannotWait(2)));
        assert_eq!(consumer.get(), Ok(1));
    });
}

/// Channels of all kinds: an error where one would wait, and everything else works.
pub fn channels<P: Handlers + Clock>() {
    let (mut channel, mut place) = (Channel::<P, u32, 1>::new(), Oneshot::<P, u32>::new());
    let (sender, receiver) = channel.split();
    let (answer, mut answered) = place.split();
    let news = Broadcast::<P, u32, 1>::new();
    let mut subscriber = news.subscribe();
    let watch = Watch::<P, u32>::new(0);
    let mut watcher = watch.watch();
    P::in_handler(|| {
        assert_eq!(receiver.recv(), Err(GetError::CannotWait));
        sender.send(1).unwrap();
        assert_eq!(sender.send(2), Err(PutError::CannotWait(2)));
        assert_eq!(answered.recv(), Err(GetError::CannotWait));
        answer.send(3).unwrap();
        assert_eq!(subscriber.recv(), Err(ReceiveError::CannotWait));
        news.send(4).unwrap();
        assert_eq!(watcher.changed(), Err(GetError::CannotWait));
        watch.set(5).unwrap();
    });
    assert_eq!([receiver.recv(), answered.recv()], [Ok(1), Ok(3)]);
    assert_eq!((subscriber.recv(), watcher.changed()), (Ok(4), Ok(5)));
}
