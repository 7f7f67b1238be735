//! Verdicts with what they know: each with a small program that deserves it.

use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Release};

use waitword_core::platform::ALL;
use waitword_core::{Object, Platform};
use waitword_sim::{Event, Exhaustive, Explorer, Mutex, Report, Sim, Word, replay, spawn};

/// Explores all of the program; what fails is replayed, and has to fail in the same way again.
fn explore(program: impl Fn() + Clone + 'static) -> Report {
    let explorer = Explorer::new().strategy(Exhaustive::new());
    let report = explorer.run(program.clone());
    if let Some(schedule) = &report.schedule {
        assert_eq!(schedule.verdict, report.verdict.word());
        let text = schedule.to_string();
        let again = replay(&text.parse().unwrap(), program).unwrap();
        assert_eq!(
            (&again.verdict, &again.trace),
            (&report.verdict, &report.trace)
        );
    }
    report
}

/// The verdict's word and its lines.
fn told(report: &Report) -> Vec<String> {
    let word = [report.verdict.word().to_string()];
    word.into_iter().chain(report.verdict.details()).collect()
}

/// A lock of the user's own, which tells the simulator who holds it.
struct Lock(Word);

impl Lock {
    fn object(&self) -> Object {
        Object::new("mutex", self)
    }

    fn lock(&self) {
        while self.0.swap(1, Acquire) != 0 {
            self.0.wait(1);
        }
        Sim::acquired(self.object());
    }

    fn unlock(&self) {
        Sim::released(self.object());
        self.0.store(0, Release);
        self.0.wake(ALL);
    }
}

fn named_lock() -> Arc<Lock> {
    let lock = Arc::new(Lock(Word::new(0)));
    Sim::name(lock.object(), format_args!("the lock"));
    lock
}

#[test]
fn a_lock_that_is_released_by_another_task() {
    let report = explore(|| {
        let lock = named_lock();
        lock.lock();
        let other = Arc::clone(&lock);
        let _ = spawn("other", move || other.unlock()).join();
    });
    let line = "other releases the lock, which main holds";
    assert_eq!(told(&report), ["not-owner", line]);
    let report = explore(|| named_lock().unlock());
    let line = "main releases the lock, which nobody holds";
    assert_eq!(told(&report), ["not-owner", line]);
}

#[test]
fn a_lock_that_is_never_released() {
    let report = explore(|| {
        let total = Arc::new(Mutex::new(0));
        let other = Arc::clone(&total);
        spawn("other", move || std::mem::forget(other.lock()))
            .join()
            .unwrap();
    });
    let line = "mutex#1 is still held by other";
    assert_eq!(told(&report), ["leak", line]);
}

#[test]
fn a_task_that_locks_what_it_holds() {
    let report = explore(|| {
        let total = Mutex::new(0);
        let held = total.lock();
        assert_eq!(*total.lock(), *held);
    });
    assert_eq!(
        told(&report),
        [
            "self-deadlock",
            "main waits for mutex#1 (lock), held by main",
            "cycle: main -> mutex#1 -> main"
        ]
    );
}

#[test]
fn tasks_that_nobody_wakes_after_the_end_of_the_others() {
    let report = explore(|| {
        let start = Arc::new(Event::new());
        let other = Arc::clone(&start);
        spawn("forgotten", move || other.wait());
        spawn("done", || ()).join().unwrap();
    });
    assert_eq!(
        told(&report),
        [
            "partial-deadlock",
            "forgotten waits for event#1 (wait)",
            "orphan wait: nobody is left who could end the wait of forgotten for event#1"
        ]
    );
}

#[test]
fn a_lock_whose_holder_has_ended() {
    let report = explore(|| {
        let total = Arc::new(Mutex::new(0));
        let other = Arc::clone(&total);
        let task = spawn("other", move || std::mem::forget(other.lock()));
        task.join().unwrap();
        *total.lock() += 1;
    });
    assert_eq!(
        told(&report),
        [
            "deadlock",
            "main waits for mutex#1 (lock), held by other",
            "orphan wait: other ended without giving mutex#1 back"
        ]
    );
}
