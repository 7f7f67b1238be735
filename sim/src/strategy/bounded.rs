//! `Bounded`: every interleaving with few preemptions once, depth first.

use std::hash::{Hash, Hasher};

use super::seed::Mixed;
use super::{Answer, Placement, Query, Strategy};
use crate::choice::{Alternative, Choice};

/// A tree is split among shards into so many parts for each, so that all have about the same to do.
const PARTS: f64 = 256.0;

/// Every interleaving once, depth first, the default first, in which at most so many choices take
/// the processor from a task that could go on.
///
/// A load reads the newest store, whatever the level of memory, unless
/// [`older_stores`](Bounded::older_stores) is asked for: what goes wrong in an interleaving is
/// easier to read there.
///
/// Most bugs need one or two preemptions, and those that are found first are the easiest to read.
/// Interleavings that differ only in the order of events that have nothing to do with each other
/// are all made.
#[derive(Clone, Debug, Default)]
pub struct Bounded {
    /// The choices of the execution that is made, or of the one made last.
    path: Vec<Node>,
    /// Choices of earlier executions, whose memory is used again.
    spare: Vec<Node>,
    /// How many of them have been asked for again.
    depth: usize,
    /// Whether the choice that was asked last is one of them.
    noted: bool,
    bound: Option<u32>,
    /// Loads may read older stores.
    older: bool,
    begun: bool,
    /// Which shard of how many it is.
    shard: (u64, u64),
    foreign: bool,
}

/// One choice of the path.
#[derive(Clone, Debug, Default)]
struct Node {
    place: (u64, u32),
    /// What the next execution takes; `None` if nothing is left.
    picked: Option<Alternative>,
    /// Those that turned out to be blocked. They are tried again in each execution: that they were
    /// may be known to the engine later.
    blocked: Vec<Alternative>,
    /// How many of them have been in this one.
    tried: usize,
    /// The alternatives after that, the last one first.
    todo: Vec<Alternative>,
    /// Those that cost a preemption that the bound does not allow.
    reserve: Vec<Alternative>,
    explored: u32,
    /// The alternative that costs nothing, if the others cost a preemption, or as much as one.
    free: Option<Alternative>,
    /// Preemptions on the path before this choice.
    spent: u32,
    /// Which part of the whole tree lies behind each alternative, if all share alike.
    share: f64,
}

impl Node {
    /// Makes it a choice that comes up for the first time.
    ///
    /// What may turn out to be blocked comes first: then something is left to take in its place,
    /// and the execution is not lost. Among the rest the default comes first.
    fn open(&mut self, choice: &Choice<'_>, spent: u32, bound: Option<u32>) {
        (self.place, self.explored, self.spent) = ((choice.step, choice.turn), 0, spent);
        let costs = choice.preempts || choice.alternatives[0] == Alternative::Read(0);
        self.free = costs.then(|| choice.alternatives[0]);
        self.todo.clear();
        self.reserve.clear();
        self.blocked.clear();
        self.tried = 0;
        let all = || choice.alternatives.iter().copied();
        let may_block = |alternative: &Alternative| (choice.may_block)(*alternative);
        self.todo.extend(all().rev().filter(|a| !may_block(a)));
        self.todo.extend(all().filter(may_block));
        if bound.is_some_and(|bound| spent >= bound) && self.free.is_some() {
            let costs = |alternative: &mut Alternative| Some(*alternative) != self.free;
            self.reserve.extend(self.todo.extract_if(.., costs));
        }
        self.picked = self.todo.pop();
    }

    /// Preemptions on the path once this choice is made.
    fn cost(&self) -> u32 {
        self.spent + u32::from(self.free.is_some() && self.picked != self.free)
    }

    /// The alternative that was taken last cannot be taken.
    fn block_taken(&mut self) {
        self.tried += 1;
        if self.tried <= self.blocked.len() {
            return;
        }
        self.blocked.extend(self.picked);
        if self.free == self.picked {
            self.free = None;
            self.todo.append(&mut self.reserve);
        }
        self.picked = self.todo.pop();
    }

    /// Nobody can run, so time passes by itself: a deadline that could have passed early does now.
    fn block_all(&mut self) {
        self.picked = None;
        self.todo.clear();
        self.reserve.clear();
    }

    fn take_next(&mut self) {
        self.explored += 1;
        self.picked = self.todo.pop();
    }
}

impl Bounded {
    /// The interleavings with at most `preemptions` preemptions.
    pub fn new(preemptions: u32) -> Self {
        Bounded {
            bound: Some(preemptions),
            ..Bounded::default()
        }
    }

    /// A load may also read an older store than the newest, as far as memory allows, which counts
    /// as much as a preemption.
    pub fn older_stores(mut self) -> Self {
        self.older = true;
        self
    }

    /// All interleavings.
    pub fn unbounded() -> Self {
        Bounded::default()
    }
}

/// Shards: all walk the same tree down to subtrees that are small enough, and each goes on in its
/// own.
///
/// # Invariants
/// 1. Whether a path ends at a subtree, and whose that is, depends on nothing but the path, and
///    every choice of it has turned out to be possible. So each subtree belongs to one shard.
/// 2. An execution that comes to no subtree belongs to the shard of its whole path.
impl Bounded {
    /// The share below which a part of the tree is not split any more.
    fn smallest(&self) -> f64 {
        match self.shard.1 {
            0 | 1 => f64::INFINITY,
            count => 1.0 / (PARTS * count as f64),
        }
    }

    /// Whether the path so far has a choice inside a subtree that belongs to one shard.
    fn is_inside(&self) -> bool {
        let above = self
            .path
            .len()
            .checked_sub(2)
            .map(|above| &self.path[above]);
        above.is_some_and(|above| above.share < self.smallest())
    }

    /// Whether the path so far ends at such a subtree.
    fn is_split(&self) -> bool {
        let smallest = self.smallest();
        !self.is_inside() && self.path.last().is_some_and(|last| last.share < smallest)
    }

    fn owns_path(&self) -> bool {
        let (index, count) = self.shard;
        if count < 2 {
            return true;
        }
        let mut hasher = Mixed::default();
        for node in &self.path {
            (node.place, node.picked).hash(&mut hasher);
        }
        hasher.finish() % count == index
    }

    /// Comes to a choice for the first time.
    fn open(&mut self, choice: &Choice<'_>) {
        let last = self.path.last();
        let (spent, share) = last.map_or((0, 1.0), |last| (last.cost(), last.share));
        let mut node = self.spare.pop().unwrap_or_default();
        node.open(choice, spent, self.bound);
        node.share = share / (node.todo.len() + 1) as f64;
        self.path.push(node);
    }
}

impl Strategy for Bounded {
    fn describe(&self) -> String {
        let older = if self.older { ", older stores" } else { "" };
        match self.bound {
            None => format!("every interleaving{older}"),
            Some(bound) => format!("preemption bound {bound}{older}"),
        }
    }

    fn begin(&mut self) -> bool {
        self.depth = 0;
        if !std::mem::replace(&mut self.begun, true) {
            return true;
        }
        self.path.iter_mut().for_each(|node| node.tried = 0);
        while let Some(mut node) = self.path.pop() {
            node.take_next();
            if node.picked.is_some() {
                self.path.push(node);
                return true;
            }
            self.spare.push(node);
        }
        false
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        if self.depth == self.path.len() {
            if self.is_split() && !self.owns_path() {
                self.noted = false;
                return Answer::SeenAll;
            }
            self.open(choice);
        }
        let node = &self.path[self.depth];
        self.noted = node.place == (choice.step, choice.turn);
        if !self.noted {
            return Answer::Mismatch;
        }
        self.depth += 1;
        match node.blocked.get(node.tried).copied().or(node.picked) {
            Some(picked) => match choice.alternatives.iter().position(|a| *a == picked) {
                Some(index) => Answer::Take(index),
                None => Answer::Mismatch,
            },
            // All blocked: let the engine find out once more.
            None if node.explored == 0 => Answer::Take(0),
            None => Answer::SeenAll,
        }
    }

    fn retract(&mut self, left: usize) {
        if !self.noted {
            return;
        }
        let node = &mut self.path[self.depth - 1];
        let known = node.tried < node.blocked.len();
        node.block_taken();
        if left > 0 {
            self.depth -= 1;
        } else if !known {
            node.block_all();
        }
    }

    fn direct(&mut self, query: &Query, _: &dyn Fn(u64) -> Option<usize>) -> Option<usize> {
        (!self.older && query.placement != Placement::Failure).then_some(0)
    }

    fn finish(&mut self, _: bool) -> bool {
        self.foreign = !self.is_inside() && !self.owns_path();
        self.depth == self.path.len()
    }

    fn progress(&self) -> Option<f64> {
        let mut seen = 0.0;
        let mut share = 1.0;
        for node in &self.path {
            let ways = f64::from(node.explored) + node.todo.len() as f64 + 1.0;
            share /= ways;
            seen += share * f64::from(node.explored);
        }
        Some(seen)
    }

    fn is_exhaustive(&self) -> bool {
        true
    }

    fn is_fair(&self) -> bool {
        false
    }

    fn shard(&mut self, index: u64, count: u64) -> bool {
        self.shard = (index, count);
        true
    }

    fn is_foreign(&self) -> bool {
        self.foreign
    }

    fn place(&self) -> Vec<u64> {
        self.path
            .iter()
            .map(|node| u64::from(node.explored))
            .collect()
    }
}
