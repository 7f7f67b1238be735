//! `Random`: each alternative with the same probability.

use super::seed::{Seeds, Stream};
use super::{Answer, Strategy};
use crate::choice::Choice;

/// Each alternative with the same probability, for ever.
///
/// Execution `n` of seed `s` is execution 0 of seed `s + n`, so each can be made again alone.
#[derive(Clone, Debug)]
pub struct Random {
    seeds: Seeds,
    stream: Stream,
}

impl Random {
    /// The strategy whose first execution is that of `seed`.
    pub fn new(seed: u64) -> Self {
        Random {
            seeds: Seeds::new(seed),
            stream: Stream::default(),
        }
    }
}

impl Strategy for Random {
    fn describe(&self) -> String {
        format!("random, seed {}", self.seeds.seed())
    }

    fn begin(&mut self) -> bool {
        self.stream = self.seeds.begin();
        true
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        Answer::Take(self.stream.below(choice.alternatives.len()))
    }

    fn shard(&mut self, index: u64, count: u64) -> bool {
        self.seeds.shard(index, count);
        true
    }

    fn place(&self) -> Vec<u64> {
        vec![self.seeds.number()]
    }
}
