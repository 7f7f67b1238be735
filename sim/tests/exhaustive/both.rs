//! One program, explored by both strategies.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write};
use std::sync::Arc;

use waitword_sim::{Bounded, Exhaustive, Explorer, Report, Strategy, outcome, spawn};

/// An operation that a program of chance can do.
pub(crate) trait Operation: Copy + Debug + Send + Sync + 'static {
    /// What the tasks share.
    type Shared: Default + Send + Sync + 'static;

    /// Does it, and says what came of it.
    fn perform(self, shared: &Self::Shared) -> u32;
}

/// Runs the tasks, and tells what came of each operation.
fn run<O: Operation>(tasks: &[Vec<O>]) {
    let shared = Arc::new(O::Shared::default());
    let start = |(id, operations): (usize, &Vec<O>)| {
        let (operations, shared) = (operations.clone(), Arc::clone(&shared));
        spawn(&format!("task {id}"), move || {
            let results = operations.into_iter().map(|o| o.perform(&shared));
            results.collect::<Vec<_>>()
        })
    };
    let tasks: Vec<_> = tasks.iter().enumerate().map(start).collect();
    let mut told = String::new();
    for task in tasks {
        let results = task.join().expect("no operation panics");
        let _ = write!(told, "{results:?}");
    }
    outcome(told);
}

/// What a search has found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) verdict: &'static str,
    pub(crate) executions: u64,
    pub(crate) distinct: u64,
    pub(crate) blocked: u64,
    pub(crate) complete: bool,
    pub(crate) outcomes: BTreeSet<String>,
}

fn explore<O: Operation>(
    tasks: &[Vec<O>],
    explorer: Explorer,
    strategy: impl Strategy + 'static,
) -> Found {
    let tasks = tasks.to_vec();
    let report: Report = explorer.strategy(strategy).run(move || run(&tasks));
    Found {
        verdict: report.verdict.word(),
        executions: report.executions,
        distinct: report.distinct,
        blocked: report.blocked,
        complete: report.complete,
        outcomes: report.outcomes.into_keys().collect(),
    }
}

/// How the two compare.
pub(crate) type Compare = fn(exhaustive: &Found, walks: &Found) -> bool;

/// The same executions, each of them once.
pub(crate) fn same(exhaustive: &Found, walks: &Found) -> bool {
    let once = exhaustive.executions == exhaustive.distinct && exhaustive.blocked == 0;
    alike(exhaustive, walks)
        && (walks.verdict != "ok" || once && exhaustive.distinct == walks.distinct)
}

/// The same executions, each of them once; some that come to nothing beside.
pub(crate) fn once(exhaustive: &Found, walks: &Found) -> bool {
    as_many(exhaustive, walks)
        && (walks.verdict != "ok" || exhaustive.executions == exhaustive.distinct)
}

/// The same executions, some of them twice.
pub(crate) fn as_many(exhaustive: &Found, walks: &Found) -> bool {
    alike(exhaustive, walks) && (walks.verdict != "ok" || exhaustive.distinct == walks.distinct)
}

/// All executions of the walks, and perhaps more: walks do not go where the order of stores is not
/// that of time.
pub(crate) fn covers(exhaustive: &Found, walks: &Found) -> bool {
    if walks.verdict != "ok" || exhaustive.verdict != "ok" {
        return exhaustive.verdict != "nondeterminism";
    }
    exhaustive.complete
        && exhaustive.outcomes.is_superset(&walks.outcomes)
        && exhaustive.distinct >= walks.distinct
}

/// The same outcomes, or both a bug. A search ends at the first, and which is the first is nobody's
/// promise.
pub(crate) fn alike(exhaustive: &Found, walks: &Found) -> bool {
    let sound = exhaustive.verdict == "ok" && walks.verdict == "ok";
    if sound {
        return exhaustive.complete && exhaustive.outcomes == walks.outcomes;
    }
    let stuck = |found: &Found| found.verdict.ends_with("deadlock");
    exhaustive.verdict == walks.verdict || stuck(exhaustive) && stuck(walks)
}

fn difference<O: Operation>(
    tasks: &[Vec<O>],
    explorer: fn() -> Explorer,
    compare: Compare,
) -> Option<String> {
    let exhaustive = explore(tasks, explorer(), Exhaustive::new());
    let walks = explore(tasks, explorer(), Bounded::unbounded().older_stores());
    let differ = !compare(&exhaustive, &walks);
    differ.then(|| format!("{tasks:?}\n  once: {exhaustive:?}\n  all: {walks:?}"))
}

/// The programs that have one operation less.
fn shorter<O: Operation>(tasks: &[Vec<O>]) -> Vec<Vec<Vec<O>>> {
    let places = tasks.iter().enumerate();
    let places = places.flat_map(|(id, task)| (0..task.len()).map(move |at| (id, at)));
    let without = |(id, at): (usize, usize)| {
        let mut left = tasks.to_vec();
        left[id].remove(at);
        left.retain(|task| !task.is_empty());
        left
    };
    places.map(without).collect()
}

/// What is different, of the smallest program that can be had by taking operations away.
pub(crate) fn disagreement<O: Operation>(
    tasks: &[Vec<O>],
    explorer: fn() -> Explorer,
    compare: Compare,
) -> Option<String> {
    let mut tasks = tasks.to_vec();
    let mut found = difference(&tasks, explorer, compare)?;
    let smaller = |tasks: &[Vec<O>]| {
        let mut shorter = shorter(tasks).into_iter();
        shorter.find_map(|tasks| Some((difference(&tasks, explorer, compare)?, tasks)))
    };
    while let Some((difference, left)) = smaller(&tasks) {
        (found, tasks) = (difference, left);
    }
    Some(found)
}
