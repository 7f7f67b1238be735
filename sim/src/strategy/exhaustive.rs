//! `Exhaustive`: every execution once, depth first.

use super::{Answer, Strategy};
use crate::choice::{Alternative, Choice};

/// Every execution once, depth first, the default first; with a bound, every execution in which at
/// most so many choices take the processor from a task that could go on.
#[derive(Clone, Debug, Default)]
pub struct Exhaustive {
    /// The choices of the execution that is made, or of the one made last.
    path: Vec<Node>,
    /// How many of them have been asked for again.
    depth: usize,
    /// Whether the choice that was asked last is one of them.
    noted: bool,
    bound: Option<u32>,
    begun: bool,
}

/// One choice of the path.
#[derive(Clone, Debug)]
struct Node {
    place: (u64, u32),
    /// The alternatives that have not turned out to be blocked.
    alternatives: Vec<Alternative>,
    explored: Vec<Alternative>,
    /// `None` if all are blocked, or if all that are not have been explored.
    picked: Option<Alternative>,
    preempts: bool,
    /// Preemptions on the path before this choice.
    spent: u32,
}

impl Node {
    /// Preemptions on the path once this choice is made.
    fn cost(&self) -> u32 {
        self.spent + u32::from(self.preempts && self.picked != self.alternatives.first().copied())
    }

    /// The first alternative that has not been explored and fits the bound.
    fn next(&self, bound: Option<u32>) -> Option<Alternative> {
        let broke = self.preempts && bound.is_some_and(|bound| self.spent >= bound);
        let affordable = if broke { 1 } else { self.alternatives.len() };
        let mut candidates = self.alternatives.iter().take(affordable);
        candidates
            .find(|alternative| !self.explored.contains(alternative))
            .copied()
    }

    /// The alternative that was picked cannot be taken.
    fn block_picked(&mut self, bound: Option<u32>) {
        let Some(blocked) = self.picked else { return };
        self.preempts &= self.alternatives[0] != blocked;
        self.alternatives
            .retain(|alternative| *alternative != blocked);
        self.picked = self.next(bound);
    }
}

impl Exhaustive {
    /// All executions.
    pub fn new() -> Self {
        Exhaustive::default()
    }

    /// Those with at most `preemptions` preemptions.
    pub fn bounded(preemptions: u32) -> Self {
        Exhaustive {
            bound: Some(preemptions),
            ..Exhaustive::default()
        }
    }

    fn new_node(&self, choice: &Choice<'_>) -> Node {
        Node {
            place: (choice.step, choice.turn),
            alternatives: choice.alternatives.to_vec(),
            explored: Vec::new(),
            picked: Some(choice.alternatives[0]),
            preempts: choice.preempts,
            spent: self.path.last().map_or(0, Node::cost),
        }
    }
}

impl Strategy for Exhaustive {
    fn describe(&self) -> String {
        match self.bound {
            None => "exhaustive".into(),
            Some(bound) => format!("exhaustive, at most {bound} preemptions"),
        }
    }

    fn begin(&mut self) -> bool {
        self.depth = 0;
        if !std::mem::replace(&mut self.begun, true) {
            return true;
        }
        while let Some(mut node) = self.path.pop() {
            node.explored.extend(node.picked);
            node.picked = node.next(self.bound);
            if node.picked.is_some() {
                self.path.push(node);
                return true;
            }
        }
        false
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        if self.depth == self.path.len() {
            let node = self.new_node(choice);
            self.path.push(node);
        }
        let node = &self.path[self.depth];
        self.noted = node.place == (choice.step, choice.turn);
        if !self.noted {
            // Last time it was known that all but one were blocked, so nobody asked.
            let early = node.place > (choice.step, choice.turn);
            return if early {
                Answer::Take(0)
            } else {
                Answer::Mismatch
            };
        }
        self.depth += 1;
        match node.picked {
            Some(picked) => match choice.alternatives.iter().position(|a| *a == picked) {
                Some(index) => Answer::Take(index),
                None => Answer::Mismatch,
            },
            // All blocked: let the engine find out once more.
            None if node.alternatives.is_empty() => Answer::Take(0),
            None => Answer::SeenAll,
        }
    }

    fn retract(&mut self, left: usize) {
        if !self.noted {
            return;
        }
        self.path[self.depth - 1].block_picked(self.bound);
        if left > 0 {
            self.depth -= 1;
        }
    }

    fn finish(&mut self) -> bool {
        self.depth == self.path.len()
    }

    fn progress(&self) -> Option<f64> {
        let mut seen = 0.0;
        let mut share = 1.0;
        for node in &self.path {
            share /= node.alternatives.len().max(1) as f64;
            seen += share * node.explored.len() as f64;
        }
        Some(seen)
    }

    fn is_exhaustive(&self) -> bool {
        true
    }
}
