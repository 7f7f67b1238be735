//! Strategies: who answers the choices of an execution, and of the next.
//!
//! A strategy only answers choices. It knows nothing of tasks, words or time, and it is the only
//! source of what is not determined by the program. [`Random`], [`Pct`], [`Pos`] and [`Urw`] sample
//! the executions, each with other bugs that it finds soon; [`Bounded`] and [`Exhaustive`] go
//! through all there are; [`RoundRobin`] makes one that is fair.

mod bounded;
mod exhaustive;
mod fair;
mod pct;
mod pos;
mod priorities;
mod random;
mod replay;
mod round_robin;
mod seed;
mod urw;

pub use bounded::Bounded;
pub use exhaustive::Exhaustive;
pub(crate) use fair::Fair;
pub use pct::Pct;
pub use pos::Pos;
pub use random::Random;
pub(crate) use replay::Replay;
pub use round_robin::RoundRobin;
pub use urw::Urw;

use crate::choice::{Choice, TaskId};
use crate::event::{Blocked, Seen};

/// The answer to a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The alternative of this number.
    Take(usize),
    /// Every way on from here has been seen: this execution does not count, and it is asked no
    /// more.
    SeenAll,
    /// The alternative that was there last time is missing: the program does not repeat.
    Mismatch,
}

/// What is asked of an operation on a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Which store it reads.
    Source,
    /// Where its store goes.
    Store,
    /// Whether it fails for no reason.
    Failure,
}

/// A question about an operation on a word.
#[derive(Clone, Copy, Debug)]
pub struct Query {
    /// The number of the event.
    pub step: u64,
    /// Which choice of the event it is.
    pub turn: u32,
    /// What is asked.
    pub placement: Placement,
}

/// Answers the choices of one execution after the other.
pub trait Strategy {
    /// What reports and schedules call it, with what is needed to make it again: `random, seed 7`.
    fn describe(&self) -> String;

    /// Gets ready for another execution; false if there is none that it wants to see.
    fn begin(&mut self) -> bool;

    /// Picks one of the alternatives.
    fn choose(&mut self, choice: &Choice<'_>) -> Answer;

    /// The task that was picked last could not run after all. The same choice is asked again with
    /// the alternatives that are `left`, if there are any.
    fn retract(&mut self, left: usize) {
        let _ = left;
    }

    /// The execution has ended in which each task, by its number, has had so many events.
    fn observe(&mut self, events: &mut dyn Iterator<Item = u64>) {
        let _ = events;
    }

    /// Where an operation on a word reads or writes, in numbers of newer stores, or whether it
    /// fails (1); `newer` tells how many stores are newer than that of an event. `None` asks for a
    /// choice among what the level of memory allows.
    fn direct(&mut self, query: &Query, newer: &dyn Fn(u64) -> Option<usize>) -> Option<usize> {
        let _ = (query, newer);
        None
    }

    /// Whether it wants to be told what events do.
    fn records(&self) -> bool {
        false
    }

    /// A task has been started; its name is the same in each execution that has it.
    fn started(&mut self, task: TaskId, name: u64) {
        let _ = (task, name);
    }

    /// An event is over.
    fn record(&mut self, event: &Seen) {
        let _ = event;
    }

    /// An operation could not do what it is for, and has not happened.
    fn blocked(&mut self, operation: Blocked) {
        let _ = operation;
    }

    /// An operation that was blocked goes on since its deadline has passed.
    fn late(&mut self, operation: Blocked) {
        let _ = operation;
    }

    /// The execution has ended, `whole` if because nobody could go on; false if a choice that was
    /// there last time was missing.
    fn finish(&mut self, whole: bool) -> bool {
        let _ = whole;
        true
    }

    /// Whether the execution that has ended is none that counts: another one is the same, or it had
    /// to stop.
    fn is_redundant(&self) -> bool {
        false
    }

    /// Which part of all executions has been seen, if that can be estimated: 0 to 1.
    fn progress(&self) -> Option<f64> {
        None
    }

    /// Whether [`begin`](Strategy::begin) says no only after it has seen everything.
    fn is_exhaustive(&self) -> bool {
        false
    }

    /// Whether no task waits for its turn for ever. A very long execution of a strategy that is not
    /// fair is ended by one that is, so that to starve a task is not taken for a bug.
    fn is_fair(&self) -> bool {
        true
    }

    /// Keeps, of all its executions, those of shard `index` of `count`; false if it cannot.
    ///
    /// Each execution belongs to one shard, and no shard needs to know of the others.
    fn shard(&mut self, index: u64, count: u64) -> bool {
        let _ = (index, count);
        false
    }

    /// Whether the execution that has ended belongs to another shard, and was only made to learn
    /// something from it.
    fn is_foreign(&self) -> bool {
        false
    }

    /// Where the execution that has ended stands in the order of all, in which every shard goes on:
    /// the same in whichever shard it is made. Empty if there is no such order.
    fn place(&self) -> Vec<u64> {
        Vec::new()
    }
}
