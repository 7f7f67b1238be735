//! `Exhaustive`: every execution once.

use super::{Answer, Bounded, Strategy};
use crate::choice::Choice;

/// Every execution once, depth first, the default first.
#[derive(Clone, Debug)]
pub struct Exhaustive(Bounded);

impl Default for Exhaustive {
    fn default() -> Self {
        Exhaustive::new()
    }
}

impl Exhaustive {
    /// The strategy.
    pub fn new() -> Self {
        Exhaustive(Bounded::unbounded())
    }
}

impl Strategy for Exhaustive {
    fn describe(&self) -> String {
        "exhaustive".into()
    }

    fn begin(&mut self) -> bool {
        self.0.begin()
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        self.0.choose(choice)
    }

    fn retract(&mut self, left: usize) {
        self.0.retract(left);
    }

    fn finish(&mut self) -> bool {
        self.0.finish()
    }

    fn progress(&self) -> Option<f64> {
        self.0.progress()
    }

    fn is_exhaustive(&self) -> bool {
        true
    }

    fn is_fair(&self) -> bool {
        self.0.is_fair()
    }

    fn shard(&mut self, index: u64, count: u64) -> bool {
        self.0.shard(index, count)
    }

    fn is_foreign(&self) -> bool {
        self.0.is_foreign()
    }

    fn place(&self) -> Vec<u64> {
        self.0.place()
    }
}
