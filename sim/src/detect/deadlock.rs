//! Deadlocks: which kind it is, and why nobody comes.

use super::wakeup;
use crate::choice::TaskId;
use crate::event::Waits;
use crate::trace::Recorder;
use crate::verdict::{Cause, Deadlock, Stuck, Verdict};

/// A task that waits for ever, and those whose move it waits for, if that is known.
struct Wait {
    task: TaskId,
    waits: Waits,
    on: Vec<TaskId>,
}

/// The verdict on tasks that wait for ever.
pub(crate) fn deadlock(stuck: &[(TaskId, Waits)], recorder: &mut Recorder) -> Verdict {
    let wait = |&(task, waits): &(TaskId, Waits)| Wait {
        task,
        waits,
        on: match waits {
            Waits::For(target) => vec![target],
            _ => recorder.holders(waits),
        },
    };
    let waits: Vec<_> = stuck.iter().map(wait).collect();
    let tell = |wait: &Wait, recorder: &mut Recorder| recorder.stuck(wait.task, wait.waits);
    let only_own =
        |wait: &&Wait| !wait.on.is_empty() && wait.on.iter().all(|holder| *holder == wait.task);
    let own = waits.iter().find(only_own);
    let cycle = own.map(|own| vec![own]).or_else(|| cycle(&waits));
    let lost = wakeup::lost(stuck, recorder);
    let cause = match &cycle {
        Some(cycle) => Cause::Cycle(cycle.iter().map(|wait| tell(wait, recorder)).collect()),
        None if !lost.is_empty() => Cause::LostWakeup(lost),
        None => Cause::OrphanWait(orphans(&waits, recorder)),
    };
    let all = waits.iter().map(|wait| tell(wait, recorder)).collect();
    let deadlock = Deadlock { cause, stuck: all };
    if own.is_some() {
        Verdict::SelfDeadlock(deadlock)
    } else if waits.iter().all(|wait| wait.task != TaskId(0)) {
        Verdict::PartialDeadlock(deadlock)
    } else {
        Verdict::Deadlock(deadlock)
    }
}

/// Tasks of which each waits for the next one, and the last one for the first.
///
/// One of several holders may be what ends a wait, so such a wait is in a cycle only if all of
/// them are stuck; of those the first is told.
fn cycle(waits: &[Wait]) -> Option<Vec<&Wait>> {
    let of = |task: TaskId| waits.iter().find(|wait| wait.task == task);
    let next = |wait: &Wait| {
        let stuck = wait.on.iter().all(|task| of(*task).is_some());
        if stuck { of(*wait.on.first()?) } else { None }
    };
    waits.iter().find_map(|start| {
        let mut path = vec![start];
        while path.len() <= waits.len() {
            let wait = next(path[path.len() - 1])?;
            if wait.task == start.task {
                return Some(path);
            }
            path.push(wait);
        }
        None
    })
}

/// What there is to say of waits whose end nobody brings: not those for other tasks that wait.
fn orphans(waits: &[Wait], recorder: &mut Recorder) -> Vec<String> {
    let stuck = |task: &TaskId| waits.iter().any(|wait| wait.task == *task);
    let alone: Vec<_> = waits
        .iter()
        .filter(|wait| wait.on.is_empty() || !wait.on.iter().all(stuck))
        .collect();
    let mut line = |wait: &&Wait| {
        let Stuck { task, object, .. } = recorder.stuck(wait.task, wait.waits);
        let held = wait.on.iter().map(|holder| recorder.task(*holder));
        let held: Vec<_> = held.collect();
        match held.as_slice() {
            [] => format!("nobody is left who could end the wait of {task} for {object}"),
            held => format!("{} ended without giving {object} back", held.join(", ")),
        }
    };
    alone.iter().map(&mut line).collect()
}
