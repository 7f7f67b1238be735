//! Declarations: what a test expects of all executions of its program together.
//!
//! They are made on an [`Explorer`](crate::Explorer), or by the program itself, which may do so
//! anew in each execution: to declare the same again changes nothing.
//!
//! ```
//! use std::sync::{Arc, atomic::Ordering::SeqCst};
//! use waitword_sim::{Word, check, exact_outcomes, must_reach, outcome, reached, spawn};
//!
//! let report = check(|| {
//!     exact_outcomes(["0 then 1", "1 then 0"]);
//!     must_reach("the other was first");
//!     let count = Arc::new(Word::new(0));
//!     let other = Arc::clone(&count);
//!     let task = spawn("other", move || other.fetch_add(1, SeqCst));
//!     let mine = count.fetch_add(1, SeqCst);
//!     if mine == 1 {
//!         reached("the other was first");
//!     }
//!     outcome(format!("{mine} then {}", task.join().unwrap()));
//! });
//! assert_eq!(report.outcomes.len(), 2);
//! ```

use crate::declared::Declarations;
use crate::engine;
use crate::report::Report;
use crate::verdict::{Outcomes, Verdict};

/// What was declared and has not been seen when the search is over.
///
/// Reports of searches that were split can be put together first: their `outcomes` and
/// `reached` are sums.
pub(crate) fn judge(declared: &Declarations, report: &mut Report) {
    report.expected = declared.expected.unwrap_or("ok");
    if !report.verdict.is_ok() {
        return;
    }
    let outcomes = declared.outcomes.iter().flatten().cloned();
    let missing = without(outcomes, |outcome| report.outcomes.contains_key(outcome));
    let labels = declared.must_reach.iter().cloned();
    let unreached = without(labels, |label| report.reached.contains_key(label));
    if !unreached.is_empty() {
        report.verdict = Verdict::Unreached(unreached);
    } else if !missing.is_empty() {
        let unexpected = None;
        report.verdict = Verdict::Outcomes(Outcomes {
            unexpected,
            missing,
        });
    }
}

fn without(all: impl Iterator<Item = String>, seen: impl Fn(&String) -> bool) -> Vec<String> {
    all.filter(|one| !seen(one)).collect()
}

/// The search is to find the verdict of this word, and fails if it does not; see
/// [`Explorer::expect`](crate::Explorer::expect). Nothing outside a simulation.
///
/// # Panics
/// If no verdict has this word.
pub fn expect(word: &str) {
    engine::declare(|declared| declared.expect(word));
}

/// Some execution has to come to [`reached`] with this label; see
/// [`Explorer::must_reach`](crate::Explorer::must_reach). Nothing outside a simulation.
pub fn must_reach(label: &str) {
    engine::declare(|declared| declared.must_reach(label));
}

/// No execution may come to [`reached`] with this label; see
/// [`Explorer::never`](crate::Explorer::never). Nothing outside a simulation.
pub fn never(label: &str) {
    engine::declare(|declared| declared.never(label));
}

/// The outcomes of all executions together have to be these; see
/// [`Explorer::exact_outcomes`](crate::Explorer::exact_outcomes). Nothing outside a simulation.
pub fn exact_outcomes(outcomes: impl IntoIterator<Item: Into<String>>) {
    engine::declare(|declared| declared.exact_outcomes(outcomes));
}

/// The program has come to a point that [`must_reach`] or [`never()`] speaks of. Nothing outside a
/// simulation.
pub fn reached(label: &str) {
    engine::reached(label);
}

/// Tells how the execution came out: the report counts the executions of each outcome.
///
/// Where several tasks tell something, or one several times, the outcome is all of it, in the
/// order of the tasks, with `"; "` in between. Nothing outside a simulation.
pub fn outcome(outcome: impl Into<String>) {
    engine::outcome(outcome.into());
}
