//! `waitword replay`: what was found happens again, and a schedule that does not fit is refused.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::list_and_run::object;
use crate::waitword::{run, shell, waitword};

const FIND: &str = "explore philosophers --set philosophers=3";

/// A file of this test's own that is removed at its end.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> File {
        let name = format!("waitword-{}-{name}", std::process::id());
        File(std::env::temp_dir().join(name))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // A test that failed may not have written it.
        let _ = fs::remove_file(&self.0);
    }
}

/// The schedule and the trace of the philosophers' deadlock.
fn found() -> (String, String) {
    let found = object(&format!("{FIND} --json"), 1);
    let text = |field: &str| found[field].as_str().unwrap().to_string();
    (text("schedule"), text("trace"))
}

fn replayed(schedule: &str, input: &str) -> Value {
    let ended = run(&["replay", schedule, "--json"], input);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    serde_json::from_str(&ended.stdout).unwrap()
}

#[test]
fn a_file_a_text_and_the_standard_input_are_replayed() {
    let file = File::new("three-ways");
    let page = waitword(&format!("{FIND} --schedule-file {}", file.path()));
    assert_eq!(page.code, Some(1));
    let (schedule, trace) = found();
    assert_eq!(fs::read_to_string(file.path()).unwrap(), schedule);
    for (argument, input) in [(file.path(), ""), (&schedule, ""), ("-", &schedule)] {
        let again = replayed(argument, input);
        assert_eq!(again["program"], "philosophers");
        assert_eq!(again["verdict"], "deadlock");
        assert_eq!(again["executions"], 1);
        assert_eq!(again["schedule"], Value::from(schedule.clone()));
        assert_eq!(again["trace"], Value::from(trace.clone()));
    }
}

#[test]
fn a_hundred_replays_give_the_same_page_but_for_the_time() {
    let (schedule, trace) = found();
    for _ in 0..100 {
        let page = run(&["replay", "-", "--expect", "deadlock"], &schedule);
        assert_eq!(page.code, Some(0), "{page:?}");
        let (_, rest) = page.stdout.split_once("\nWhat happened\n").unwrap();
        assert!(rest.starts_with(&trace), "{page:?}");
    }
}

#[test]
fn the_command_on_the_page_replays_it() {
    let file = File::new("it's a file");
    let explore = "explore philosophers --set philosophers=3 --schedule-file".split(' ');
    let with_file: Vec<_> = explore.chain([file.path()]).collect();
    for page in [waitword(FIND), run(&with_file, "")] {
        let (found, command) = page.stdout.split_once("\nTo replay it\n").unwrap();
        let again = shell(command);
        assert_eq!(again.code, Some(1), "{command}{again:?}");
        let (_, trace) = found.split_once("\nWhat happened\n").unwrap();
        assert!(again.stdout.contains(trace), "{again:?}");
    }
}

/// The schedule is refused by a line that says where it is wrong.
fn refused(schedule: &str, line: usize, problem: &str) {
    let ended = run(&["replay", "-"], schedule);
    assert_eq!(ended.code, Some(2), "{schedule}{ended:?}");
    assert_eq!(ended.stdout, "");
    let start = format!("error: line {line} of the schedule");
    assert!(ended.stderr.starts_with(&start), "{schedule}{ended:?}");
    assert!(ended.stderr.contains(problem), "{schedule}{ended:?}");
}

/// The schedule with another text in place of one, and without a checksum.
fn edited(schedule: &str, old: &str, new: &str) -> String {
    assert!(schedule.contains(old), "{schedule}");
    let text = schedule.replacen(old, new, 1);
    let (lines, _) = text.rsplit_once("end ").unwrap();
    format!("{lines}end unchecked\n")
}

/// The number of the line that begins so.
fn line_of(schedule: &str, start: &str) -> usize {
    1 + schedule
        .lines()
        .position(|line| line.starts_with(start))
        .unwrap()
}

#[test]
fn a_damaged_schedule_names_the_line() {
    let (schedule, _) = found();
    refused(
        &schedule.replacen("schedule 2", "schedule 9", 1),
        1,
        "version 9",
    );
    let other = schedule.replacen("granularity: black-box", "granularity: grey-box", 1);
    refused(
        &other,
        4,
        "`black-box` or `white-box` is expected, found `grey-box`",
    );
    let other = schedule.replacen("steps: 3", "steps: three", 1);
    refused(
        &other,
        line_of(&schedule, "steps: "),
        "a number is expected, found `three`",
    );
    let end = line_of(&schedule, "end ");
    for (line, old, new) in [
        ("program: ", "philosophers", "printer"),
        ("setting: meals", "meals=", "meals=9"),
        ("verdict: ", "deadlock", "ok"),
        ("steps: ", "steps: ", "steps: 1"),
    ] {
        let number = line_of(&schedule, line);
        let place = schedule.find(&format!("\n{line}")).unwrap();
        let (before, after) = schedule.split_at(place);
        let changed = format!("{before}{}", after.replacen(old, new, 1));
        refused(&changed, number, "it has changed: `");
    }
    let cut = schedule.trim_end();
    refused(&cut[..cut.len() - 1], end, "or this one");
    refused(
        &format!("{schedule}more\n"),
        end + 1,
        "nothing may follow the line `end`",
    );
}

#[test]
fn a_schedule_that_is_cut_short_anywhere_names_the_line() {
    let (schedule, _) = found();
    let lines: Vec<_> = schedule.lines().collect();
    for kept in 0..lines.len() {
        let text = lines[..kept].iter().map(|line| format!("{line}\n"));
        refused(&text.collect::<String>(), kept + 1, "cut short");
    }
}

#[test]
fn a_schedule_of_another_program_names_the_line() {
    let (schedule, _) = found();
    let other = edited(&schedule, "program: philosophers", "program: philosofers");
    refused(&other, 2, "there is no program \"philosofers\"");
    let other = edited(&schedule, "program: philosophers", "program: event");
    refused(
        &other,
        7,
        "there is no setting \"philosophers\": there is runners=3 (1 to 100)",
    );
    let other = edited(
        &schedule,
        "program: philosophers",
        "program: philosophers-ordered",
    );
    refused(
        &other,
        1 + line_of(&schedule, "steps: "),
        "does not fit the program",
    );
    let other = edited(
        &schedule,
        "setting: philosophers=3",
        "setting: philosophers=1",
    );
    refused(
        &other,
        7,
        "philosophers=1 is out of range: philosophers is 2 to 100",
    );
}

#[test]
fn an_edited_schedule_is_replayed_as_far_as_it_fits() {
    let (schedule, _) = found();
    let again = replayed("-", &edited(&schedule, "meals=1", "meals=1"));
    assert_eq!(again["verdict"], "deadlock");
    let line = line_of(&schedule, "verdict: ");
    refused(
        &edited(&schedule, "verdict: deadlock", "verdict: panic"),
        line,
        "deadlock",
    );
}

#[test]
fn a_file_that_is_not_there_says_what_would_be_right() {
    let ended = waitword("replay no/such/file");
    assert_eq!(ended.code, Some(2));
    let right = "write a schedule's file, its text, or - for the standard input";
    assert!(ended.stderr.contains(right), "{ended:?}");
}

#[test]
fn what_was_found_is_told_even_if_its_file_cannot_be_written() {
    let ended = waitword(&format!("{FIND} --schedule-file no/such/folder/file"));
    assert_eq!(ended.code, Some(2));
    assert!(
        ended
            .stdout
            .contains("\nwaitword replay - <<'END'\nwaitword schedule 2\n"),
        "{ended:?}"
    );
    assert!(
        ended.stderr.contains("cannot write no/such/folder/file"),
        "{ended:?}"
    );
}
