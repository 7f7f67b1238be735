//! `Fair`: another strategy, and in the end every task in turn.

use super::{Answer, Query, RoundRobin, Strategy};
use crate::choice::{Choice, TaskId};
use crate::event::{Blocked, Seen};

/// Another strategy for so many events of an execution, and from then on every task in turn.
///
/// A strategy that is not fair may let one task wait for another that it never runs, and there is
/// no end to that. What has not ended although everybody had a turn again and again has none.
pub(crate) struct Fair {
    strategy: Box<dyn Strategy>,
    after: u64,
    robin: RoundRobin,
    /// It came to the end that is in turn, in this execution and in any.
    turns: bool,
    used: bool,
}

impl Fair {
    pub(crate) fn new(strategy: Box<dyn Strategy>, after: u64) -> Self {
        Fair {
            strategy,
            after,
            robin: RoundRobin::new(),
            turns: false,
            used: false,
        }
    }
}

impl Strategy for Fair {
    fn describe(&self) -> String {
        self.strategy.describe()
    }

    fn begin(&mut self) -> bool {
        (self.turns, self.robin) = (false, RoundRobin::new());
        self.strategy.begin()
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        if choice.step <= self.after {
            return self.strategy.choose(choice);
        }
        (self.turns, self.used) = (true, true);
        self.robin.choose(choice)
    }

    fn retract(&mut self, left: usize) {
        if !self.turns {
            self.strategy.retract(left);
        }
    }

    fn direct(&mut self, query: &Query, newer: &dyn Fn(u64) -> Option<usize>) -> Option<usize> {
        self.strategy.direct(query, newer)
    }

    fn records(&self) -> bool {
        self.strategy.records()
    }

    fn started(&mut self, task: TaskId, name: u64) {
        self.strategy.started(task, name);
    }

    fn record(&mut self, event: &Seen) {
        self.strategy.record(event);
    }

    fn blocked(&mut self, operation: Blocked) {
        self.strategy.blocked(operation);
    }

    fn late(&mut self, operation: Blocked) {
        self.strategy.late(operation);
    }

    fn is_redundant(&self) -> bool {
        self.strategy.is_redundant()
    }

    fn observe(&mut self, events: &mut dyn Iterator<Item = u64>) {
        self.strategy.observe(events);
    }

    fn finish(&mut self, whole: bool) -> bool {
        self.strategy.finish(whole)
    }

    fn progress(&self) -> Option<f64> {
        self.strategy.progress()
    }

    /// Of an execution that was ended in turn, not every way to end it was seen.
    fn is_exhaustive(&self) -> bool {
        self.strategy.is_exhaustive() && !self.used
    }

    fn shard(&mut self, index: u64, count: u64) -> bool {
        self.strategy.shard(index, count)
    }

    fn is_foreign(&self) -> bool {
        self.strategy.is_foreign()
    }

    fn place(&self) -> Vec<u64> {
        self.strategy.place()
    }
}
