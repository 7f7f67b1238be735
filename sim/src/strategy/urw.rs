//! `Urw`: a random walk in which a task runs the more often the more it has to do.

use super::seed::{Seeds, Stream};
use super::{Answer, Strategy};
use crate::choice::{Alternative, Choice};

/// A random walk in which a task is the more likely to run the more events it has before it.
///
/// A walk that gives every task the same chance lets the short ones end first nearly always. With
/// these odds every order of the events of all tasks is as likely as any other (H. Zhao, D. Wolff,
/// U. Mathur, A. Roychoudhury, *Selectively Uniform Concurrency Testing*, 2025), as far as the
/// first execution, in which all have the same chance, tells how many events each task has.
#[derive(Clone, Debug)]
pub struct Urw {
    seeds: Seeds,
    stream: Stream,
    /// How many events each task had in the first execution.
    counts: Vec<u64>,
    foreign: bool,
    weights: Vec<u64>,
}

impl Urw {
    /// The strategy whose first execution is that of `seed`.
    pub fn new(seed: u64) -> Self {
        Urw {
            seeds: Seeds::new(seed),
            stream: Stream::default(),
            counts: Vec::new(),
            foreign: false,
            weights: Vec::new(),
        }
    }

    /// How many events the task of an alternative has before it; at least the one that it is at.
    fn weight(&self, alternative: Alternative, choice: &Choice<'_>) -> u64 {
        let Alternative::Run(task) = alternative else {
            return 1;
        };
        let all = self.counts.get(task.index()).copied().unwrap_or(0);
        all.saturating_sub((choice.events)(task)).max(1)
    }

    /// Picks an alternative with a probability that is proportional to its weight.
    fn pick(&mut self, choice: &Choice<'_>) -> usize {
        let mut weights = std::mem::take(&mut self.weights);
        weights.clear();
        let alternatives = choice.alternatives.iter();
        weights.extend(alternatives.map(|alternative| self.weight(*alternative, choice)));
        let mut rest = self.stream.below(weights.iter().sum::<u64>() as usize) as u64;
        let below = |weight: &u64| {
            let found = rest < *weight;
            rest = rest.saturating_sub(*weight);
            found
        };
        let picked = weights.iter().position(below).unwrap_or(0);
        self.weights = weights;
        picked
    }
}

impl Strategy for Urw {
    fn describe(&self) -> String {
        format!("urw, seed {}", self.seeds.seed())
    }

    fn begin(&mut self) -> bool {
        (self.stream, self.foreign) = if self.counts.is_empty() {
            self.seeds.begin_first()
        } else {
            (self.seeds.begin(), false)
        };
        true
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        if choice.turn > 0 {
            return Answer::Take(self.stream.answer(choice));
        }
        Answer::Take(self.pick(choice))
    }

    fn observe(&mut self, events: &mut dyn Iterator<Item = u64>) {
        if self.counts.is_empty() {
            self.counts.extend(events);
        }
    }

    fn shard(&mut self, index: u64, count: u64) -> bool {
        self.seeds.shard(index, count);
        true
    }

    fn is_foreign(&self) -> bool {
        self.foreign
    }

    fn place(&self) -> Vec<u64> {
        vec![self.seeds.number()]
    }
}
