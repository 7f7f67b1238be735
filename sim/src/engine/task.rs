//! Tasks: what each is doing, and what it waits for.

use waitword_core::Operation;

use super::words::Touched;
use crate::choice::TaskId;

/// What a task does; returns whether it panicked.
pub(crate) type Body = Box<dyn FnOnce() -> bool>;

/// What a task can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It can go on.
    Ready,
    /// It sleeps on a word until it is woken.
    Asleep { word: usize },
    /// It tries again once a word changes that it has read.
    Blocked,
    /// It waits for the end of another task.
    Joining(TaskId),
    /// It lets time pass.
    Sleeping,
    /// It has ended.
    Finished,
}

/// One task of an execution.
pub(super) struct Task {
    pub(super) state: State,
    /// When it goes on in any case.
    pub(super) deadline: Option<u64>,
    /// It was chosen to run: its next event needs no choice.
    pub(super) chosen: bool,
    /// The operations it is in; only the outermost is an event in the black box.
    pub(super) operations: Vec<Operation>,
    /// Whether the operation it has come to may have to wait.
    pub(super) waits: bool,
    /// The words that its newest event has touched.
    pub(super) touched: Vec<Touched>,
    /// That event did what cannot be taken back.
    pub(super) acted: bool,
    /// Who it is, whatever the order in which tasks were started: a hash of its ancestry.
    pub(super) identity: u64,
    pub(super) events: u64,
    pub(super) children: u64,
    /// What it has not begun to run yet.
    pub(super) body: Option<Body>,
    /// A panic is on its way through its frames.
    pub(super) unwinding: bool,
    /// A panic ended it.
    pub(super) panicked: bool,
    /// Who joined it has that panic.
    pub(super) told: bool,
}

impl Task {
    /// A task that has not begun, in the memory of one that is over.
    pub(super) fn new(identity: u64, body: Body, spare: Option<Task>) -> Task {
        let (mut operations, mut touched) = match spare {
            Some(task) => (task.operations, task.touched),
            None => Default::default(),
        };
        operations.clear();
        touched.clear();
        Task {
            state: State::Ready,
            deadline: None,
            chosen: false,
            operations,
            waits: false,
            touched,
            acted: false,
            identity,
            events: 0,
            children: 0,
            body: Some(body),
            unwinding: false,
            panicked: false,
            told: false,
        }
    }

    /// Whether its next event may come to nothing.
    pub(super) fn may_block(&self) -> bool {
        self.operations.is_empty() && self.waits
    }

    pub(super) fn is_finished(&self) -> bool {
        self.state == State::Finished
    }
}
