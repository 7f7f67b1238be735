//! Verdicts on how tasks touch objects: races, freed memory, foreign locks, leaks.

use std::fmt;

/// One touch of an object by a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accessed {
    /// The task's name.
    pub task: String,
    /// What it did: `write`.
    pub what: String,
    /// Where in the source, as `file:line`, if that is known.
    pub place: Option<String>,
}

impl fmt::Display for Accessed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.task, self.what)?;
        match &self.place {
            Some(place) => write!(f, " at {place}"),
            None => Ok(()),
        }
    }
}

/// Two touches of the same data of which nothing puts one before the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataRace {
    /// What both touched.
    pub object: String,
    /// The touch that came first in this execution.
    pub first: Accessed,
    /// The other one.
    pub second: Accessed,
}

impl DataRace {
    pub(super) fn lines(&self) -> Vec<String> {
        let DataRace {
            object,
            first,
            second,
        } = self;
        vec![
            format!("{object} is touched by two tasks at the same time"),
            first.to_string(),
            second.to_string(),
        ]
    }
}

/// A touch of what is not there any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseAfterFree {
    /// What was touched.
    pub object: String,
    /// Who gave its memory back.
    pub freed: Accessed,
    /// Who touched it afterwards.
    pub touched: Accessed,
}

impl UseAfterFree {
    pub(super) fn lines(&self) -> Vec<String> {
        let UseAfterFree {
            object,
            freed,
            touched,
        } = self;
        vec![
            format!("{object} is touched after its memory was given back"),
            freed.to_string(),
            touched.to_string(),
        ]
    }
}

/// What is left when every task has ended.
///
/// Two things count: memory whose owner tells the simulator of its beginning and its end and that
/// was never given back, and locks that are held although their holder has ended. A permit of a
/// semaphore is nobody's own, so none is ever missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// Memory that was not given back, and who asked for it.
    pub memory: Vec<(String, Accessed)>,
    /// Locks that are held, and the names of the tasks that held them when they ended.
    pub held: Vec<(String, String)>,
}

impl Leak {
    pub(super) fn lines(&self) -> Vec<String> {
        let memory = self.memory.iter();
        let memory = memory.map(|(object, by)| format!("{object} was never freed ({by})"));
        let held = self.held.iter();
        let held = held.map(|(object, task)| format!("{object} is still held by {task}"));
        memory.chain(held).collect()
    }
}

/// A lock that was given back by a task that does not hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotOwner {
    /// The lock.
    pub object: String,
    /// The name of the task that gave it back.
    pub task: String,
    /// The name of the task that holds it, if one does.
    pub holder: Option<String>,
}

impl fmt::Display for NotOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotOwner {
            object,
            task,
            holder,
        } = self;
        match holder {
            Some(holder) => write!(f, "{task} releases {object}, which {holder} holds"),
            None => write!(f, "{task} releases {object}, which nobody holds"),
        }
    }
}
