//! Budgets: time that is virtual, deadlines and wakes that come early only so often, and searches
//! that end before they have seen everything.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use waitword_core::{Clock, Runtime};
use waitword_sim::{
    Bounded, Condvar, Event, Exhaustive, Explorer, Mutex, Pct, Report, Sim, Urw, Word, spawn,
};

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
        let word = Word::new(1);
        while word.fetch_add(1, SeqCst) != 0 {}
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
    let report = explorer.run(adders(5));
    let parts = parts.lock().unwrap();
    assert!(parts.len() >= 20, "{parts:?}");
    assert!(parts.is_sorted(), "{parts:?}");
    assert!(parts[0] > 0.0 && *parts.last().unwrap() > 0.95, "{parts:?}");
    assert!(*parts.last().unwrap() <= 1.0, "{parts:?}");
    let plan = "preemption bound 0; preemption bound 1; preemption bound 2; preemption bound 1, \
                older stores; exhaustive; pct, depth 2, seed 0; pct, depth 3, seed 0; pos, seed 0";
    assert_eq!((&*report.strategy, report.complete), (plan, false));
    assert!(report.executions <= 20_000, "{}", report.executions);
}

#[test]
fn a_plan_ends_once_everything_has_been_seen() {
    let report = Explorer::new().run(adders(2));
    assert!(report.verdict.is_ok() && report.complete);
    let plan = "preemption bound 0; preemption bound 1; preemption bound 2; preemption bound 1, \
                older stores; exhaustive";
    assert_eq!(report.strategy, plan);
    assert_eq!((report.distinct, report.estimate), (90, Some(90)));
}

#[test]
fn what_has_not_been_seen_is_estimated() {
    // 15! / (5! 5! 5!), of which a plan sees few.
    let all = 756_756_f64;
    let estimate = |report: Report| report.estimate.unwrap() as f64 / all;
    let explorer = || Explorer::new().executions(20_000);
    let depth_first = estimate(explorer().strategy(Bounded::unbounded()).run(adders(5)));
    assert!((0.2..5.0).contains(&depth_first), "{depth_first}");
    // The number is a lower bound, the better the more alike the chances are.
    let by_chance = estimate(explorer().strategy(Urw::new(0)).run(adders(5)));
    assert!((0.5..1.5).contains(&by_chance), "{by_chance}");
    let plan = estimate(explorer().run(adders(5)));
    assert!((0.02..1.5).contains(&plan), "{plan}");
}

/// Waits without a primitive for what another task does.
fn spin() {
    let word = Arc::new(Word::new(0));
    let other = Arc::clone(&word);
    let task = spawn("setter", move || other.store(1, SeqCst));
    while word.load(SeqCst) == 0 {}
    task.join().unwrap();
}

#[test]
fn a_task_that_is_starved_by_an_unfair_strategy_gets_its_turn_in_the_end() {
    for preemptions in [0, 1, 2] {
        let explorer = Explorer::new().strategy(Bounded::new(preemptions));
        let report = explorer.steps(1_000).executions(50).run(spin);
        assert_ne!(report.verdict.word(), "panic", "{report}");
        assert!(report.steps < 1_000 * report.executions, "{report}");
    }
    let report = Explorer::new().strategy(Pct::new(3, 0)).run(spin);
    assert!(report.verdict.is_ok(), "{report}");
    let report = Explorer::new().executions(500).run(spin);
    assert!(report.verdict.is_ok(), "{report}");
}
