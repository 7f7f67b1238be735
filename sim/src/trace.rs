//! The trace: what happened in one execution, event by event, to be read by people.

mod fold;
mod history;
mod objects;
mod pointers;
mod print;
mod recorder;
mod text;

pub(crate) use history::Sleep;
pub(crate) use recorder::{Recorder, one_line};

use std::fmt;

use crate::choice::TaskId;

/// What happened in one execution.
///
/// It names tasks and objects, never addresses, paths or durations of this machine, so it is the
/// same wherever the schedule is replayed. `Display` gives the short form: a column for each task,
/// a row for each event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub(crate) tasks: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// What the tasks that wait for ever wait for.
    pub(crate) stuck: Vec<Row>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1; 0 if it did not happen.
    pub step: u64,
    /// Who did it.
    pub task: TaskId,
    /// What: `lock fork 1`.
    pub text: String,
    /// The task was given the processor while another could have gone on.
    pub preempts: bool,
}

impl Trace {
    /// The names of the tasks, by number.
    pub fn tasks(&self) -> &[String] {
        &self.tasks
    }

    /// The events in their order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(f, self)
    }
}
