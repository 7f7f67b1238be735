//! Small programs in the simulator, of which every execution is run.
//!
//! In the black box each operation of a primitive is one step. In the white box the primitives' own
//! steps interleave; where that is too much, every execution with at most so many preemptions is
//! run. One deadline may pass early, and one wait may return for no reason.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::Runtime;
use waitword_sim::{
    Barrier, Bounded, Condvar, Event, Exhaustive, Explorer, Granularity, Handle, Mutex, Queue,
    Random, Semaphore, Sim, Strategy, Word, spawn,
};

const SHORT: Duration = Duration::from_millis(10);

fn explorer(granularity: Granularity) -> Explorer {
    Explorer::new()
        .granularity(granularity)
        .expiries(1)
        .spurious(1)
}

fn all(granularity: Granularity, strategy: impl Strategy + 'static, program: fn()) {
    let report = explorer(granularity).strategy(strategy).check(program);
    assert!(report.complete);
}

/// Every execution, in the black box and in the white.
fn every_execution(program: fn()) {
    all(Granularity::BlackBox, Exhaustive::new(), program);
    all(Granularity::WhiteBox, Exhaustive::new(), program);
}

/// Every execution in the black box, and those with at most so many preemptions in the white.
fn every_execution_with(preemptions: u32, program: fn()) {
    all(Granularity::BlackBox, Exhaustive::new(), program);
    all(Granularity::WhiteBox, Bounded::new(preemptions), program);
}

fn task<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Handle<T> {
    spawn("other", work)
}

fn shared<T>(value: T) -> (Arc<T>, Arc<T>) {
    let mine = Arc::new(value);
    (Arc::clone(&mine), mine)
}

#[test]
fn mutex_two_by_two() {
    every_execution(|| {
        let (mine, other) = shared(Mutex::new(0));
        let task = task(move || (0..2).for_each(|_| *other.lock() += 1));
        (0..2).for_each(|_| *mine.lock() += 1);
        task.join().unwrap();
        assert_eq!(*mine.lock(), 4);
        assert!(!mine.is_locked());
    });
}

#[test]
fn mutex_timeout_between_two() {
    every_execution_with(4, || {
        let (mine, other) = shared(Mutex::new(0));
        let second = Arc::clone(&mine);
        let waiter = task(move || {
            second
                .lock_timeout(SHORT)
                .map(|mut count| *count += 1)
                .is_ok()
        });
        let task = task(move || *other.lock() += 1);
        *mine.lock() += 1;
        task.join().unwrap();
        let count = 2 + u32::from(waiter.join().unwrap());
        assert_eq!(*mine.lock(), count);
    });
}

#[test]
fn semaphore_two_wait_two_releases() {
    every_execution_with(4, || {
        let (mine, other) = shared(Semaphore::new(0));
        let second = Arc::clone(&mine);
        let tasks = [
            task(move || other.acquire().forget()),
            task(move || second.acquire().forget()),
        ];
        mine.release(1).unwrap();
        mine.release(1).unwrap();
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(mine.available(), 0);
    });
}

#[test]
fn semaphore_release_of_none() {
    every_execution_with(4, || {
        let (mine, other) = shared(Semaphore::new(0));
        let task = task(move || other.acquire().forget());
        mine.release(0).unwrap();
        mine.release(1).unwrap();
        task.join().unwrap();
    });
}

#[test]
fn semaphore_released_by_many() {
    every_execution_with(3, || {
        let (mine, other) = shared(Semaphore::new(0));
        let second = Arc::clone(&mine);
        let tasks = [
            task(move || other.acquire().forget()),
            task(move || second.acquire().forget()),
        ];
        mine.release(2).unwrap();
        drop(mine.acquire_timeout(SHORT));
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(mine.available(), 0);
    });
}

#[test]
fn semaphore_timeout_beside_a_waiter() {
    every_execution_with(4, || {
        let (mine, other) = shared(Semaphore::new(0));
        let second = Arc::clone(&mine);
        let patient = task(move || other.acquire().forget());
        let hasty = task(move || second.acquire_timeout(SHORT).is_ok());
        mine.release(1).unwrap();
        patient.join().unwrap();
        hasty.join().unwrap();
        assert_eq!(mine.available(), 0);
    });
}

#[test]
fn event_set_and_cleared_twice() {
    every_execution(|| {
        let (mine, other) = shared((Event::new(), Word::new(0)));
        let task = task(move || {
            other.1.store(1, Relaxed);
            other.0.wait();
        });
        let came = mine.1.load(Relaxed);
        mine.0.set();
        mine.0.clear();
        mine.0.set();
        assert!(came < 2);
        task.join().unwrap();
    });
}

#[test]
fn event_cleared_at_once_for_two() {
    every_execution(|| {
        let (mine, other) = shared(Event::new());
        let second = Arc::clone(&mine);
        let tasks = [
            task(move || other.wait_timeout(SHORT).is_ok()),
            task(move || second.wait_timeout(SHORT).is_ok()),
        ];
        mine.set();
        mine.clear();
        tasks.into_iter().for_each(|task| _ = task.join().unwrap());
        assert!(!mine.is_set());
    });
}

#[test]
fn condvar_notified_inside_and_outside() {
    every_execution_with(4, || {
        let (mine, other) = shared((Mutex::new(0), Condvar::new()));
        let task = task(move || {
            let mut step = other.0.lock();
            other.1.wait_while(&mut step, |step| *step == 0);
            *step += 1;
            other.1.notify_one();
        });
        *mine.0.lock() = 1;
        mine.1.notify_one();
        let mut step = mine.0.lock();
        mine.1.wait_while(&mut step, |step| *step == 1);
        drop(step);
        task.join().unwrap();
    });
}

#[test]
fn condvar_all_of_two() {
    every_execution_with(3, || {
        let (mine, other) = shared((Mutex::new(false), Condvar::new()));
        let second = Arc::clone(&mine);
        let wait = |on: Arc<(Mutex<bool>, Condvar)>| {
            move || on.1.wait_while(&mut on.0.lock(), |is_open| !*is_open)
        };
        let tasks = [task(wait(other)), task(wait(second))];
        *mine.0.lock() = true;
        mine.1.notify_all();
        tasks.into_iter().for_each(|task| task.join().unwrap());
    });
}

/// CV-04, exactly: where no wait returns for no reason, a notification wakes one sleeper.
#[test]
fn condvar_one_for_each_notification() {
    let explorer = || Explorer::new().granularity(Granularity::WhiteBox);
    explorer().strategy(Bounded::new(0)).check(notify_five);
    explorer()
        .strategy(Random::new(4))
        .executions(500)
        .check(notify_five);
}

fn notify_five() {
    let shared = Arc::new((Mutex::new(0), Condvar::new()));
    let wait = |_| {
        let shared = Arc::clone(&shared);
        task(move || {
            let mut woken = shared.0.lock();
            shared.1.wait(&mut woken);
            *woken += 1;
        })
    };
    let tasks: Vec<_> = (0..5).map(wait).collect();
    let expect = |woken| {
        // Time passes once nobody can run.
        Sim::sleep(Duration::from_nanos(1));
        assert_eq!(*shared.0.lock(), woken);
    };
    expect(0);
    shared.1.notify_one();
    shared.1.notify_one();
    shared.1.notify_one();
    expect(3);
    shared.1.notify_all();
    expect(5);
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

#[test]
fn barrier_two_phases_of_two() {
    every_execution(|| {
        let (mine, other) = shared(Barrier::new(2));
        let task = task(move || [other.wait(), other.wait()].map(|arrival| arrival.unwrap()));
        let arrivals = [mine.wait(), mine.wait()].map(|arrival| arrival.unwrap());
        let others = task.join().unwrap();
        for (arrival, other) in arrivals.into_iter().zip(others) {
            assert_eq!(arrival.index() + other.index(), 1);
            assert!(arrival.is_leader() != other.is_leader());
        }
    });
}

#[test]
fn barrier_of_three_with_a_deadline() {
    every_execution_with(3, || {
        let (mine, other) = shared(Barrier::new(3));
        let second = Arc::clone(&mine);
        let tasks = [
            task(move || other.wait()),
            task(move || second.wait_timeout(SHORT)),
        ];
        let arrival = mine.wait();
        let others = tasks.map(|task| task.join().unwrap());
        let came = others
            .iter()
            .chain([&arrival])
            .filter(|arrival| arrival.is_ok())
            .count();
        assert_eq!(came, if mine.is_broken() { 0 } else { 3 });
    });
}

#[test]
fn queue_of_one_both_ways() {
    every_execution_with(4, || {
        let (mine, other) = shared(Queue::<u32, 1>::new());
        let task = task(move || [other.get(), other.get()]);
        mine.put(1);
        mine.put(2);
        assert_eq!(task.join().unwrap(), [1, 2]);
    });
}

#[test]
fn queue_two_put_one_gets_in_time() {
    every_execution_with(2, || {
        let (mine, other) = shared(Queue::<u32, 1>::new());
        let second = Arc::clone(&mine);
        let tasks = [task(move || other.put(1)), task(move || second.put(2))];
        let got = [
            mine.get(),
            mine.get_timeout(SHORT).unwrap_or_else(|_| mine.get()),
        ];
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(got.iter().sum::<u32>(), 3);
    });
}

#[test]
fn queue_of_large_items() {
    every_execution_with(3, || {
        let (mine, other) = shared(Queue::<[u32; 20], 1>::new());
        let task = task(move || [other.get(), other.get()]);
        mine.put([1; 20]);
        mine.put([2; 20]);
        assert_eq!(task.join().unwrap(), [[1; 20], [2; 20]]);
    });
}

#[test]
fn queue_joined_by_two() {
    every_execution_with(2, || {
        let (mine, other) = shared(Queue::<u32, 2>::new());
        let second = Arc::clone(&mine);
        mine.put(1);
        let joiner = task(move || other.join());
        let worker = task(move || second.task_done().unwrap());
        mine.join();
        worker.join().unwrap();
        joiner.join().unwrap();
    });
}
