//! Wrong usage: exit code 2, nothing on the standard output, and a line that says what would be
//! right.

use crate::waitword::waitword;

/// The line is refused, and each of `parts` is said.
fn refused(line: &str, parts: &[&str]) {
    let ended = waitword(line);
    assert_eq!(ended.code, Some(2), "{line}: {ended:?}");
    assert_eq!(ended.stdout, "", "{line}");
    assert!(ended.stderr.starts_with("error: "), "{line}: {ended:?}");
    for part in parts {
        assert!(
            ended.stderr.contains(part),
            "{line}: no {part:?} in {}",
            ended.stderr
        );
    }
}

#[test]
fn an_unknown_program_lists_near_names() {
    for line in [
        "run philosopher --on threads",
        "run philosophers-orderd --on threads",
    ] {
        refused(
            line,
            &[
                "tip: a similar value exists: 'philosophers",
                "condition-list",
            ],
        );
    }
    refused(
        "run zebra --on threads",
        &["philosophers-one-lock", "printer", "queue"],
    );
}

#[test]
fn a_wrong_setting_says_what_would_be_right() {
    let run = |setting| format!("run philosophers --on threads --set {setting}");
    let cases = [
        ("meals", "\"meals\" is not a setting: write name=value"),
        ("meals=0", "meals=0 is out of range: meals is 1 to 1000"),
        (
            "meals=many",
            "meals=many is not a whole number: meals is 1 to 1000",
        ),
        (
            "forks=5",
            "there is no setting \"forks\": there is philosophers=5 (2 to 100) and meals=1 \
             (1 to 1000)",
        ),
    ];
    for (setting, text) in cases {
        refused(&run(setting), &[&format!("error: philosophers: {text}\n")]);
    }
}

#[test]
fn a_wrong_word_lists_the_right_ones() {
    refused("run event --on thread", &["threads"]);
    refused("run event", &["--on <PLATFORM>"]);
    refused(
        "run event --on threads --expect deadlok",
        &["'deadlock'", "ok, panic, deadlock"],
    );
    for seconds in ["0", "-1", "soon", "nan", "inf", "1e300"] {
        let line = format!("run event --on threads --timeout={seconds}");
        refused(&line, &["write seconds, more than 0 and at most 1000000"]);
    }
    refused("runs event", &["tip: a similar subcommand exists: 'run'"]);
}

#[test]
fn an_option_of_another_strategy_or_platform_is_refused() {
    let seed = "--seed is for --strategy random, pct, pos or urw";
    refused("explore event --strategy exhaustive --seed 1", &[seed]);
    refused("explore event --strategy check --seed 1", &[seed]);
    let preemptions = "--preemptions is for --strategy bounded";
    refused(
        "explore event --strategy random --preemptions 1",
        &[preemptions],
    );
    refused(
        "explore event --seed 1 --preemptions 1",
        &["cannot be used with"],
    );
    refused(
        "run event --on threads --seed 1",
        &["--seed is for --on sim"],
    );
    refused(
        "run event --on sim --timeout 1",
        &["--timeout is for --on threads"],
    );
    refused(
        "explore event --strategy rnd",
        &["check, random, pct, pos, urw, bounded, exhaustive, round-robin"],
    );
    refused(
        "explore event --strategy random --depth 2",
        &["--depth is for --strategy pct"],
    );
    for shard in ["2/2", "0/0", "1", "a/b", "-1/2"] {
        let line = format!("explore event --shard={shard}");
        refused(
            &line,
            &["write I/N, for part I of N, where I is 0 to N - 1"],
        );
    }
    refused(
        "explore event --shard 0/2 --workers 2",
        &["cannot be used with"],
    );
    refused("explore event --workers 0", &["0 is not in 1..=1024"]);
    for option in ["--executions", "--steps"] {
        refused(&format!("explore event {option} 0"), &["0 is not in 1.."]);
    }
}

#[test]
fn no_command_at_all_shows_the_help() {
    let ended = waitword("");
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("Usage: waitword <COMMAND>"),
        "{ended:?}"
    );
}
