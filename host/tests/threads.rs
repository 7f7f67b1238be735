//! Platform `Threads`: sleeping, waking, time, and threads as tasks.
//!
//! Every test ends: what it waits for comes, or a deadline of its own passes and it fails.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use waitword_host::runtime::Join;
use waitword_host::{
    AcquireError, Barrier, Clock, Condvar, Event, Identity, Mutex, Platform, Queue, Runtime,
    Semaphore, Threads, WaitError, Word,
};

const SHORT: Duration = Duration::from_millis(20);
/// Long enough for everything that is to happen.
const LONG: Duration = Duration::from_secs(30);

/// A thread's result, to be waited for with a deadline.
struct Task<T>(Receiver<T>);

fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Task<T> {
    let (sender, receiver) = channel();
    let _detached = Threads::spawn(format_args!("worker"), move || sender.send(body()));
    Task(receiver)
}

impl<T> Task<T> {
    fn end(self) -> T {
        self.0.recv_timeout(LONG).expect("the thread ends in time")
    }
}

#[test]
fn a_wait_on_another_value_returns_at_once() {
    let word = Word::new(1);
    word.wait(0);
    Threads::wait_until(word.atomic(), 0, Instant::now() + LONG);
    assert_eq!(word.load(Relaxed), 1);
}

#[test]
fn a_wait_that_nobody_ends_lasts_until_its_deadline() {
    let word = Word::new(0);
    for time in [Duration::from_nanos(1), Duration::from_micros(300), SHORT] {
        let deadline = Instant::now() + time;
        while !Threads::is_past(deadline) {
            Threads::wait_until(word.atomic(), 0, deadline);
        }
        assert!(Instant::now() >= deadline);
    }
}

#[test]
fn a_wait_until_a_past_instant_returns() {
    let word = Word::new(0);
    let past = Instant::now();
    Threads::wait_until(word.atomic(), 0, past);
    if let Some(long_past) = past.checked_sub(LONG) {
        Threads::wait_until(word.atomic(), 0, long_past);
    }
}

#[test]
fn a_wake_ends_a_wait_until_a_far_instant() {
    let word = Arc::new(Word::new(0));
    let waiter = spawn({
        let word = Arc::clone(&word);
        let mut far = Instant::now();
        // The last instants there are.
        for power in (0..64).rev() {
            far = far
                .checked_add(Duration::from_secs(1 << power))
                .unwrap_or(far);
        }
        move || {
            while word.load(Acquire) == 0 {
                Threads::wait_until(word.atomic(), 0, far);
            }
        }
    });
    word.store(1, Release);
    word.wake(1);
    waiter.end();
}

#[test]
fn a_timeout_past_the_end_of_time_is_never() {
    assert_eq!(Threads::after(Duration::MAX), None);
    let event = Arc::new(Event::new());
    let waiter = spawn({
        let event = Arc::clone(&event);
        move || event.wait_timeout(Duration::MAX)
    });
    event.set();
    assert_eq!(waiter.end(), Ok(()));
}

#[test]
fn a_zero_or_past_deadline_tries_once() {
    let semaphore = Semaphore::new(2);
    semaphore.acquire_timeout(Duration::ZERO).unwrap().forget();
    semaphore.acquire_until(Instant::now()).unwrap().forget();
    let refused = semaphore.acquire_timeout(Duration::ZERO).err();
    assert_eq!(refused, Some(AcquireError::TimedOut));
    let refused = semaphore.acquire_until(Instant::now()).err();
    assert_eq!(refused, Some(AcquireError::TimedOut));
}

#[test]
fn a_timeout_is_never_early() {
    let mutex = Mutex::new(());
    let held = mutex.lock();
    let start = Instant::now();
    assert_eq!(mutex.lock_timeout(SHORT).err(), Some(WaitError::TimedOut));
    assert!(start.elapsed() >= SHORT);
    drop(held);
}

#[test]
fn a_wake_of_an_address_without_memory_is_harmless() {
    let word = Box::new(Word::new(0));
    let address = word.address();
    drop(word);
    for count in [0, 1, i32::MAX as u32, u32::MAX] {
        Threads::wake(address, count);
    }
    Threads::wake(std::ptr::null(), 1);
    Threads::wake(std::ptr::without_provenance(usize::MAX & !3), 1);
}

#[test]
fn every_sleeper_is_woken() {
    let word = Arc::new(Word::new(0));
    let sleepers: Vec<_> = (0..4)
        .map(|_| {
            let word = Arc::clone(&word);
            spawn(move || {
                while word.load(Acquire) == 0 {
                    word.wait(0);
                }
            })
        })
        .collect();
    word.store(1, Release);
    word.wake(u32::MAX);
    for sleeper in sleepers {
        sleeper.end();
    }
}

#[test]
fn a_counter_under_a_mutex_loses_nothing() {
    const EACH: u64 = 20_000;
    let total = Arc::new(Mutex::new(0));
    let adders: Vec<_> = (0..4)
        .map(|_| {
            let total = Arc::clone(&total);
            spawn(move || (0..EACH).for_each(|_| *total.lock() += 1))
        })
        .collect();
    for adder in adders {
        adder.end();
    }
    assert_eq!(*total.lock(), 4 * EACH);
}

#[test]
fn two_threads_take_turns() {
    const ROUNDS: u32 = 2_000;
    let table = Arc::new((Mutex::new(0), Condvar::new()));
    let player = |parity| {
        let table = Arc::clone(&table);
        move || {
            for _ in 0..ROUNDS {
                let mut turn = table.0.lock();
                while *turn % 2 != parity {
                    table.1.wait(&mut turn);
                }
                *turn += 1;
                table.1.notify_one();
            }
        }
    };
    let other = spawn(player(1));
    player(0)();
    other.end();
    assert_eq!(*table.0.lock(), 2 * ROUNDS);
}

#[test]
fn a_queue_keeps_order_and_a_barrier_its_parties() {
    const ITEMS: u32 = 5_000;
    let queue = Arc::new(Queue::<u32, 4>::new());
    let barrier = Arc::new(Barrier::new(2));
    let producer = spawn({
        let (queue, barrier) = (Arc::clone(&queue), Arc::clone(&barrier));
        move || {
            (0..ITEMS).for_each(|item| queue.put_timeout(item, LONG).unwrap());
            barrier.wait_timeout(LONG).unwrap().is_leader()
        }
    });
    for item in 0..ITEMS {
        assert_eq!(queue.get_timeout(LONG), Ok(item));
    }
    let leader = barrier.wait_timeout(LONG).unwrap().is_leader();
    assert!(leader != producer.end());
}

#[test]
fn live_threads_have_numbers_of_their_own() {
    const THREADS: u32 = 8;
    let all_live = Arc::new(Barrier::new(THREADS));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let all_live = Arc::clone(&all_live);
            spawn(move || {
                let number = Threads::current();
                all_live.wait_timeout(LONG).unwrap();
                assert_eq!(number, Threads::current());
                number
            })
        })
        .collect();
    let numbers: HashSet<_> = threads.into_iter().map(|thread| thread.end()).collect();
    assert_eq!(numbers.len(), THREADS as usize);
    assert!(!numbers.contains(&Threads::current()));
}

#[test]
fn a_task_has_a_name_and_a_result() {
    let task = Threads::spawn(format_args!("fork {}\0", 2), || {
        std::thread::current().name().map(str::to_owned)
    });
    assert_eq!(task.join().unwrap().as_deref(), Some("fork 2 "));
}

#[test]
fn a_panic_comes_out_of_join_and_releases_the_mutex() {
    let mutex = Arc::new(Mutex::new(1));
    let shared = Arc::clone(&mutex);
    let task = Threads::spawn(format_args!("panics"), move || {
        let mut held = shared.lock();
        *held = 2;
        std::panic::panic_any("dropped the fork");
    });
    let panic = task.join().map(|()| "no panic").unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"dropped the fork"));
    assert_eq!(*mutex.lock_timeout(LONG).unwrap(), 2);
}

#[test]
fn sleep_is_never_short() {
    let start = Instant::now();
    Threads::sleep(SHORT);
    Threads::yield_now();
    assert!(start.elapsed() >= SHORT);
}
