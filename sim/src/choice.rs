//! Choices: everything about an execution that is not determined by the program.
//!
//! Whatever may go one way or another is asked for here: which task runs next, which waiter a wake
//! reaches, what [`choose`](crate::choose) returns. The alternatives come in an order in which the
//! first is the default: go on with the same task, wake who has waited longest, zero. So an
//! execution is known by the choices that were not the default, and a program without any is a
//! plain run.

use std::fmt;

/// Which task: 0 is the one that was there first, the others in the order of their start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub(crate) u32);

impl TaskId {
    /// The number that `t3` shows.
    pub fn number(self) -> u32 {
        self.0
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t{}", self.0)
    }
}

/// One way an execution can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alternative {
    /// The task runs.
    Run(TaskId),
    /// The task's wait lasts until it is woken or its deadline passes.
    Wait(TaskId),
    /// The task's deadline passes now, before others do what they could do first.
    Expire(TaskId),
    /// The task's wait returns for no reason.
    Spurious(TaskId),
    /// The load reads the store that so many newer ones follow.
    Read(u32),
    /// The store comes before so many that are there.
    Place(u32),
    /// The weak compare-exchange does what it can.
    Succeed,
    /// The weak compare-exchange fails for no reason.
    Fail,
    /// The wake reaches this task.
    Waiter(TaskId),
    /// A number of the program's own choosing.
    Value(u32),
}

impl Alternative {
    /// The task that runs next, if it is about that.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Alternative::Run(task) => Some(task),
            _ => None,
        }
    }
}

impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Alternative::Run(task) => write!(f, "{task}"),
            Alternative::Wait(task) => write!(f, "wait:{task}"),
            Alternative::Expire(task) => write!(f, "expire:{task}"),
            Alternative::Spurious(task) => write!(f, "spurious:{task}"),
            Alternative::Read(newer) => write!(f, "read:{newer}"),
            Alternative::Place(newer) => write!(f, "place:{newer}"),
            Alternative::Succeed => f.write_str("succeed"),
            Alternative::Fail => f.write_str("fail"),
            Alternative::Waiter(task) => write!(f, "waiter:{task}"),
            Alternative::Value(value) => write!(f, "value:{value}"),
        }
    }
}

impl std::str::FromStr for Alternative {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let task = |text: &str| -> Result<TaskId, ()> {
            let number = text.strip_prefix('t').ok_or(())?;
            number.parse().map(TaskId).map_err(drop)
        };
        match text.split_once(':') {
            None if text == "succeed" => Ok(Alternative::Succeed),
            None if text == "fail" => Ok(Alternative::Fail),
            None => task(text).map(Alternative::Run),
            Some(("wait", rest)) => task(rest).map(Alternative::Wait),
            Some(("read", rest)) => rest.parse().map(Alternative::Read).map_err(drop),
            Some(("place", rest)) => rest.parse().map(Alternative::Place).map_err(drop),
            Some(("expire", rest)) => task(rest).map(Alternative::Expire),
            Some(("spurious", rest)) => task(rest).map(Alternative::Spurious),
            Some(("waiter", rest)) => task(rest).map(Alternative::Waiter),
            Some(("value", rest)) => rest.parse().map(Alternative::Value).map_err(drop),
            Some(_) => Err(()),
        }
    }
}

/// A choice to be made: at least two alternatives, the default first.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    /// The number of the event that this choice is part of, from 1.
    pub step: u64,
    /// Which choice of the event it is: 0 is who runs it.
    pub turn: u32,
    /// The ways to go on.
    pub alternatives: &'a [Alternative],
    /// Whether an alternative's task may turn out to be blocked.
    pub may_block: &'a dyn Fn(Alternative) -> bool,
    /// Whether what the tasks of two alternatives do next is done to the same object.
    pub conflict: &'a dyn Fn(Alternative, Alternative) -> bool,
    /// How many events a task has had.
    pub events: &'a dyn Fn(TaskId) -> u64,
    /// Whether every other alternative than the default takes the processor from a task that could
    /// go on.
    pub preempts: bool,
}

impl fmt::Debug for Choice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choice")
            .field("step", &self.step)
            .field("turn", &self.turn)
            .field("alternatives", &self.alternatives)
            .field("preempts", &self.preempts)
            .finish_non_exhaustive()
    }
}

/// A choice that was made, and was not the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pick {
    pub(crate) step: u64,
    pub(crate) turn: u32,
    pub(crate) picked: Alternative,
    /// It took the processor from a task that could go on.
    pub(crate) preempts: bool,
    /// All alternatives; only kept where the execution is to be explained.
    pub(crate) of: Vec<Alternative>,
}
