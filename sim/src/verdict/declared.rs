//! Verdicts on what a test declared about its executions.

use std::fmt;

/// A label that no execution was to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The label.
    pub label: String,
    /// The name of the task that came to it.
    pub task: String,
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reached { label, task } = self;
        write!(
            f,
            "{task} came to \"{label}\", which was never to be reached"
        )
    }
}

/// Outcomes that differ from those that were declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// The outcome of the execution that the trace shows, which none was to have.
    pub unexpected: Option<String>,
    /// The outcomes that no execution had, where all had been looked for.
    pub missing: Vec<String>,
}

impl Outcomes {
    pub(super) fn lines(&self) -> Vec<String> {
        let unexpected = self.unexpected.iter();
        let unexpected = unexpected.map(|outcome| format!("unexpected: {outcome}"));
        let missing = self.missing.iter();
        let missing = missing.map(|outcome| format!("missing: {outcome}"));
        unexpected.chain(missing).collect()
    }
}

/// The lines of labels that were to be reached.
pub(super) fn unreached(labels: &[String]) -> Vec<String> {
    let line = |label: &String| format!("no execution came to \"{label}\"");
    labels.iter().map(line).collect()
}
