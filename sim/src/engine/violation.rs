//! Violations: what one event does wrong by itself, whoever runs before and after it.
//!
//! A detector that finds one tells the execution, which ends there. Only what is needed to name
//! things is kept; the names come when the execution is run once more to be explained.

use std::panic::Location;

use waitword_core::Object;

use super::execution::{Execution, NOBODY, Stop};
use super::limits::Ending;
use crate::choice::TaskId;

/// How a task came near an object, for a verdict.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contact {
    pub(crate) task: TaskId,
    /// What it did: `write`.
    pub(crate) what: &'static str,
    /// Where in the source, if that is known.
    pub(crate) place: Option<&'static Location<'static>>,
}

/// What an event did that no event may do.
#[derive(Clone, Debug)]
pub(crate) enum Violation {
    /// Two tasks touched the same data, nothing put them in an order, and one of them wrote.
    DataRace {
        object: Object,
        first: Contact,
        second: Contact,
    },
    /// An object was touched after its memory was given back.
    UseAfterFree {
        object: Object,
        freed: Contact,
        touched: Contact,
    },
    /// A task gave back what others hold, or nobody.
    NotOwner {
        object: Object,
        task: TaskId,
        holder: Option<TaskId>,
    },
    /// Memory that nobody gave back, and locks that nobody unlocked.
    Leak {
        memory: Vec<(Object, Contact)>,
        held: Vec<(Object, TaskId)>,
    },
    /// A task came to what was never to be reached.
    Reached { label: String, task: TaskId },
    /// The execution had an outcome that none should have.
    Outcome(String),
}

impl Execution {
    /// Ends the execution: the first violation is its verdict.
    pub(super) fn violate(&mut self, violation: Violation) -> Stop {
        if self.ending.is_none() || self.ending == Some(Ending::Complete) {
            self.ending = Some(Ending::Violation);
            self.violation = Some(violation);
        }
        self.next = None;
        Stop::For(NOBODY)
    }

    /// There is no memory for the stack of a task.
    #[cold]
    pub(super) fn run_out_of_stacks(&mut self, task: TaskId) {
        self.without_stack.get_or_insert(task);
        self.end(Ending::Limit);
    }

    /// What the execution ended with, if that is a violation.
    pub(crate) fn violation(&self) -> Option<&Violation> {
        self.violation.as_ref()
    }
}
