//! What tests declare about all executions together: verdicts, labels and outcomes.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use waitword_sim::{
    Event, Exhaustive, Explorer, Report, Verdict, Word, choose, exact_outcomes, expect, must_reach,
    never, outcome, reached, replay, spawn,
};

fn exhaustive() -> Explorer {
    Explorer::new().strategy(Exhaustive::new())
}

/// Two tasks add one each and tell what they found.
fn adders() {
    let count = Arc::new(Word::new(0));
    let other = Arc::clone(&count);
    let task = spawn("other", move || other.fetch_add(1, SeqCst));
    let mine = count.fetch_add(1, SeqCst);
    if mine == 1 {
        reached("the other was first");
    }
    outcome(format!("{mine} {}", task.join().unwrap()));
}

fn lines(report: &Report) -> Vec<String> {
    report.verdict.details()
}

#[test]
fn outcomes_and_labels_are_counted() {
    let report = exhaustive().run(adders);
    let outcomes: Vec<_> = report.outcomes.into_iter().collect();
    assert_eq!(outcomes, [("0 1".into(), 1), ("1 0".into(), 1)]);
    let labels: Vec<_> = report.reached.into_iter().collect();
    assert_eq!(labels, [("the other was first".into(), 1)]);
}

#[test]
fn the_outcome_of_several_tasks_is_in_their_order() {
    let report = exhaustive().run(|| {
        let task = spawn("other", || outcome("second"));
        outcome("first");
        task.join().unwrap();
        outcome("again");
    });
    let outcomes: Vec<_> = report.outcomes.into_keys().collect();
    assert_eq!(outcomes, ["first; again; second"]);
}

#[test]
fn exact_outcomes_are_all_and_no_other() {
    let exact = |outcomes: &[&str]| exhaustive().exact_outcomes(outcomes.to_vec()).run(adders);
    assert!(exact(&["0 1", "1 0"]).verdict.is_ok());

    let missing = exact(&["0 1", "1 0", "0 0", "1 1"]);
    assert_eq!(lines(&missing), ["missing: 0 0", "missing: 1 1"]);
    assert!(missing.trace.is_none());

    let unexpected = exact(&["0 1"]);
    assert_eq!(lines(&unexpected), ["unexpected: 1 0"]);
    assert_eq!(unexpected.verdict.word(), "outcomes");
    let trace = unexpected.trace.unwrap().to_string();
    assert!(trace.contains("fetch_add 1 -> 2"), "{trace}");
    let schedule = unexpected.schedule.unwrap();
    assert_eq!(schedule.verdict, "outcomes");
    let explorer = Explorer::new().exact_outcomes(["0 1"]);
    let again = explorer.replay(&schedule, adders).unwrap();
    assert_eq!(again.verdict, unexpected.verdict);
}

#[test]
fn a_label_that_has_to_be_reached() {
    let found = exhaustive().must_reach("the other was first").run(adders);
    assert!(found.verdict.is_ok(), "{found}");
    let explorer = exhaustive().must_reach("both zero").must_reach("the end");
    let report = explorer.run(adders);
    assert_eq!(
        lines(&report),
        [
            "no execution came to \"both zero\"",
            "no execution came to \"the end\""
        ]
    );
    let budget = Explorer::new().executions(100).must_reach("both zero");
    assert_eq!(budget.run(adders).verdict.word(), "unreached");
}

#[test]
fn a_label_that_nobody_may_reach_comes_with_its_trace() {
    let explorer = || exhaustive().never("the other was first");
    let report = explorer().run(adders);
    assert_eq!(
        lines(&report),
        ["main came to \"the other was first\", which was never to be reached"]
    );
    let trace = report.trace.as_ref().unwrap().to_string();
    assert!(trace.contains("reaches \"the other was first\""), "{trace}");
    let schedule = report.schedule.unwrap();
    let again = explorer().replay(&schedule, adders).unwrap();
    assert_eq!((again.verdict, again.trace), (report.verdict, report.trace));
}

#[test]
fn what_a_program_declares_itself_needs_no_explorer() {
    let report = exhaustive().run(|| {
        never("two");
        if choose(3) == 2 {
            reached("two");
        }
    });
    assert_eq!(report.verdict.word(), "reached");
    let program = || {
        exact_outcomes(["0", "1"]);
        must_reach("two");
        outcome(choose(3).to_string());
    };
    let report = exhaustive().run(program);
    assert_eq!(lines(&report), ["unexpected: 2"]);
    let again = replay(&report.schedule.unwrap(), program).unwrap();
    assert_eq!(again.verdict, report.verdict);
    let report = exhaustive().run(|| must_reach("two"));
    assert!(matches!(report.verdict, Verdict::Unreached(_)), "{report}");
}

fn waits_for_ever() {
    Event::new().wait();
}

#[test]
fn a_search_that_is_to_find_a_verdict() {
    let report = exhaustive().expect("deadlock").check(waits_for_ever);
    assert!(report.is_expected() && !report.verdict.is_ok());
    let report = exhaustive().check(|| {
        expect("deadlock");
        waits_for_ever();
    });
    assert!(report.to_string().contains("as expected"), "{report}");
    let report = exhaustive().expect("deadlock").run(|| ());
    assert!(!report.is_expected());
    let text = report.to_string();
    assert!(
        text.starts_with("ok\nbut deadlock was expected\nafter 1 executions by "),
        "{text}"
    );
}

#[test]
#[should_panic(expected = "but panic was expected")]
fn a_check_that_finds_another_verdict_panics() {
    exhaustive().expect("panic").check(waits_for_ever);
}

#[test]
#[should_panic(expected = "no verdict is `deadlok`: ok, panic, deadlock")]
fn an_expected_verdict_has_to_be_one() {
    let _ = Explorer::new().expect("deadlok");
}

#[test]
fn outside_a_simulation_nothing_is_declared_or_told() {
    expect("deadlock");
    must_reach("the end");
    reached("the end");
    outcome("none");
}
