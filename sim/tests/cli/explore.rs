//! `waitword explore` and `waitword run --on sim`.

use serde_json::Value;

use crate::list_and_run::{object, programs};
use crate::waitword::waitword;

#[test]
fn the_deadlock_of_the_philosophers_is_found_and_told() {
    let found = object("explore philosophers --json", 1);
    assert_eq!(found["program"], "philosophers");
    assert_eq!(found["verdict"], "deadlock");
    let details = found["verdict_details"].as_str().unwrap();
    let lines: Vec<_> = details.lines().collect();
    assert_eq!(lines.len(), 7, "{details}");
    assert!(lines[6].starts_with("cycle: philosopher "), "{details}");
    for seat in 0..5 {
        let right = (seat + 1) % 5;
        let line = format!(
            "philosopher {seat} waits for fork {right} (lock), held by philosopher {right}"
        );
        assert!(lines.contains(&line.as_str()), "no {line:?} in {details}");
    }
    assert!(found["executions"].as_u64() >= found["distinct"].as_u64());
    let trace = found["trace"].as_str().unwrap();
    assert_eq!(trace.matches("lock fork ").count(), 10, "{trace}");
    let schedule = found["schedule"].as_str().unwrap();
    assert!(schedule.starts_with("waitword schedule 2\nprogram: philosophers\n"));
}

#[test]
fn every_program_ends_with_the_verdict_of_the_table() {
    for (name, verdict) in programs() {
        let found = object(&format!("explore {name} --expect {verdict} --json"), 0);
        assert_eq!(found["verdict"], Value::from(verdict.clone()), "{name}");
        let kept = if verdict == "ok" {
            Value::is_null
        } else {
            Value::is_string
        };
        for field in ["verdict_details", "schedule", "trace"] {
            assert!(kept(&found[field]), "{name}: {field}");
        }
    }
}

#[test]
fn an_expected_verdict_turns_the_exit_code_round() {
    object("explore philosophers --expect deadlock --json", 0);
    object("explore philosophers --expect panic --json", 1);
    object("explore event --expect deadlock --json", 1);
    let page = waitword("explore philosophers --expect deadlock");
    assert!(
        page.stdout
            .starts_with("philosophers: deadlock, as expected\n"),
        "{page:?}"
    );
}

#[test]
fn the_sound_philosophers_are_sound_in_every_execution() {
    for count in [2, 3] {
        for name in ["philosophers-ordered", "philosophers-one-lock"] {
            let line = format!("explore {name} --strategy exhaustive --set philosophers={count}");
            let found = object(&format!("{line} --json"), 0);
            assert_eq!(found["verdict"], "ok");
            assert_eq!(found["strategy"], "exhaustive");
            let page = waitword(&line);
            assert!(page.stdout.contains("which are all there are"), "{page:?}");
        }
    }
}

#[test]
fn preemptions_are_counted() {
    // With n philosophers, n - 1 of them have to be stopped, but for one stop that is a change of
    // whom the first wait is for: nobody is stopped without any.
    let line = "explore philosophers --set philosophers=2 --json --preemptions";
    let found = object(&format!("{line} 0"), 0);
    assert_eq!(found["strategy"], "preemption bound 0");
    let found = object(&format!("{line} 1"), 1);
    assert_eq!(found["verdict"], "deadlock");
}

#[test]
fn a_seed_that_was_found_runs_alone() {
    let line = "explore philosophers --set philosophers=3 --strategy random --seed 7 --json";
    let found = object(line, 1);
    let strategy = found["strategy"].as_str().unwrap();
    let seed = strategy.strip_prefix("random, seed ").unwrap();
    let line = format!("run philosophers --set philosophers=3 --on sim --seed {seed} --json");
    let alone = object(&line, 1);
    assert_eq!(alone["executions"], 1);
    for field in [
        "strategy",
        "verdict",
        "verdict_details",
        "schedule",
        "trace",
    ] {
        assert_eq!(alone[field], found[field], "{field}");
    }
}

#[test]
fn a_seed_alone_means_random_and_without_a_bug_all_are_run() {
    let found = object("explore event --seed 3 --executions 70 --json", 0);
    assert_eq!(found["strategy"], "random, seed 3");
    assert_eq!(found["executions"], 70);
    assert!(found["distinct"].as_u64().unwrap() <= 70);
    let alone = object("run event --on sim --json", 0);
    assert_eq!(alone["strategy"], "random, seed 0");
}

#[test]
fn the_executions_of_a_check_are_shared_out_among_its_strategies() {
    for executions in [1, 19, 200, 40_000] {
        let line = format!("explore condition-list --executions {executions} --json");
        let found = object(&line, 0);
        let strategy = found["strategy"].as_str().unwrap();
        assert!(strategy.ends_with("; pos, seed 0"), "{strategy}");
        let seen = found["executions"].as_u64().unwrap();
        assert!(
            executions / 4 <= seen && seen <= executions,
            "{seen} of {executions}"
        );
    }
}

#[test]
fn round_robin_is_one_execution() {
    let found = object("explore philosophers --strategy round-robin --json", 1);
    assert_eq!(
        (&found["strategy"], &found["executions"]),
        (&"round-robin".into(), &1.into())
    );
    assert_eq!(found["verdict"], "deadlock");
}

#[test]
fn a_search_that_cannot_end_is_a_verdict_of_its_own() {
    let line = "explore philosophers-ordered --strategy exhaustive --executions 10 --json";
    let found = object(line, 1);
    assert_eq!(
        (&found["verdict"], &found["executions"]),
        (&"limit".into(), &10.into())
    );
    let found = object(
        "explore philosophers-ordered --steps 5 --expect limit --json",
        0,
    );
    let details = "the execution has not ended after 5 steps";
    assert_eq!(found["verdict_details"], details);
    assert!(found["trace"].is_string() && found["schedule"].is_string());
}

#[test]
fn in_the_white_box_the_steps_are_those_of_words() {
    let line = "explore philosophers --set philosophers=2 --strategy exhaustive --json";
    let white = object(&format!("{line} --white-box"), 1);
    let trace = white["trace"].as_str().unwrap();
    assert!(trace.contains("compare_exchange 0 -> 1"), "{trace}");
    let schedule = white["schedule"].as_str().unwrap();
    assert!(
        schedule.contains("\ngranularity: white-box\n"),
        "{schedule}"
    );
    let black = object(line, 1);
    assert!(
        !black["trace"]
            .as_str()
            .unwrap()
            .contains("compare_exchange")
    );
}
