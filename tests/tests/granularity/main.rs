//! The black box and the white box: the same programs have the same outcomes in both.
//!
//! In the black box an operation of a primitive is one event; in the white box its words' own
//! operations interleave. Where the two differ, a primitive is not what it says, or the black box
//! leaves something out. `primitives` has a program for each primitive, `random` many small ones.

mod primitives;
mod random;

use std::fmt::Debug;

use waitword_sim::{Exhaustive, Explorer, Granularity, Report, Strategy, Verdict, outcome};

/// What the executions of a program return, as text.
fn outcomes<T: Debug>(explorer: Explorer, program: impl Fn() -> T + 'static) -> Report {
    let report = explorer.run(move || outcome(format!("{:?}", program())));
    let limited = matches!(report.verdict, Verdict::Limit(_));
    assert!(report.verdict.is_ok() || limited, "{report}");
    report
}

/// Every execution.
fn every(granularity: Granularity) -> Explorer {
    let explorer = Explorer::new().granularity(granularity);
    explorer.strategy(Exhaustive::new())
}

/// All that the program can return, which is the same in both boxes.
fn same<T: Debug + 'static>(program: fn() -> T) -> Vec<String> {
    same_by(Exhaustive::new(), program)
}

/// As [`same`], with another strategy in the white box, where some programs have too many
/// executions.
fn same_by<T: Debug + 'static>(
    strategy: impl Strategy + 'static,
    program: fn() -> T,
) -> Vec<String> {
    let black = outcomes(every(Granularity::BlackBox), program);
    let explorer = Explorer::new().granularity(Granularity::WhiteBox);
    let white = outcomes(explorer.strategy(strategy), program);
    assert!(black.complete && white.complete);
    let (black, white): (Vec<_>, Vec<_>) = (
        black.outcomes.into_keys().collect(),
        white.outcomes.into_keys().collect(),
    );
    assert_eq!(black, white, "black box, white box");
    black
}
