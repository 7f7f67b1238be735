//! What is asked of an execution from outside: who has not ended, who panicked, who waits for ever.

use super::execution::Execution;
use super::task::{State, Task};
use crate::choice::TaskId;
use crate::event::Waits;

/// What the driver and the panic hook ask.
impl Execution {
    pub(super) fn unfinished(&self) -> Vec<TaskId> {
        let ids = (0..self.tasks.len() as u32).map(TaskId);
        ids.filter(|id| !self.tasks[id.index()].is_finished())
            .collect()
    }

    /// The active task has panicked.
    pub(super) fn panicked(&mut self, message: String) {
        let task = self.active;
        self.panics.push((task, message.clone()));
        self.explain(|recorder, task, step| recorder.panicked(task, step, &message));
    }

    /// The panics that ended tasks, and what they said, if there is one that nobody was told of.
    /// The others came before it and may be its cause, as where a task hands on what it was told.
    pub(crate) fn panics(&self) -> Vec<(TaskId, &str)> {
        let ended = |id: &TaskId| self.tasks[id.index()].panicked;
        if self.tasks.iter().all(|task| task.told || !task.panicked) {
            return Vec::new();
        }
        let ends = self.panics.iter().filter(|(id, _)| ended(id));
        ends.map(|(id, text)| (*id, &**text)).collect()
    }

    /// The tasks that wait for ever, each with the operation or the task that it waits for.
    pub(super) fn find_stuck(&self) -> Vec<(TaskId, Waits)> {
        let waits = |task: &Task| match task.state {
            State::Joining(target) => Some(Waits::For(target)),
            State::Ready | State::Finished => None,
            _ => Some(
                task.operations
                    .last()
                    .map_or(Waits::Word, |o| Waits::In(*o)),
            ),
        };
        let tasks = self.tasks.iter().enumerate();
        tasks
            .filter_map(|(id, task)| Some((TaskId(id as u32), waits(task)?)))
            .collect()
    }
}
