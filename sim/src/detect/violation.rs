//! Violations by name.

use std::panic::Location;

use crate::choice::TaskId;
use crate::engine::{Contact, Violation, source_file};
use crate::trace::Recorder;
use crate::verdict::{
    Accessed, DataRace, Leak, NotOwner, Outcomes, Reached, UseAfterFree, Verdict,
};

/// The verdict on what an event did wrong.
pub(crate) fn violation(violation: &Violation, recorder: &mut Recorder) -> Verdict {
    match violation {
        Violation::DataRace {
            object,
            first,
            second,
        } => Verdict::DataRace(DataRace {
            object: recorder.object(*object),
            first: accessed(first, recorder),
            second: accessed(second, recorder),
        }),
        Violation::UseAfterFree {
            object,
            freed,
            touched,
        } => Verdict::UseAfterFree(UseAfterFree {
            object: recorder.object(*object),
            freed: accessed(freed, recorder),
            touched: accessed(touched, recorder),
        }),
        Violation::NotOwner {
            object,
            task,
            holder,
        } => Verdict::NotOwner(NotOwner {
            object: recorder.object(*object),
            task: recorder.task(*task),
            holder: holder.map(|holder| recorder.task(holder)),
        }),
        Violation::Leak { .. } => leak(violation, recorder),
        Violation::Reached { label, task } => reached(label, *task, recorder),
        Violation::Outcome(outcome) => Verdict::Outcomes(Outcomes {
            unexpected: Some(outcome.clone()),
            missing: Vec::new(),
        }),
    }
}

fn leak(violation: &Violation, recorder: &mut Recorder) -> Verdict {
    let Violation::Leak { memory, held } = violation else {
        return Verdict::Ok;
    };
    let memory = memory
        .iter()
        .map(|(object, by)| (recorder.memory(*object), accessed(by, recorder)))
        .collect();
    let held = held
        .iter()
        .map(|(object, task)| (recorder.object(*object), recorder.task(*task)))
        .collect();
    Verdict::Leak(Leak { memory, held })
}

fn reached(label: &str, task: TaskId, recorder: &Recorder) -> Verdict {
    Verdict::Reached(Reached {
        label: label.into(),
        task: recorder.task(task),
    })
}

fn accessed(contact: &Contact, recorder: &Recorder) -> Accessed {
    let place = |place: &Location<'_>| format!("{}:{}", source_file(place.file()), place.line());
    Accessed {
        task: recorder.task(contact.task),
        what: contact.what.into(),
        place: contact.place.map(place),
    }
}
