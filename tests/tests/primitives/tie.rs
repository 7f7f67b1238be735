//! What happens while somebody waits, step by step, on platform `Scripted`.
//!
//! A tie is what comes in the instant of the deadline: it counts as in time, because who comes back
//! from its sleep late looks once more. Each test covers a primitive's `_timeout` and `_until`
//! forms: a tie, a sleep that ends for no reason, and a deadline that stays where it was.

mod gates;

use core::time::Duration;

use waitword_core::queue::{GetError, PutError};
use waitword_core::{AcquireError, Latch, Once, Signal, WaitGroup};
use waitword_core::{Barrier, Broken, Clock, Condvar, Event, Mutex, Queue, Semaphore, WaitError};
use waitword_tests::platform::Scripted;

const SHORT: Duration = Duration::from_millis(10);
const HALF: Duration = Duration::from_millis(5);

/// During the wait after this one, this happens, and the deadline passes; the first wait ends half
/// way for no reason.
fn in_the_last_instant(step: impl FnOnce() + 'static) {
    Scripted::then(|| Scripted::advance(HALF));
    Scripted::then(|| {
        step();
        Scripted::advance(SHORT);
    });
}

fn deadline() -> u64 {
    Scripted::after(SHORT).unwrap()
}

/// The wait ends half way for no reason, and then nothing happens: it ends when it should.
fn times_out<T: PartialEq + core::fmt::Debug>(expected: T, wait: impl FnOnce() -> T) {
    Scripted::then(|| Scripted::advance(HALF));
    let (deadline, waits) = (deadline(), Scripted::waits());
    assert_eq!(wait(), expected);
    assert_eq!((Scripted::now(), Scripted::waits()), (deadline, waits + 2));
}

#[test]
fn mutex() {
    static MUTEX: Mutex<Scripted, ()> = Mutex::new(());
    let guard = MUTEX.lock();
    in_the_last_instant(move || drop(guard));
    let guard = MUTEX.lock_timeout(SHORT).unwrap();
    in_the_last_instant(move || drop(guard));
    let guard = MUTEX.lock_until(deadline()).unwrap();
    times_out(Some(WaitError::TimedOut), || {
        MUTEX.lock_timeout(SHORT).err()
    });
    times_out(Some(WaitError::TimedOut), || {
        MUTEX.lock_until(deadline()).err()
    });
    drop(guard);
    assert!(!MUTEX.is_locked());
}

#[test]
fn condvar() {
    static MUTEX: Mutex<Scripted, u32> = Mutex::new(0);
    static CHANGED: Condvar<Scripted> = Condvar::new();
    let notify = || {
        *MUTEX.try_lock().expect("the wait gave it back") += 1;
        CHANGED.notify_one();
    };
    let late = move || {
        Scripted::then(move || {
            notify();
            Scripted::advance(SHORT);
        });
    };
    let mut guard = MUTEX.lock();
    late();
    assert_eq!(CHANGED.wait_timeout(&mut guard, SHORT), Ok(()));
    late();
    assert_eq!(CHANGED.wait_until(&mut guard, deadline()), Ok(()));
    in_the_last_instant(notify);
    assert_eq!(
        CHANGED.wait_timeout_while(&mut guard, |count| *count < 3, SHORT),
        Ok(())
    );
    in_the_last_instant(notify);
    assert_eq!(
        CHANGED.wait_until_while(&mut guard, |count| *count < 4, deadline()),
        Ok(())
    );
    assert_eq!(*guard, 4);
}

#[test]
fn condvar_without_a_notification() {
    static MUTEX: Mutex<Scripted, u32> = Mutex::new(0);
    static CHANGED: Condvar<Scripted> = Condvar::new();
    let mut guard = MUTEX.lock();
    CHANGED.notify_all();
    for timeout in [SHORT, Duration::ZERO] {
        let deadline = Scripted::after(timeout).unwrap();
        assert_eq!(
            CHANGED.wait_timeout(&mut guard, timeout),
            Err(WaitError::TimedOut)
        );
        assert_eq!(
            CHANGED.wait_until(&mut guard, deadline),
            Err(WaitError::TimedOut)
        );
        assert_eq!(Scripted::now(), deadline);
    }
    Scripted::then(|| {});
    assert_eq!(
        CHANGED.wait_timeout(&mut guard, SHORT),
        Ok(()),
        "may end for no reason"
    );
    times_out(Err(WaitError::TimedOut), || {
        CHANGED.wait_timeout_while(&mut guard, |_| true, SHORT)
    });
    times_out(Err(WaitError::TimedOut), || {
        CHANGED.wait_until_while(&mut guard, |_| true, deadline())
    });
    assert!(MUTEX.is_locked());
}

#[test]
fn semaphore() {
    static SEMAPHORE: Semaphore<Scripted> = Semaphore::new(0);
    let release = || SEMAPHORE.release(1).unwrap();
    in_the_last_instant(release);
    SEMAPHORE.acquire_timeout(SHORT).unwrap().forget();
    in_the_last_instant(release);
    SEMAPHORE.acquire_until(deadline()).unwrap().forget();
    times_out(Some(AcquireError::TimedOut), || {
        SEMAPHORE.acquire_timeout(SHORT).err()
    });
    times_out(Some(AcquireError::TimedOut), || {
        SEMAPHORE.acquire_until(deadline()).err()
    });
    let late = Some(AcquireError::TimedOut);
    times_out(late, || SEMAPHORE.acquire_many_timeout(2, SHORT).err());
    times_out(late, || SEMAPHORE.acquire_many_until(2, deadline()).err());
    Scripted::then(release);
    in_the_last_instant(release);
    SEMAPHORE.acquire_many_timeout(2, SHORT).unwrap().forget();
    Scripted::then(release);
    in_the_last_instant(release);
    SEMAPHORE
        .acquire_many_until(2, deadline())
        .unwrap()
        .forget();
    release();
    assert_eq!(SEMAPHORE.available(), 1);
}

#[test]
fn a_release_of_none_takes_no_wake_away() {
    static SEMAPHORE: Semaphore<Scripted> = Semaphore::new(0);
    Scripted::then(|| {
        SEMAPHORE.release(0).unwrap();
        SEMAPHORE.release(1).unwrap();
        assert_eq!(Scripted::wakes(), 1, "somebody sleeps");
    });
    SEMAPHORE.acquire().forget();
    assert_eq!(Scripted::wakes(), 1);
}

#[test]
fn nobody_is_woken_where_nobody_waits() {
    static SEMAPHORE: Semaphore<Scripted> = Semaphore::new(0);
    static EVENT: Event<Scripted> = Event::new();
    static QUEUE: Queue<Scripted, u32, 1> = Queue::new();
    static CHANGED: Condvar<Scripted> = Condvar::new();
    drop(Mutex::<Scripted, ()>::new(()).lock());
    Once::<Scripted>::new().call_once(|| ());
    Latch::<Scripted>::new(1).arrive_and_wait().unwrap();
    drop(WaitGroup::<Scripted>::new().enter());
    SEMAPHORE.release(1).unwrap();
    SEMAPHORE.acquire().forget();
    EVENT.set();
    EVENT.clear();
    let signal = Signal::<Scripted>::new();
    signal.set();
    signal.wait();
    QUEUE.put(1);
    assert_eq!(QUEUE.get(), 1);
    QUEUE.task_done().unwrap();
    CHANGED.notify_one();
    CHANGED.notify_all();
    assert!(Barrier::<Scripted>::new(1).wait().is_ok());
    assert_eq!((Scripted::waits(), Scripted::wakes()), (0, 0));
}

#[test]
fn who_timed_out_is_not_woken_later() {
    static MUTEX: Mutex<Scripted, ()> = Mutex::new(());
    static CHANGED: Condvar<Scripted> = Condvar::new();
    static SEMAPHORE: Semaphore<Scripted> = Semaphore::new(0);
    static QUEUE: Queue<Scripted, u32, 1> = Queue::new();
    assert!(CHANGED.wait_timeout(&mut MUTEX.lock(), SHORT).is_err());
    CHANGED.notify_all();
    assert!(QUEUE.get_timeout(SHORT).is_err());
    QUEUE.put(1);
    assert!(QUEUE.put_timeout(2, SHORT).is_err());
    assert_eq!(QUEUE.get(), 1);
    assert!(QUEUE.join_timeout(SHORT).is_err());
    QUEUE.task_done().unwrap();
    assert_eq!(Scripted::wakes(), 0);

    assert!(SEMAPHORE.acquire_timeout(SHORT).is_err());
    Scripted::then(|| SEMAPHORE.release(2).unwrap());
    SEMAPHORE.acquire().forget();
    assert_eq!(
        Scripted::wakes(),
        2,
        "one for each permit, and none to pass on"
    );
}

#[test]
fn event() {
    static EVENT: Event<Scripted> = Event::new();
    let set_and_clear = || {
        EVENT.set();
        EVENT.clear();
    };
    in_the_last_instant(set_and_clear);
    assert_eq!(EVENT.wait_timeout(SHORT), Ok(()));
    in_the_last_instant(set_and_clear);
    assert_eq!(EVENT.wait_until(deadline()), Ok(()));
    times_out(Err(WaitError::TimedOut), || EVENT.wait_timeout(SHORT));
    times_out(Err(WaitError::TimedOut), || EVENT.wait_until(deadline()));
    in_the_last_instant(|| EVENT.set());
    assert_eq!(EVENT.wait_timeout(SHORT), Ok(()));
}

#[test]
fn barrier() {
    static BARRIER: Barrier<Scripted> = Barrier::new(2);
    let last = || assert!(BARRIER.wait().unwrap().is_leader());
    in_the_last_instant(last);
    assert_eq!(
        BARRIER.wait_timeout(SHORT).map(|arrival| arrival.index()),
        Ok(0)
    );
    in_the_last_instant(last);
    assert_eq!(
        BARRIER
            .wait_until(deadline())
            .map(|arrival| arrival.index()),
        Ok(0)
    );
    times_out(Err(Broken::TimedOut), || BARRIER.wait_until(deadline()));
    assert_eq!(BARRIER.wait(), Err(Broken::Aborted));
}

#[test]
fn barrier_that_ends_and_breaks_in_one_instant() {
    static BARRIER: Barrier<Scripted> = Barrier::new(2);
    in_the_last_instant(|| {
        assert!(BARRIER.wait().unwrap().is_leader());
        // A party of the next phase breaks it before the first one has looked.
        assert_eq!(BARRIER.wait_timeout(Duration::ZERO), Err(Broken::TimedOut));
    });
    assert!(
        BARRIER.wait_timeout(SHORT).is_ok(),
        "all of its phase had come"
    );
    assert_eq!(BARRIER.wait(), Err(Broken::Aborted));
}

#[test]
fn queue() {
    static QUEUE: Queue<Scripted, u32, 1> = Queue::new();
    in_the_last_instant(|| QUEUE.put(1));
    assert_eq!(QUEUE.get_timeout(SHORT), Ok(1));
    in_the_last_instant(|| QUEUE.put(2));
    assert_eq!(QUEUE.get_until(deadline()), Ok(2));
    QUEUE.put(3);
    in_the_last_instant(|| assert_eq!(QUEUE.get(), 3));
    assert_eq!(QUEUE.put_timeout(4, SHORT), Ok(()));
    in_the_last_instant(|| assert_eq!(QUEUE.get(), 4));
    assert_eq!(QUEUE.put_until(5, deadline()), Ok(()));
    times_out(Err(PutError::TimedOut(6)), || QUEUE.put_timeout(6, SHORT));
    times_out(Err(PutError::TimedOut(6)), || {
        QUEUE.put_until(6, deadline())
    });
    assert_eq!(QUEUE.get(), 5);
    times_out(Err(GetError::TimedOut), || QUEUE.get_timeout(SHORT));
    times_out(Err(GetError::TimedOut), || QUEUE.get_until(deadline()));
}

#[test]
fn join() {
    static QUEUE: Queue<Scripted, u32, 1> = Queue::new();
    let done = || QUEUE.task_done().unwrap();
    QUEUE.put(1);
    in_the_last_instant(done);
    assert_eq!(QUEUE.join_timeout(SHORT), Ok(()));
    assert_eq!(QUEUE.get(), 1);
    QUEUE.put(2);
    in_the_last_instant(done);
    assert_eq!(QUEUE.join_until(deadline()), Ok(()));
    assert_eq!(QUEUE.get(), 2);
    QUEUE.put(3);
    times_out(Err(WaitError::TimedOut), || QUEUE.join_timeout(SHORT));
    times_out(Err(WaitError::TimedOut), || QUEUE.join_until(deadline()));
}

#[test]
fn plain_forms_go_on_waiting_after_a_sleep_that_ends_for_no_reason() {
    static MUTEX: Mutex<Scripted, ()> = Mutex::new(());
    static SEMAPHORE: Semaphore<Scripted> = Semaphore::new(0);
    static EVENT: Event<Scripted> = Event::new();
    static QUEUE: Queue<Scripted, u32, 1> = Queue::new();
    let guard = MUTEX.lock();
    in_the_last_instant(move || drop(guard));
    let _guard = MUTEX.lock();
    in_the_last_instant(|| SEMAPHORE.release(1).unwrap());
    SEMAPHORE.acquire().forget();
    in_the_last_instant(|| EVENT.set());
    EVENT.wait();
    in_the_last_instant(|| QUEUE.put(1));
    assert_eq!(QUEUE.get(), 1);
    in_the_last_instant(|| QUEUE.task_done().unwrap());
    QUEUE.join();
    assert!(Scripted::is_over());
}
