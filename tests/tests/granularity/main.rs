//! The black box and the white box: the same programs have the same outcomes in both.
//!
//! In the black box an operation of a primitive is one event; in the white box its words' own
//! operations interleave. Where the two differ, a primitive is not what it says, or the black box
//! leaves something out. `primitives` has a program for each primitive, `random` many small ones.

mod primitives;
mod random;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use waitword_sim::{Exhaustive, Explorer, Granularity, Report, Strategy, Verdict};

/// What the executions of a program return.
fn outcomes<T: Ord + 'static>(
    explorer: Explorer,
    program: impl Fn() -> T + 'static,
) -> (BTreeSet<T>, Report) {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let notes = Arc::clone(&seen);
    let report = explorer.run(move || {
        let outcome = program();
        let mut seen = notes.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(outcome);
    });
    let limited = matches!(report.verdict, Verdict::Limit(_));
    assert!(report.verdict.is_ok() || limited, "{report}");
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    (std::mem::take(&mut seen), report)
}

/// Every execution.
fn every(granularity: Granularity) -> Explorer {
    let explorer = Explorer::new().granularity(granularity);
    explorer.strategy(Exhaustive::new())
}

/// All that the program can return, which is the same in both boxes.
fn same<T: Ord + Debug + 'static>(program: fn() -> T) -> BTreeSet<T> {
    same_by(Exhaustive::new(), program)
}

/// As [`same`], with another strategy in the white box, where some programs have too many
/// executions.
fn same_by<T: Ord + Debug + 'static>(
    strategy: impl Strategy + 'static,
    program: fn() -> T,
) -> BTreeSet<T> {
    let (black, all) = outcomes(every(Granularity::BlackBox), program);
    assert!(all.complete);
    let explorer = Explorer::new().granularity(Granularity::WhiteBox);
    let (white, all) = outcomes(explorer.strategy(strategy), program);
    assert!(all.complete);
    assert_eq!(black, white, "black box, white box");
    black
}
