//! The traces of the programs, as people read them, kept as snapshots.
//!
//! Each program runs in turns of one step for each task; the broken one is explored until it fails.
//! A snapshot changes only if the engine, the program or the form of a trace does.

use insta::assert_snapshot;
use waitword_sim::programs::{self, Program};
use waitword_sim::{Bounded, Explorer, Granularity, Report, Sim, replay};

fn program(name: &str) -> &'static Program {
    programs::find::<Sim>(name).expect("the program is in the table")
}

/// A run of the program in turns.
fn turns(name: &str, settings: &[&str]) -> Report {
    let program = program(name);
    let settings = program
        .settings(settings.iter().copied())
        .expect("the settings exist");
    Explorer::new()
        .name(name)
        .trace(move || (program.run)(&settings))
}

/// The trace of a run that ends well.
fn sound(name: &str, settings: &[&str]) -> String {
    let report = turns(name, settings);
    assert!(report.verdict.is_ok(), "{report}");
    report.trace.expect("it was written down").to_string()
}

#[test]
fn philosophers() {
    let program = program("philosophers");
    let report = Explorer::new()
        .name("philosophers")
        .run(|| (program.run)(&program.defaults()));
    assert_snapshot!(report.to_string());
}

#[test]
fn two_philosophers_side_by_side() {
    let program = program("philosophers");
    let settings = program.settings(["philosophers=2"]).unwrap();
    let explorer = Explorer::new()
        .name("philosophers")
        .strategy(Bounded::new(1));
    assert_snapshot!(explorer.run(move || (program.run)(&settings)).to_string());
}

#[test]
fn two_philosophers_in_the_white_box() {
    let program = program("philosophers");
    let settings = program.settings(["philosophers=2"]).unwrap();
    let explorer = Explorer::new().granularity(Granularity::WhiteBox);
    let explorer = explorer.name("philosophers").strategy(Bounded::new(1));
    assert_snapshot!(explorer.run(move || (program.run)(&settings)).to_string());
}

#[test]
fn philosophers_ordered() {
    assert_snapshot!(sound("philosophers-ordered", &["philosophers=3"]));
}

#[test]
fn philosophers_one_lock() {
    assert_snapshot!(sound("philosophers-one-lock", &["philosophers=2"]));
}

#[test]
fn printer() {
    assert_snapshot!(sound("printer", &["users=3", "printers=2"]));
}

#[test]
fn condition_list() {
    assert_snapshot!(sound(
        "condition-list",
        &["producers=1", "consumers=1", "items=2", "room=1"]
    ));
}

#[test]
fn barrier() {
    assert_snapshot!(sound("barrier", &["stops=1"]));
}

#[test]
fn queue() {
    assert_snapshot!(sound(
        "queue",
        &["producers=1", "workers=1", "jobs=2", "slots=1"]
    ));
}

#[test]
fn event() {
    assert_snapshot!(sound("event", &[]));
}

#[test]
fn a_kept_schedule_replays_byte_for_byte() {
    let program = program("philosophers");
    let run = move || (program.run)(&program.defaults());
    let found = Explorer::new().name("philosophers").run(run);
    let schedule = found
        .schedule
        .expect("it deadlocks")
        .to_string()
        .parse()
        .unwrap();
    let trace = found.trace.expect("it was written down").to_string();
    for _ in 0..100 {
        let again = replay(&schedule, run).unwrap();
        assert_eq!(
            again.trace.map(|trace| trace.to_string()).as_deref(),
            Some(&*trace)
        );
    }
}
