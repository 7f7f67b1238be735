//! Repeating: whether a program does the same when it is given the same choices.
//!
//! The first execution of a search is made twice and compared, operation by operation. Where the
//! two differ, or where a later execution does not come to a choice that was there before, the
//! same choices are followed again until two lists of operations can be shown that differ.

use std::rc::Rc;

use crate::choice::Pick;
use crate::engine::{self, Ending, Execution};
use crate::explain::{Explained, explain, prepare};
use crate::setup::Setup;
use crate::trace::Recorder;
use crate::verdict::Difference;

/// So often the same choices are followed at most to see a difference.
const TIMES: usize = 6;
/// So many operations are shown before the first that differs, and from it on.
const BEFORE: usize = 3;
const AFTER: usize = 4;

/// What an execution did, in few numbers: those of two that do the same are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Print {
    operations: u64,
    pub(crate) ending: Ending,
    steps: u64,
    outcome: Option<String>,
}

/// The print of an execution that was made with a recorder for one.
pub(crate) fn print(execution: &mut Execution) -> Option<Print> {
    let recorder = execution.recorder.take()?;
    Some(Print {
        operations: recorder.print(),
        ending: execution.ending(),
        steps: execution.steps(),
        outcome: execution.outcome(),
    })
}

/// Whether the choices `picks` lead to another execution than the one whose print is given.
pub(crate) fn differs(
    setup: &Setup,
    program: &Rc<dyn Fn()>,
    picks: Vec<Pick>,
    print: &Print,
) -> bool {
    let execution = prepare(setup, picks, Recorder::for_print());
    let mut again = engine::run(Box::new(execution), program);
    self::print(&mut again).as_ref() != Some(print)
}

/// Follows the choices until two executions differ, and shows how.
pub(crate) fn compare(
    setup: &Setup,
    program: &Rc<dyn Fn()>,
    picks: &[Pick],
    what: String,
) -> Difference {
    let run = || operations(&explain(setup, program, picks.to_vec()));
    let once = run();
    let again = (1..TIMES).map(|_| run()).find(|again| *again != once);
    match again {
        Some(again) => show(&once, &again),
        None => Difference::of(format!(
            "{what}; {TIMES} more executions by the same choices did the same"
        )),
    }
}

/// The operations of an execution, and how it ended.
fn operations(explained: &Explained) -> Vec<String> {
    let trace = &explained.trace;
    let task = |row: &crate::trace::Row| &trace.tasks[row.task.index()];
    let rows = trace.rows.iter();
    let rows = rows.map(|row| format!("{}: {}", task(row), row.text));
    let end = format!("the end: {}", explained.verdict.word());
    let outcome = explained.outcome.iter();
    let outcome = outcome.map(|outcome| format!("the outcome: {outcome}"));
    rows.chain(outcome).chain([end]).collect()
}

/// Both lists around the first operation that differs.
fn show(once: &[String], again: &[String]) -> Difference {
    let both = once.iter().zip(again);
    let differs = both.take_while(|(one, other)| one == other).count();
    let begin = differs.saturating_sub(BEFORE);
    let window = |list: &[String]| {
        let end = list.len().min(differs + AFTER);
        list[begin.min(end)..end].to_vec()
    };
    let number = differs + 1;
    Difference {
        what: format!("the same choices were followed twice, and operation {number} differs"),
        first: begin + 1,
        once: window(once),
        again: window(again),
    }
}
