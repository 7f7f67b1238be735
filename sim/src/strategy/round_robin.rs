//! `RoundRobin`: every task in turn, one step each.

use super::{Answer, Strategy};
use crate::choice::{Alternative, Choice};

/// Every task in turn, one step each; the default everywhere else. One execution.
#[derive(Clone, Debug, Default)]
pub struct RoundRobin {
    turn: u32,
    begun: bool,
    /// It is another shard's.
    foreign: bool,
}

impl RoundRobin {
    /// The strategy.
    pub fn new() -> Self {
        RoundRobin::default()
    }
}

impl Strategy for RoundRobin {
    fn describe(&self) -> String {
        "round-robin".into()
    }

    fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.begun, true) && !self.foreign
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        let task = |alternative: &Alternative| match alternative {
            Alternative::Run(task) => Some(task.number()),
            _ => None,
        };
        let runnable = || {
            choice
                .alternatives
                .iter()
                .enumerate()
                .filter_map(|(i, a)| Some((task(a)?, i)))
        };
        let next = runnable()
            .filter(|(task, _)| *task > self.turn)
            .min()
            .or(runnable().min());
        if let Some((task, _)) = next {
            self.turn = task;
        }
        Answer::Take(next.map_or(0, |(_, index)| index))
    }

    /// The only execution is that of the first shard.
    fn shard(&mut self, index: u64, _count: u64) -> bool {
        self.foreign = index != 0;
        true
    }
}
