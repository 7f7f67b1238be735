//! Lost wakeups: deadlocks in which what a task waits for has happened.

use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use waitword_sim::{Condvar, Exhaustive, Explorer, Memory, Mutex, Report, Word, replay, spawn};

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

/// A waiter and a notifier of a condition that nobody checks under the lock.
fn notify_without_lock(waiter: fn(&Shared), notifier: fn(&Shared)) -> impl Fn() + Clone {
    move || {
        let shared = Arc::new(Shared {
            lock: Mutex::new(()),
            changed: Condvar::new(),
            flag: Word::new(0),
            sleeping: Word::new(0),
        });
        let other = Arc::clone(&shared);
        let task = spawn("notifier", move || notifier(&other));
        waiter(&shared);
        task.join().unwrap();
    }
}

struct Shared {
    lock: Mutex<()>,
    changed: Condvar,
    flag: Word,
    sleeping: Word,
}

#[test]
fn a_notification_that_comes_before_the_wait() {
    let report = explore(notify_without_lock(
        |shared| {
            let mut guard = shared.lock.lock();
            if shared.flag.load(SeqCst) == 0 {
                shared.changed.wait(&mut guard);
            }
        },
        |shared| {
            shared.flag.store(1, SeqCst);
            shared.changed.notify_one();
        },
    ));
    let lines = told(&report);
    assert_eq!(lines[0], "deadlock", "{report}");
    assert_eq!(lines[1], "main waits for condvar#1 (wait)");
    let lost = "lost wakeup: main missed condvar#1: the wake by notifier in step ";
    assert!(lines[2].starts_with(lost), "{report}");
}

#[test]
fn a_word_that_changes_without_a_wake() {
    let report = explore(notify_without_lock(
        |shared| {
            while shared.flag.load(SeqCst) == 0 {
                shared.flag.wait(0);
            }
        },
        |shared| shared.flag.store(1, SeqCst),
    ));
    let lines = told(&report);
    assert_eq!(lines[1], "main waits for word#1 (wait)", "{report}");
    let lost = "lost wakeup: main missed word#1: notifier changed word#1 in step ";
    assert!(lines[2].starts_with(lost), "{report}");
    assert!(lines[2].ends_with(" and woke nobody"), "{report}");
}

#[test]
fn a_sleeper_that_looked_before_the_change_and_was_not_seen() {
    let report = explore(notify_without_lock(
        |shared| {
            if shared.flag.load(SeqCst) == 0 {
                shared.sleeping.store(1, SeqCst);
                shared.sleeping.wait(1);
            }
        },
        |shared| {
            shared.flag.store(1, SeqCst);
            if shared.sleeping.load(SeqCst) == 1 {
                shared.sleeping.store(0, SeqCst);
                shared.sleeping.wake(1);
            }
        },
    ));
    let lines = told(&report);
    let lost = "lost wakeup: main missed word#2: it read word#1 as 0 in step ";
    assert!(lines[2].starts_with(lost), "{report}");
    assert!(
        lines[2].contains(", and notifier made it 1 in step "),
        "{report}"
    );
}

/// One waits for the other to be done, and that one for the start, both on the same condition.
fn relay() {
    let shared = Arc::new((Mutex::new((false, false)), Condvar::new()));
    let (a, b) = (Arc::clone(&shared), Arc::clone(&shared));
    let last = spawn("last", move || {
        let mut state = a.0.lock();
        a.1.wait_while(&mut state, |(_, done)| !*done);
    });
    let first = spawn("first", move || {
        let mut state = b.0.lock();
        b.1.wait_while(&mut state, |(start, _)| !*start);
        state.1 = true;
        b.1.notify_all();
    });
    shared.0.lock().0 = true;
    shared.1.notify_one();
    first.join().unwrap();
    last.join().unwrap();
}

#[test]
fn a_wake_that_reaches_one_who_waits_for_something_else() {
    let report = explore(relay);
    let lines = told(&report);
    assert_eq!(
        lines[..4],
        [
            "deadlock",
            "main waits for first (join)",
            "last waits for condvar#1 (wait)",
            "first waits for condvar#1 (wait)",
        ],
        "{report}"
    );
    let missed = "lost wakeup: first missed condvar#1: the wake by main in step ";
    assert!(lines[4].starts_with(missed), "{report}");
    let reached = " reached last, which waits again";
    assert!(lines[4].ends_with(reached), "{report}");
}

#[test]
fn a_wait_that_nobody_was_ever_to_end_is_no_lost_wakeup() {
    let report = explore(|| {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        let mut level = shared.0.lock();
        shared.1.wait_while(&mut level, |level| *level == 0);
    });
    assert_eq!(
        told(&report),
        [
            "deadlock",
            "main waits for condvar#1 (wait)",
            "orphan wait: nobody is left who could end the wait of main for condvar#1"
        ]
    );
}

/// As many as a search of interleavings finds at `Sc`, and one by chance at `Cpp20`.
#[test]
fn two_sleepers_and_two_wakes_in_every_order() {
    for (memory, executions) in [(Memory::Sc, 29), (Memory::Cpp20, 63)] {
        let explorer = Explorer::new().memory(memory).strategy(Exhaustive::new());
        let report = explorer.run(|| {
            let word = Arc::new(Word::new(0));
            let sleeper = |name: &str| {
                let word = Arc::clone(&word);
                spawn(name, move || {
                    word.wait(0);
                    word.load(Relaxed)
                })
            };
            let sleepers = ["a", "b"].map(sleeper);
            for value in [1, 2] {
                word.store(value, Relaxed);
                word.wake(1);
            }
            let _ = sleepers.map(|sleeper| sleeper.join().unwrap());
        });
        let found = (report.executions, report.distinct, report.complete);
        assert_eq!(found, (executions, executions, true), "{report}");
    }
}
