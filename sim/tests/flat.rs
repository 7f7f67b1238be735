//! Memory: an exploration keeps of each execution no more than a number that stands for it. Alone
//! in its process, whose memory it measures.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_sim::{Exhaustive, Explorer, Word, spawn};

/// What may be kept of an execution, in bytes: a number in a table that grows by doubling.
const EACH: u64 = 48;

/// The most memory that the process has had so far, in KiB, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Five tasks that add twice each: 113,400 executions.
fn additions() {
    let sum = Arc::new(Word::new(0));
    let twice = |sum: &Word| (0..2).for_each(|_| _ = sum.fetch_add(1, Relaxed));
    let others = [(); 4].map(|()| {
        let sum = Arc::clone(&sum);
        spawn("other", move || twice(&sum))
    });
    twice(&sum);
    others.into_iter().for_each(|other| other.join().unwrap());
    assert_eq!(sum.load(Relaxed), 10);
}

#[test]
fn memory_stays_flat_over_a_hundred_thousand_executions() {
    let explore = |executions| {
        let explorer = Explorer::new().strategy(Exhaustive::new());
        let report = explorer.executions(executions).run(additions);
        assert_eq!((report.executions, report.complete), (executions, false));
        peak()
    };
    let (few, many) = (explore(10_000), explore(100_000));
    if let (Some(few), Some(many)) = (few, many) {
        let kept = (many - few) * 1_024 / 90_000;
        assert!(
            kept <= EACH,
            "{few} KiB, then {many} KiB: {kept} bytes each"
        );
    }
}
