//! How a process ends while threads live.
#![cfg(all(target_os = "linux", not(waitword_portable)))]

use std::process::Command;
use std::time::Duration;

use waitword_tests::child::finish;

/// Much longer than it takes.
const LIMIT: Duration = Duration::from_secs(60);

#[track_caller]
fn ends(part: &str, code: i32, expected: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_endings"));
    command.arg(part);
    let (status, text) = finish(command, LIMIT);
    assert_eq!((status.code(), &*text), (Some(code), expected), "{part}");
}

#[test]
fn th_07_exit_waits_for_threads_that_are_no_daemons() {
    ends("waits", 0, "main;worked;");
}

#[test]
fn th_17_daemons_are_not_waited_for() {
    ends("daemon", 0, "main;");
    ends("daemon of a daemon", 0, "main;");
}

#[test]
fn th_18_no_thread_is_started_while_the_process_exits() {
    ends("late", 0, "main;refused;");
}

#[test]
fn th_19_the_exit_code_is_kept() {
    ends("code", 42, "worked;");
    ends("code of a thread", 42, "");
}

#[test]
fn th_19_locals_at_exit() {
    ends("locals", 0, "main;local;worked;local;");
}
