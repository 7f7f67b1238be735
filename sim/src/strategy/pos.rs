//! `Pos`: the event of the highest priority happens, and those it conflicts with draw anew.

use super::priorities::{Priorities, highest};
use super::seed::{Seeds, Stream};
use super::{Answer, Strategy};
use crate::choice::{Alternative, Choice};

/// Every event that may come next has a random priority, and the highest happens; those on the same
/// object then draw a new one.
///
/// So it is the order of events that have something to do with each other which is by chance, and
/// many that have not do not make a rare order rarer (X. Yuan, J. Yang, R. Gu, *Partial Order Aware
/// Concurrency Sampling*, 2018). Execution `n` of seed `s` is execution 0 of seed `s + n`.
#[derive(Clone, Debug)]
pub struct Pos {
    seeds: Seeds,
    stream: Stream,
    /// The priorities of the events that are next; who has none draws one.
    priorities: Priorities,
}

impl Pos {
    /// The strategy whose first execution is that of `seed`.
    pub fn new(seed: u64) -> Self {
        Pos {
            seeds: Seeds::new(seed),
            stream: Stream::default(),
            priorities: Priorities::default(),
        }
    }

    /// The event happens: its task comes to another one, and what conflicts with it draws anew.
    fn take(&mut self, picked: Alternative, choice: &Choice<'_>) {
        for other in choice.alternatives {
            if other.task() == picked.task() || (choice.conflict)(picked, *other) {
                self.priorities.set(*other, 0);
            }
        }
    }
}

impl Strategy for Pos {
    fn describe(&self) -> String {
        format!("pos, seed {}", self.seeds.seed())
    }

    fn begin(&mut self) -> bool {
        self.stream = self.seeds.begin();
        self.priorities.clear();
        true
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        if choice.turn > 0 {
            return Answer::Take(self.stream.answer(choice));
        }
        let Pos {
            priorities, stream, ..
        } = self;
        let priority = |of: &Alternative| priorities.get(*of, || stream.next() | 1);
        let highest = highest(choice.alternatives.iter().map(priority));
        self.take(choice.alternatives[highest], choice);
        Answer::Take(highest)
    }

    fn is_fair(&self) -> bool {
        false
    }

    fn shard(&mut self, index: u64, count: u64) -> bool {
        self.seeds.shard(index, count);
        true
    }

    fn place(&self) -> Vec<u64> {
        vec![self.seeds.number()]
    }
}
