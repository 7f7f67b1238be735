//! Explaining an execution: it is run once more by its choices, and everything is written down.

use std::rc::Rc;

use crate::choice::Pick;
use crate::detect;
use crate::engine::{self, Ending, Execution, Violation};
use crate::schedule::{Line, Schedule};
use crate::setup::Setup;
use crate::strategy::Replay;
use crate::trace::{Recorder, Trace, one_line};
use crate::verdict::{Difference, Verdict};

/// One execution with all that is known about it.
pub(crate) struct Explained {
    pub(crate) ending: Ending,
    pub(crate) outcome: Option<String>,
    pub(crate) verdict: Verdict,
    pub(crate) trace: Trace,
    pub(crate) schedule: Schedule,
}

/// An execution that is to make the choices `picks` and to tell the recorder.
pub(crate) fn prepare(setup: &Setup, picks: Vec<Pick>, recorder: Recorder) -> Execution {
    let mut replay = Box::new(Replay::new(picks));
    crate::strategy::Strategy::begin(&mut *replay);
    let mut execution = Execution::new(setup.granularity, setup.memory, setup.limits, replay);
    execution.declared = setup.declared.clone();
    execution.recorder = Some(recorder);
    execution
}

/// Runs `program` with the choices `picks`.
pub(crate) fn explain(setup: &Setup, program: &Rc<dyn Fn()>, picks: Vec<Pick>) -> Explained {
    let execution = prepare(setup, picks, Recorder::default());
    let mut execution = engine::run(Box::new(execution), program);
    let mut recorder = execution.recorder.take().unwrap_or_default();
    let ending = execution.ending();
    let verdict = verdict(&execution, &mut recorder);
    let lines = lines(execution.picks(), &mut recorder);
    let trace = recorder.into_trace(&execution.stuck);
    let schedule = Schedule {
        program: one_line(&setup.name),
        strategy: "replay".into(),
        granularity: setup.granularity,
        memory: setup.memory,
        settings: setup
            .settings
            .iter()
            .map(|(name, value)| (one_line(name), one_line(value)))
            .collect(),
        tasks: trace.tasks.clone(),
        verdict: verdict.word().into(),
        steps: execution.steps(),
        limits: setup.limits,
        lines,
    };
    Explained {
        ending,
        outcome: execution.outcome(),
        verdict,
        trace,
        schedule,
    }
}

fn verdict(execution: &Execution, recorder: &mut Recorder) -> Verdict {
    let panics = execution.panics();
    match execution.ending() {
        Ending::Violation => named(execution.violation(), recorder),
        Ending::Limit => without_end(execution, recorder),
        Ending::Mismatch => {
            Verdict::Nondeterminism(Difference::of("a choice of the schedule is not there"))
        }
        _ if !panics.is_empty() => {
            let panics = panics
                .into_iter()
                .map(|(task, message)| recorder.panic(task, message));
            Verdict::Panic(panics.collect())
        }
        Ending::Stuck => detect::deadlock(&execution.stuck, recorder),
        Ending::Complete | Ending::Panic | Ending::SeenAll => Verdict::Ok,
    }
}

fn named(violation: Option<&Violation>, recorder: &mut Recorder) -> Verdict {
    violation.map_or(Verdict::Ok, |violation| {
        detect::violation(violation, recorder)
    })
}

/// The verdict on an execution that was not to go on.
fn without_end(execution: &Execution, recorder: &Recorder) -> Verdict {
    if let Some(task) = execution.without_stack {
        let (task, number) = (recorder.task(task), task.number() + 1);
        return Verdict::Limit(format!(
            "the operating system has no memory for the stack of {task}, the {number}th task"
        ));
    }
    match detect::livelock(recorder) {
        Some(lines) if execution.pauses() <= execution.steps() => Verdict::Livelock(lines),
        _ => Verdict::Limit(limit(execution)),
    }
}

/// What an execution without an end did, of which there are so many.
fn limit(execution: &Execution) -> String {
    let (steps, pauses) = (execution.steps(), execution.pauses());
    if pauses > steps {
        format!("the execution has not ended after {pauses} pauses and {steps} steps")
    } else {
        format!("the execution has not ended after {steps} steps")
    }
}

/// The lines of the schedule, which take their labels from the recorded rows.
fn lines(picks: &[Pick], recorder: &mut Recorder) -> Vec<Line> {
    let mut line = |(index, pick): (usize, &Pick)| {
        if pick.preempts {
            recorder.preempted(pick.step);
        }
        Line {
            step: pick.step,
            turn: pick.turn,
            picked: pick.picked,
            label: recorder.label(pick.step),
            of: pick.of.clone(),
            number: index,
        }
    };
    picks.iter().enumerate().map(&mut line).collect()
}
