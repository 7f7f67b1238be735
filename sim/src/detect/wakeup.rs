//! Lost wakeups: a task sleeps, although what was to wake it has happened.

use crate::choice::TaskId;
use crate::event::Waits;
use crate::trace::{Recorder, Sleep};

/// What each of these tasks, which wait for ever, missed, as far as it missed something.
pub(super) fn lost(stuck: &[(TaskId, Waits)], recorder: &mut Recorder) -> Vec<String> {
    let mut lines = Vec::new();
    for (task, waits) in stuck {
        let Some(sleep) = recorder.history().asleep(*task) else {
            continue;
        };
        let who = recorder.stuck(*task, *waits);
        let missed = went_to_another(*task, sleep, stuck, recorder)
            .or_else(|| came_too_early(*task, sleep, recorder))
            .or_else(|| changed_in_silence(*task, sleep, recorder))
            .or_else(|| read_what_was_old(*task, sleep, recorder));
        let missed = missed.map(|missed| format!("{} missed {}: {missed}", who.task, who.object));
        lines.extend(missed);
    }
    lines
}

/// A wake of the word that came while the task slept reached only tasks that wait there again.
fn went_to_another(
    task: TaskId,
    sleep: Sleep,
    stuck: &[(TaskId, Waits)],
    recorder: &Recorder,
) -> Option<String> {
    let history = recorder.history();
    let again = |other: &TaskId| {
        let sleeps = history.asleep(*other);
        let here = sleeps.is_some_and(|other| other.address == sleep.address);
        *other != task && here && stuck.iter().any(|(stuck, _)| stuck == other)
    };
    let mut calls = history.calls(sleep.address).rev();
    let call = calls.find(|call| {
        call.step > sleep.since && !call.woken.is_empty() && call.woken.iter().all(again)
    })?;
    let woken: Vec<_> = call
        .woken
        .iter()
        .map(|woken| recorder.task(*woken))
        .collect();
    let by = recorder.task(call.by);
    Some(format!(
        "the wake by {by} in step {} reached {}, which waits again",
        call.step,
        woken.join(", ")
    ))
}

/// The last wake of the word came before the task slept, and reached nobody.
fn came_too_early(task: TaskId, sleep: Sleep, recorder: &Recorder) -> Option<String> {
    let call = recorder.history().calls(sleep.address).next_back()?;
    let early = (sleep.before..=sleep.since).contains(&call.step);
    let lost = early && call.woken.is_empty() && call.by != task;
    lost.then(|| {
        format!(
            "the wake by {} in step {} came before the sleep in step {}",
            recorder.task(call.by),
            call.step,
            sleep.since
        )
    })
}

/// The word that the task sleeps on was changed, and nobody was woken.
fn changed_in_silence(task: TaskId, sleep: Sleep, recorder: &mut Recorder) -> Option<String> {
    let history = recorder.history();
    let change = history.change(sleep.address)?;
    let told = history
        .calls(sleep.address)
        .any(|call| call.step >= change.step);
    let silent = change.step > sleep.since && change.task != task && change.value != sleep.held;
    if told || !silent {
        return None;
    }
    let (by, word) = (
        recorder.task(change.task),
        recorder.word_name(sleep.address),
    );
    Some(format!(
        "{by} changed {word} in step {} and woke nobody",
        change.step
    ))
}

/// The last word that the task read before it slept is no longer, or was not even then, what it
/// read.
fn read_what_was_old(task: TaskId, sleep: Sleep, recorder: &mut Recorder) -> Option<String> {
    let history = recorder.history();
    let read = history.read_before(task, sleep)?;
    let change = history.change(read.address)?;
    if change.task == task
        || change.value == read.value
        || history
            .calls(sleep.address)
            .any(|call| call.step > change.step)
    {
        return None;
    }
    let (by, word) = (recorder.task(change.task), recorder.word_name(read.address));
    Some(format!(
        "it read {word} as {} in step {}, and {by} made it {} in step {}",
        read.value, read.step, change.value, change.step
    ))
}
