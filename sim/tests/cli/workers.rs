//! `waitword explore` in several processes, and its parts for several machines.

use serde_json::Value;

use crate::list_and_run::object;
use crate::waitword::waitword;

/// What does not depend on how long it took.
fn timeless(mut object: Value) -> Value {
    object["seconds"] = Value::Null;
    object
}

/// Each worker makes the same whichever is faster, so every run says the same.
#[test]
fn the_answer_does_not_depend_on_the_timing() {
    for line in [
        "explore philosophers --strategy random --seed 7",
        "explore philosophers --strategy pct --depth 2",
        "explore philosophers",
        "explore philosophers --strategy bounded --preemptions 4",
    ] {
        let line = format!("{line} --set philosophers=4 --workers 3 --json");
        let first = timeless(object(&line, 1));
        assert_eq!(first["verdict"], "deadlock");
        for _ in 0..3 {
            assert_eq!(timeless(object(&line, 1)), first, "{line}");
        }
    }
}

#[test]
fn several_workers_find_what_one_finds() {
    for strategy in ["random", "pct", "pos", "urw", "bounded"] {
        let line = format!("explore philosophers --strategy {strategy} --json");
        let one = object(&line, 1);
        let four = object(&format!("{line} --workers 4"), 1);
        for field in [
            "verdict",
            "verdict_details",
            "strategy",
            "schedule",
            "trace",
        ] {
            assert_eq!(four[field], one[field], "{strategy}: {field}");
        }
    }
}

#[test]
fn several_workers_make_what_one_makes() {
    for options in [
        "--strategy bounded --preemptions 2",
        "--strategy exhaustive",
        "--strategy random --executions 701",
        "--strategy pct --executions 700",
        "--strategy pos --executions 1",
        "--strategy urw --executions 50",
        "--strategy round-robin",
    ] {
        let line = format!("explore philosophers-ordered --set philosophers=3 {options} --json");
        let one = object(&line, 0);
        for workers in [1, 2, 5] {
            let several = object(&format!("{line} --workers {workers}"), 0);
            for field in ["executions", "distinct", "steps", "complete", "strategy"] {
                assert_eq!(
                    several[field], one[field],
                    "{options}: {field} of {workers}"
                );
            }
        }
    }
}

#[test]
fn a_search_that_workers_cannot_end_is_a_limit_of_them_all() {
    let line = "explore philosophers-ordered --strategy bounded --preemptions 5 --executions 101";
    let found = object(&format!("{line} --workers 4 --json"), 1);
    assert_eq!(found["verdict"], "limit");
    assert_eq!(found["executions"], 101);
    let details = "the search has not ended after 101 executions";
    assert_eq!(found["verdict_details"], details);
    assert!(found["estimate"].as_u64() > found["distinct"].as_u64());
}

#[test]
fn the_parts_of_an_exploration_are_the_whole() {
    for options in ["--strategy bounded", "--strategy random --executions 100"] {
        let line = format!("explore philosophers-ordered --set philosophers=3 {options} --json");
        let whole = object(&line, 0);
        let parts = (0..3).map(|part| object(&format!("{line} --shard {part}/3"), 0));
        let sum = |sum, part: Value| sum + part["executions"].as_u64().unwrap();
        let sum: u64 = parts.fold(0, sum);
        assert_eq!(whole["executions"], sum, "{options}");
    }
}

#[test]
fn the_page_of_several_workers_is_that_of_one() {
    let page = waitword("explore philosophers --workers 2 --expect deadlock");
    assert_eq!(page.code, Some(0), "{page:?}");
    let first = "philosophers: deadlock, as expected\n";
    assert!(page.stdout.starts_with(first), "{page:?}");
    assert!(page.stdout.contains("waitword replay -"), "{page:?}");
}

#[test]
fn a_schedule_that_a_worker_found_is_written_and_replayed() {
    let file = std::env::temp_dir().join(format!("waitword-workers-{}", std::process::id()));
    let name = file.to_str().unwrap();
    object(
        &format!("explore philosophers --workers 2 --schedule-file {name} --json"),
        1,
    );
    let again = object(&format!("replay {name} --json"), 1);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(again["verdict"], "deadlock");
}
