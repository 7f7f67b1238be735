//! `Condvar`.

use core::time::Duration;
use std::cell::Cell;
use std::sync::Arc;

use waitword_core::Runtime;
use waitword_sim::{Bounded, Condvar, Explorer, Granularity, Mutex, Random, ReentrantMutex, Sim};

use super::{every_execution_with, shared, task};

#[test]
fn notified_inside_and_outside() {
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
fn all_of_two() {
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

#[test]
fn with_a_reentrant_mutex() {
    every_execution_with(3, || {
        let (mine, other) = shared((ReentrantMutex::new(Cell::new(0)), Condvar::new()));
        let task = task(move || {
            let outer = other.0.lock();
            let mut inner = other.0.lock();
            other.1.wait_while(&mut inner, |step| step.get() == 0);
            outer.set(outer.get() + 1);
            other.0.depth()
        });
        mine.0.lock().set(1);
        mine.1.notify(1);
        assert_eq!(task.join().unwrap(), 2);
        assert_eq!(mine.0.lock().get(), 2);
    });
}

/// CV-04, exactly: where no wait returns for no reason, a notification wakes one sleeper.
#[test]
fn one_for_each_notification() {
    let explorer = || Explorer::new().granularity(Granularity::WhiteBox);
    let black = Explorer::new().expiries(0).spurious(0);
    black.executions(300).check(notify_five);
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
    shared.1.notify(2);
    expect(3);
    shared.1.notify_all();
    expect(5);
    tasks.into_iter().for_each(|task| task.join().unwrap());
}
