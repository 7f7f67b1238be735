//! Budgets: time that is virtual, deadlines and wakes that come early only so often, and searches
//! that end before they have seen everything.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use waitword_core::{Clock, Runtime};
use waitword_sim::{Condvar, Event, Exhaustive, Explorer, Mutex, Sim, Word, spawn};

/// Three tasks that each add one `times` times.
fn adders(times: u32) -> impl Fn() {
    move || {
        let total = Arc::new(Word::new(0));
        let start = |id| {
            let total = Arc::clone(&total);
            spawn(&format!("task {id}"), move || {
                (0..times).for_each(|_| _ = total.fetch_add(1, SeqCst));
            })
        };
        let tasks: Vec<_> = (0..3).map(start).collect();
        tasks.into_iter().for_each(|task| task.join().unwrap());
    }
}

#[test]
fn time_is_virtual_and_exact() {
    let report = Explorer::new().strategy(Exhaustive::new()).run(|| {
        let day = Duration::from_secs(86_400);
        let begun = Sim::now();
        let event = Arc::new(Event::new());
        let late = Arc::clone(&event);
        let task = spawn("late", move || {
            Sim::sleep(Duration::from_secs(86_400) * 2 - Duration::from_nanos(1));
            late.set();
        });
        assert!(event.wait_timeout(day).is_err());
        assert_eq!(Sim::now() - begun, day);
        assert!(event.wait_timeout(day).is_ok());
        assert_eq!(Sim::now() - begun, day * 2 - Duration::from_nanos(1));
        task.join().unwrap();
    });
    assert!(report.verdict.is_ok(), "{report}");
}

#[test]
fn deadlines_pass_early_only_within_their_budget() {
    let program = || {
        let event = Arc::new(Event::new());
        let other = Arc::clone(&event);
        let task = spawn("setter", move || other.set());
        let set = event.wait_timeout(Duration::from_millis(1)).is_ok();
        task.join().unwrap();
        assert!(set, "timed out");
    };
    let with = |expiries| {
        Explorer::new()
            .expiries(expiries)
            .strategy(Exhaustive::new())
            .run(program)
    };
    assert!(with(0).verdict.is_ok());
    assert_eq!(with(1).verdict.word(), "panic");
}

#[test]
fn waits_return_for_no_reason_only_within_their_budget() {
    let program = || {
        let pair = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&pair);
        let task = spawn("notifier", move || {
            *other.0.lock() = true;
            other.1.notify_one();
        });
        let mut ready = pair.0.lock();
        if !*ready {
            pair.1.wait(&mut ready);
        }
        assert!(*ready, "woken for nothing");
        drop(ready);
        task.join().unwrap();
    };
    let with = |spurious| {
        Explorer::new()
            .spurious(spurious)
            .strategy(Exhaustive::new())
            .run(program)
    };
    assert!(with(0).verdict.is_ok(), "{}", with(0));
    assert_eq!(with(1).verdict.word(), "panic");
}

#[test]
fn a_loop_without_an_end_is_a_limit() {
    let report = Explorer::new().steps(1_000).run(|| {
        let word = Word::new(0);
        while word.load(SeqCst) == 0 {}
    });
    assert_eq!(report.verdict.word(), "limit");
}

#[test]
fn an_exhaustive_search_that_is_cut_short_says_so() {
    let explorer = Explorer::new().strategy(Exhaustive::new()).executions(5);
    let report = explorer.run(adders(2));
    assert_eq!(report.verdict.word(), "limit");
    assert_eq!(report.executions, 5);
}

#[test]
fn progress_goes_from_nothing_to_all_through_the_stages_of_the_plan() {
    let parts = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&parts);
    let explorer = Explorer::new().on_progress(move |progress| {
        assert!(progress.executions.is_multiple_of(256));
        seen.lock().unwrap().push(progress.part);
    });
    let report = explorer.run(adders(3));
    let parts = parts.lock().unwrap();
    assert!(parts.len() >= 20, "{parts:?}");
    assert!(parts.is_sorted(), "{parts:?}");
    assert!(parts[0] > 0.0 && *parts.last().unwrap() > 0.95, "{parts:?}");
    assert!(*parts.last().unwrap() <= 1.0, "{parts:?}");
    assert_eq!(
        (&*report.strategy, report.complete),
        (
            "preemption bound 0; preemption bound 1; \
         preemption bound 2; random, seed 0",
            false
        )
    );
}
