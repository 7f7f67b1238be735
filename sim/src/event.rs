//! What the engine tells of events: how words were touched, what led to it, what is waited for.

use std::sync::atomic::Ordering;

use waitword_core::Operation;

use crate::choice::{Alternative, TaskId};
use crate::memory::Clock;

/// How an operation touched a word.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Touch {
    Read(u64),
    Write(u64, u64),
}

/// What a task that waits for ever waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Waits {
    /// The end of a task.
    For(TaskId),
    /// To do what an operation is for.
    In(Operation),
    /// A word that belongs to no primitive.
    Word,
}

/// Answers to one question of many things, by their numbers: no, where there are fewer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    few: u64,
    /// Those after the first 64.
    more: Vec<bool>,
}

impl Flags {
    /// The answer of that number.
    pub fn has(&self, number: usize) -> bool {
        match number.checked_sub(64) {
            None => self.few >> number & 1 != 0,
            Some(number) => self.more.get(number).copied().unwrap_or(false),
        }
    }
}

impl FromIterator<bool> for Flags {
    fn from_iter<I: IntoIterator<Item = bool>>(answers: I) -> Self {
        let mut answers = answers.into_iter();
        let few = answers.by_ref().take(64).enumerate();
        let few = few.fold(0, |few, (number, answer)| few | u64::from(answer) << number);
        Flags {
            few,
            more: answers.collect(),
        }
    }
}

/// What an access would do if it had read another store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Otherwise {
    /// The same.
    #[default]
    Same,
    /// For each store in modification order, whether it would have written.
    Known(Flags),
    /// It is an operation of a primitive, of which nobody knows.
    Unknown {
        /// It does what it is for or has not happened.
        waits: bool,
    },
    /// It looks at a word and may fall asleep on it.
    Waits {
        /// The location of the sleepers of that word.
        queue: Option<u32>,
        /// For each store in modification order, whether it would.
        sleeps: Flags,
    },
    /// It falls asleep.
    Sleeps,
    /// It wakes so many.
    Wakes(u32),
}

/// How an event touched a location: a word, the sleepers of a word, or all of an object.
#[derive(Clone, Debug)]
pub struct Access {
    pub location: u32,
    /// Only interleavings.
    pub strong: bool,
    pub reads: bool,
    pub writes: bool,
    /// The event whose store it read, 0 for what was there before.
    pub source: u64,
    /// The event whose store comes before its own in modification order.
    pub after: u64,
    /// The ordering that counted.
    pub order: Ordering,
    /// The ordering if it reads and writes.
    pub success: Ordering,
    /// The ordering if it only reads.
    pub failure: Ordering,
    pub otherwise: Otherwise,
}

impl Access {
    /// An operation on all of an object, which has not written yet.
    pub fn of_object(location: u32, source: u64, waits: bool) -> Access {
        Access {
            location,
            strong: true,
            reads: true,
            writes: false,
            source,
            after: source,
            order: Ordering::Relaxed,
            success: Ordering::Relaxed,
            failure: Ordering::Relaxed,
            otherwise: Otherwise::Unknown { waits },
        }
    }
}

/// A choice within an event.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// How many choices of its kind may go another way than the default, in all.
    pub within: u32,
    pub turn: u32,
    pub taken: Alternative,
    pub of: Vec<Alternative>,
}

/// One event, for strategies that look at what executions do.
#[derive(Debug, Default)]
pub struct Seen {
    pub task: u32,
    /// Its number among the events of the execution.
    pub step: u64,
    /// When it is in the time of its task, which goes on with events and with tasks it starts.
    pub index: u32,
    /// The points in the times of tasks without which it could not be, beside that before it in its
    /// task and those it read from.
    pub causes: Vec<(u32, u32)>,
    pub access: Option<Access>,
    /// How it touched the sleepers of the word.
    pub queue: Option<Access>,
    pub fence: Option<Ordering>,
    /// A weak compare-exchange that failed for no reason.
    pub failed: bool,
    /// So many could have failed so in all, if it could.
    pub failures: u32,
    pub choices: Vec<Chosen>,
    /// Its task has looked at the same again: it finds the newest.
    pub spins: bool,
    /// Its task unwinds: nobody could have come before it but who came before that began.
    pub unwinding: bool,
    /// It depends on more than what is told here.
    pub unknown: bool,
    /// It is an operation of a primitive.
    pub is_inside: bool,
    /// That operation may have to wait.
    pub waits: bool,
    /// That operation, if this is the first event of it.
    pub operation: Option<Operation>,
    /// The words of that object that it touched: what they held before and after.
    pub words: Vec<(usize, u64, u64)>,
    /// It gave back a word as it was: what it guards is in none.
    pub hides: bool,
    /// Locations that turned out to be parts of that of its access.
    pub merges: Vec<u32>,
    /// What happens before it, without and with what it read; what it releases.
    pub before: Clock,
    pub now: Clock,
    pub release: Clock,
}

impl Seen {
    /// Makes it an event of which nothing is known yet.
    pub fn renew(&mut self, task: u32, step: u64, index: u32, before: &Clock) {
        (self.task, self.step, self.index) = (task, step, index);
        self.causes.clear();
        (self.access, self.queue, self.fence) = (None, None, None);
        (self.failed, self.failures) = (false, 0);
        (self.unknown, self.spins, self.unwinding) = (false, false, false);
        (self.is_inside, self.waits) = (false, false);
        self.hides = false;
        self.choices.clear();
        self.merges.clear();
        self.words.clear();
        self.operation = None;
        self.before.clone_from(before);
        self.now.clear();
        self.release.clear();
    }
}

/// An operation of a task that could not do what it is for, and has not happened.
#[derive(Clone, Debug)]
pub struct Blocked {
    pub task: u32,
    /// When it would have been in the time of its task.
    pub index: u32,
    pub location: u32,
    pub operation: Operation,
    /// Whether it would have been the first event of that.
    pub begins: bool,
    pub causes: Vec<(u32, u32)>,
    /// The words that it read, by their distance from its object, with what it found; `None` for
    /// one that it wrote too.
    pub words: Vec<Option<(usize, u64)>>,
}
