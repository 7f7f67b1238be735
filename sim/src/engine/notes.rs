//! Notes: what the program tells of its execution, and what it declares about all of them.

use crate::choice::TaskId;
use crate::declared::Declarations;

use super::execution::{Execution, Stop};
use super::limits::Ending;
use super::violation::Violation;

/// What the program has told of one execution.
#[derive(Default)]
pub(super) struct Notes {
    /// The labels that were reached, in their order.
    reached: Vec<String>,
    /// What tasks said about the outcome.
    outcomes: Vec<(TaskId, String)>,
}

impl Notes {
    /// Forgets the execution.
    pub(super) fn clear(&mut self) {
        self.reached.clear();
        self.outcomes.clear();
    }
}

impl Execution {
    /// The active task has come to the label.
    pub(super) fn reach(&mut self, label: &str) -> Result<(), Stop> {
        if self.ending.is_some() {
            return Ok(());
        }
        self.explain(|recorder, task, step| recorder.reached(task, step, label));
        if !self.notes.reached.iter().any(|known| known == label) {
            self.notes.reached.push(label.into());
        }
        if self.declared.forbids(label) {
            let (label, task) = (label.into(), self.active);
            return Err(self.violate(Violation::Reached { label, task }));
        }
        Ok(())
    }

    /// The active task tells a part of the outcome.
    pub(super) fn tell_outcome(&mut self, outcome: String) {
        if self.ending.is_none() {
            self.notes.outcomes.push((self.active, outcome));
        }
    }

    /// The program declares something.
    pub(super) fn declare(&mut self, declare: impl FnOnce(&mut Declarations)) {
        if self.ending.is_none() {
            declare(&mut self.declared);
        }
    }

    /// The labels that were reached, each once.
    pub(crate) fn reached(&self) -> &[String] {
        &self.notes.reached
    }

    /// What the tasks told about the outcome, in the order of the tasks; `None` if nobody told
    /// anything.
    pub(crate) fn outcome(&self) -> Option<String> {
        let mut told: Vec<_> = self.notes.outcomes.iter().collect();
        told.sort_by_key(|(task, _)| *task);
        let parts: Vec<_> = told.iter().map(|(_, part)| part.as_str()).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Looks at what is only known once every task has ended.
    pub(super) fn settle(&mut self) {
        self.leave_statics();
        if self.ending() != Ending::Complete || !self.panics().is_empty() {
            return;
        }
        if let Some(outcome) = self.outcome()
            && !self.declared.allows(&outcome)
        {
            self.violate(Violation::Outcome(outcome));
        } else if let Some(leak) = self.left_over() {
            self.violate(leak);
        }
    }
}
