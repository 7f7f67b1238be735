//! Tasks: what each is doing, and what it waits for.

use waitword_core::Operation;

use super::alone::Alone;
use super::blocks::Touched;
use super::spins::Looks;
use crate::choice::TaskId;

/// What a task does; returns whether it panicked.
pub(crate) type Body = Box<dyn FnOnce() -> bool>;

/// What a task can do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// It can go on.
    #[default]
    Ready,
    /// It sleeps on a word until it is woken.
    Asleep { word: usize },
    /// It tries again once a word changes that it has read.
    Blocked,
    /// It waits for the end of another task.
    Joining(TaskId),
    /// It looks at words again and again, and is run once one of them changes.
    Spinning,
    /// It lets time pass.
    Sleeping,
    /// It has ended.
    Finished,
}

/// One task of an execution.
#[derive(Default)]
pub(super) struct Task {
    pub(super) state: State,
    /// When it goes on in any case.
    pub(super) deadline: Option<u64>,
    /// It was chosen to run: its next event needs no choice.
    pub(super) chosen: bool,
    /// The operations it is in.
    pub(super) operations: Vec<Operation>,
    /// Which of them are events in the black box: the outermost, and each on an object that is no
    /// part of the one before.
    pub(super) layers: Vec<usize>,
    /// An inner event has ended: what comes next of the outer operation is another event.
    pub(super) split: bool,
    /// It has come to the beginning of an operation.
    pub(super) entered: Option<Operation>,
    /// Its newest event is a later one of its operation.
    pub(super) halfway: bool,
    /// Its newest event has come to nothing.
    pub(super) tries: bool,
    /// Whether that operation may have to wait.
    pub(super) waits: bool,
    /// Whether that has a deadline.
    pub(super) timed: bool,
    /// The address of the word or object that it touches next, 0 for none.
    pub(super) target: usize,
    /// What it has looked at since it did something.
    pub(super) looks: Looks,
    /// It has looked at the same again, and goes on once it finds something else.
    pub(super) spins: bool,
    /// The words that its newest event has touched.
    pub(super) touched: Vec<Touched>,
    /// That event did what cannot be taken back.
    pub(super) acted: bool,
    /// What its next event could not be without, beside its own events.
    pub(super) causes: Vec<(u32, u32)>,
    /// Who it is, whatever the order in which tasks were started: a hash of its ancestry.
    pub(super) identity: u64,
    pub(super) events: u32,
    /// Its events, and the tasks that it has started: what clocks count.
    pub(super) ticks: u32,
    pub(super) children: u64,
    /// It runs alone, or does so from its next event on.
    pub(super) alone: Option<Alone>,
    /// What it has not begun to run yet.
    pub(super) body: Option<Body>,
    /// A panic is on its way through its frames.
    pub(super) unwinding: bool,
    /// How often it was told to unwind because its execution is over.
    pub(super) unwinds: u32,
    /// A panic ended it.
    pub(super) panicked: bool,
    /// Who joined it has that panic.
    pub(super) told: bool,
}

impl Task {
    /// Makes it a task that has not begun, and keeps the memory and the causes.
    pub(super) fn renew(&mut self, identity: u64, body: Body) {
        self.operations.clear();
        self.layers.clear();
        self.looks.clear();
        self.spins = false;
        (self.split, self.entered) = (false, None);
        (self.halfway, self.tries) = (false, false);
        self.touched.clear();
        (self.state, self.deadline) = (State::Ready, None);
        (self.chosen, self.waits, self.acted) = (false, false, false);
        self.target = 0;
        (self.identity, self.events, self.children) = (identity, 0, 0);
        self.ticks = 0;
        (self.alone, self.body) = (None, Some(body));
        (self.unwinding, self.panicked, self.told) = (false, false, false);
        self.unwinds = 0;
    }

    /// Whether its next event may come to nothing.
    pub(super) fn may_block(&self) -> bool {
        self.waits
    }

    /// The operation that is an event, and that it is in.
    pub(super) fn layer(&self) -> Option<Operation> {
        self.layers.last().map(|index| self.operations[*index])
    }

    pub(super) fn is_finished(&self) -> bool {
        self.state == State::Finished
    }
}
