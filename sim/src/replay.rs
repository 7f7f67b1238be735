//! Replaying a schedule: the same execution, event by event, or an error that says where it
//! differs.

use std::error::Error;
use std::fmt;
use std::rc::Rc;

use crate::declared::Declarations;
use crate::engine::Ending;
use crate::explain::{Explained, explain};
use crate::report::Report;
use crate::schedule::{Line, Schedule};
use crate::setup::Setup;
use crate::verdict::Verdict;

/// Why a schedule could not be replayed: the program is not the one it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayError {
    /// The line of the schedule, from 1.
    pub line: usize,
    /// What the schedule says.
    pub expected: String,
    /// What the program does.
    pub found: String,
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ReplayError {
            line,
            expected,
            found,
        } = self;
        write!(
            f,
            "line {line} of the schedule does not fit the program\n  \
             schedule: {expected}\n  program:  {found}"
        )
    }
}

impl Error for ReplayError {}

/// Runs `program` once with the choices of `schedule`.
///
/// ```
/// use waitword_sim::{Explorer, Event, replay};
///
/// let program = || {
///     let event = Event::new();
///     event.wait();
/// };
/// let found = Explorer::new().run(program);
/// let schedule = found.schedule.unwrap().to_string();
/// let again = replay(&schedule.parse().unwrap(), program).unwrap();
/// assert_eq!(again.verdict.word(), "deadlock");
/// ```
///
/// # Errors
/// [`ReplayError`] if the program does not come to the choices of the schedule, or to its end.
pub fn replay(schedule: &Schedule, program: impl Fn() + 'static) -> Result<Report, ReplayError> {
    replay_declared(schedule, Declarations::default(), Rc::new(program))
}

/// [`replay`] with what was declared to the search that found the schedule.
pub(crate) fn replay_declared(
    schedule: &Schedule,
    declared: Declarations,
    program: Rc<dyn Fn()>,
) -> Result<Report, ReplayError> {
    let setup = Setup {
        name: schedule.program.clone(),
        settings: schedule.settings.clone(),
        granularity: schedule.granularity,
        memory: schedule.memory,
        limits: schedule.limits,
        declared,
    };
    let begun = std::time::Instant::now();
    let explained = explain(&setup, &program, schedule.picks());
    compare(schedule, &explained)?;
    Ok(Report {
        strategy: schedule.strategy.clone(),
        executions: 1,
        distinct: 1,
        steps: explained.schedule.steps,
        elapsed: begun.elapsed(),
        verdict: explained.verdict,
        trace: Some(explained.trace),
        schedule: Some(schedule.clone()),
        ..Report::default()
    })
}

/// Whether the execution was the one of the schedule.
fn compare(schedule: &Schedule, explained: &Explained) -> Result<(), ReplayError> {
    let mut found = explained.schedule.lines.iter();
    for expected in &schedule.lines {
        let found = found.next();
        if found.is_none_or(|found| !same(expected, found)) {
            let found = found.map_or_else(|| ended(explained), Line::to_string);
            return Err(ReplayError {
                line: expected.number,
                expected: expected.to_string(),
                found,
            });
        }
    }
    let ending =
        |schedule: &Schedule| format!("{} after {} steps", schedule.verdict, schedule.steps);
    let mismatch = explained.ending == Ending::Mismatch;
    if mismatch || ending(schedule) != ending(&explained.schedule) {
        let line = schedule.verdict_line();
        let (expected, found) = (ending(schedule), ending(&explained.schedule));
        return Err(ReplayError {
            line,
            expected,
            found,
        });
    }
    Ok(())
}

fn same(expected: &Line, found: &Line) -> bool {
    let key = |line: &Line| (line.step, line.turn, line.picked, line.label.clone());
    key(expected) == key(found)
}

/// What to say of an execution that has no such choice.
fn ended(explained: &Explained) -> String {
    match &explained.verdict {
        Verdict::Nondeterminism(_) => "there is no such choice".into(),
        verdict => format!(
            "{} after {} steps",
            verdict.word(),
            explained.schedule.steps
        ),
    }
}
