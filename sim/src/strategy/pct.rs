//! `Pct`: the task of the highest priority runs, and a few times it loses it.

use super::priorities::{Priorities, highest};
use super::seed::{Seeds, Stream};
use super::{Answer, Strategy};
use crate::choice::{Alternative, Choice};

/// The priority that everybody begins above; what is lost ends near it.
const LOW: u64 = 1 << 32;
const HIGH: u64 = 1 << 63;

/// The task of the highest random priority runs, and at `depth - 1` random choices of an execution
/// it becomes one of the lowest.
///
/// A bug that needs `depth` events in a certain order is found by each execution with a probability
/// of at least 1 / (n k^(depth - 1)), for n tasks and k choices of who runs next (S. Burckhardt,
/// P. Kothari, M. Musuvathi, S. Nagarakatte, *A Randomized Scheduler with Probabilistic Guarantees
/// of Finding Bugs*, 2010). k is taken from the first execution, which is one of depth 1.
#[derive(Clone, Debug)]
pub struct Pct {
    depth: u32,
    seeds: Seeds,
    stream: Stream,
    /// How many choices of who runs next an execution has, once that is known.
    length: Option<u64>,
    /// The execution finds that out, and whether it is another shard's.
    first: bool,
    foreign: bool,
    /// How many of the choices this execution has had.
    choices: u64,
    /// The choice to be made has been counted.
    again: bool,
    priorities: Priorities,
    /// At which choices the priority is lost, each with the one that is got for it.
    changes: Vec<(u64, u64)>,
    lowest: u64,
    last: Option<Alternative>,
}

impl Pct {
    /// The strategy for bugs of this depth, whose first execution is that of `seed`.
    pub fn new(depth: u32, seed: u64) -> Self {
        Pct {
            depth,
            seeds: Seeds::new(seed),
            stream: Stream::default(),
            length: None,
            first: false,
            foreign: false,
            choices: 0,
            again: false,
            priorities: Priorities::default(),
            changes: Vec::new(),
            lowest: LOW,
            last: None,
        }
    }

    /// How many choices of who runs next an execution has, if that is known.
    ///
    /// Then execution `n` of seed `s` is execution 0 of seed `s + n`.
    pub fn length(mut self, length: u64) -> Self {
        self.length = Some(length);
        self
    }

    fn draw_changes(&mut self, length: u64) {
        for number in 1..u64::from(self.depth) {
            let choice = self.stream.below(length.max(1) as usize) as u64;
            self.changes.push((choice + 1, LOW + number));
        }
    }

    fn highest(&mut self, choice: &Choice<'_>) -> usize {
        let Pct {
            priorities, stream, ..
        } = self;
        let mut priority = |of: &Alternative| priorities.get(*of, || stream.next() | HIGH);
        highest(choice.alternatives.iter().map(&mut priority))
    }

    /// Who yields goes behind all others.
    fn see_yield(&mut self, choice: &Choice<'_>) {
        if let Some(last) = self.last
            && !choice.preempts
            && choice.alternatives[0] != last
            && choice.alternatives.contains(&last)
        {
            self.lowest -= 1;
            self.priorities.set(last, self.lowest);
        }
    }

    /// Has who would run lose the priority, if this is the choice for it.
    fn change(&mut self, choice: &Choice<'_>) {
        self.choices += 1;
        let now = self.choices;
        while let Some(at) = self.changes.iter().position(|(choice, _)| *choice == now) {
            let (_, priority) = self.changes.swap_remove(at);
            let highest = choice.alternatives[self.highest(choice)];
            self.priorities.set(highest, priority);
        }
    }
}

impl Strategy for Pct {
    fn describe(&self) -> String {
        let depth = if self.first { 1 } else { self.depth };
        let seed = self.seeds.seed();
        match self.length {
            Some(length) => format!("pct, depth {depth}, length {length}, seed {seed}"),
            None => format!("pct, depth {depth}, seed {seed}"),
        }
    }

    fn begin(&mut self) -> bool {
        self.priorities.clear();
        self.changes.clear();
        (self.choices, self.again, self.lowest, self.last) = (0, false, LOW, None);
        self.first = self.length.is_none();
        match self.length {
            Some(length) => {
                (self.stream, self.foreign) = (self.seeds.begin(), false);
                self.draw_changes(length);
            }
            None => (self.stream, self.foreign) = self.seeds.begin_first(),
        }
        true
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        if choice.turn > 0 {
            return Answer::Take(self.stream.answer(choice));
        }
        if !std::mem::take(&mut self.again) {
            self.see_yield(choice);
            self.change(choice);
        }
        let highest = self.highest(choice);
        self.last = Some(choice.alternatives[highest]);
        Answer::Take(highest)
    }

    fn retract(&mut self, left: usize) {
        self.again = left > 0;
    }

    fn finish(&mut self, _: bool) -> bool {
        self.length.get_or_insert(self.choices);
        true
    }

    fn is_fair(&self) -> bool {
        false
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
