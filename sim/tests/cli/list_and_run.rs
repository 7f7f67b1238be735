//! `waitword list` and `waitword run --on threads`.

use serde_json::Value;

use crate::waitword::waitword;

/// The programs of `list --json`: names and the verdicts that are to be found.
pub(crate) fn programs() -> Vec<(String, String)> {
    let ended = waitword("list --json");
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""));
    let table: Value = serde_json::from_str(&ended.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let rows = table["programs"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["name"]), text(&row["verdict"])))
        .collect()
}

/// The one object that the line prints, after the exit code was checked.
pub(crate) fn object(line: &str, code: i32) -> Value {
    let ended = waitword(line);
    assert_eq!(ended.code, Some(code), "{line}: {ended:?}");
    let object: Value = serde_json::from_str(&ended.stdout).unwrap();
    let fields: Vec<_> = object.as_object().unwrap().keys().collect();
    let all = [
        "complete",
        "distinct",
        "estimate",
        "executions",
        "program",
        "schedule",
        "seconds",
        "steps",
        "strategy",
        "trace",
        "verdict",
        "verdict_details",
    ];
    assert_eq!(fields, all, "{line}");
    object
}

#[test]
fn the_table_shows_every_program_with_its_sizes() {
    let ended = waitword("list");
    assert_eq!(ended.code, Some(0));
    assert!(!ended.stdout.contains('\x1b'), "colours in a pipe");
    assert_eq!(programs().len(), 8);
    for (name, _) in programs() {
        let mut lines = ended.stdout.lines();
        assert!(lines.any(|line| line.starts_with(&name)), "{name}");
    }
    let line = "  philosophers=5 (2 to 100)   philosophers at the table, and forks on it";
    assert!(ended.stdout.contains(line), "{}", ended.stdout);
}

#[test]
fn every_sound_program_runs_on_threads() {
    let sound = programs()
        .into_iter()
        .filter(|(_, verdict)| verdict == "ok");
    for (name, _) in sound {
        let found = object(&format!("run {name} --on threads --timeout 60 --json"), 0);
        assert_eq!(found["program"], Value::from(name));
        assert_eq!(found["strategy"], "threads");
        assert_eq!(found["verdict"], "ok");
        assert_eq!(found["executions"], 1);
        assert!(found["steps"].as_u64().unwrap() > 0);
        assert!(found["seconds"].as_f64().unwrap() > 0.0);
        for field in ["verdict_details", "distinct", "schedule", "trace"] {
            assert_eq!(found[field], Value::Null, "{field}");
        }
    }
}

#[test]
fn sizes_change_what_a_program_does() {
    let steps = |meals| {
        let line = format!("run philosophers-ordered --on threads --json --set meals={meals}");
        object(&line, 0)["steps"].as_u64().unwrap()
    };
    // Each meal of the five takes two locks and two unlocks; at the end each fork is looked at.
    assert_eq!(steps(1), 5 * 4 + 5 * 2);
    assert_eq!(steps(7), 7 * 5 * 4 + 5 * 2);
}

#[test]
fn the_last_value_of_a_setting_wins() {
    let line = "run barrier --on threads --set stops=9 --set stops=1 --set hikers=2 --json";
    assert_eq!(object(line, 0)["steps"], 2);
}

#[test]
fn an_expected_verdict_turns_the_exit_code_round() {
    let page = waitword("run event --on threads --expect ok");
    assert_eq!(page.code, Some(0));
    assert!(
        page.stdout.starts_with("event: ok, as expected\n"),
        "{page:?}"
    );
    let page = waitword("run event --on threads --expect deadlock");
    assert_eq!(page.code, Some(1));
    assert!(
        page.stdout
            .starts_with("event: ok, but deadlock was expected\n"),
        "{page:?}"
    );
    object("run event --on threads --expect panic --json", 1);
}

#[test]
fn the_deadlock_may_happen_on_threads_and_then_the_watchdog_ends_it() {
    // Two who eat often nearly always do it.
    let line = "run philosophers --on threads --set philosophers=2 --set meals=1000 --timeout 1";
    let page = waitword(line);
    let waits = |line: &str| page.stdout.contains(line);
    let stuck = waits("philosopher 0 waits for fork 1 (lock), held by philosopher 1\n")
        && waits("philosopher 1 waits for fork 0 (lock), held by philosopher 0\n");
    match page.code {
        Some(0) => assert!(page.stdout.starts_with("philosophers: ok\n"), "{page:?}"),
        code => assert_eq!((code, stuck), (Some(1), true), "{page:?}"),
    }
}
