//! `Exhaustive`: every execution once.
//!
//! Two executions are the same if each operation reads from the same one and writes in the same
//! order: they differ only in the order of events that have nothing to do with each other. Each is
//! made once: what an execution has done is a graph, and each other way to have added one of its
//! events is a plan of another execution.
//!
//! `node` and `graph` are what was done; `expand` and `revisit` find the other ways; `consistency`
//! and `total` say whether the memory allows them; `build` and `plan` make each into the beginning
//! of an execution; `choices` are those within an event; `blocks` knows what operations do, and
//! which had to wait.
//!
//! # Operations that wait
//! An operation of a primitive that may wait happens where it can do what it is for, and else not
//! at all: it is added once it can. When the search puts a write before it, nobody knows where it
//! can come then. It is taken out, and from there on its place is *after that write* (a `Pending`):
//! a rule like those of the memory, that holds as long as the write is in the graph. The write is
//! not canonical for as long. So the executions in which it comes before the write and those in
//! which it comes after are apart, and in each part every graph is made once.
//!
//! One that may wait until a deadline begins to wait with an event and goes on with another one.
//! Where its deadline passes, or nobody can go on, the places are planned in which it could have
//! gone on before.
//!
//! # What is made twice
//! A task that falls asleep within an operation writes its object: who looks at the object without
//! the sleepers is ordered with that all the same. Such executions have one digest, and
//! [`Report::executions`](crate::Report::executions) counts them beside
//! [`Report::distinct`](crate::Report::distinct).

mod blocks;
mod build;
mod choices;
mod consistency;
mod expand;
mod graph;
mod node;
mod plan;
mod question;
mod revisit;
mod total;

use super::{Answer, Placement, Query, Strategy};
use crate::choice::{Alternative, Choice, TaskId};
use crate::event::{Blocked, Seen};
use crate::memory::mix;
use blocks::Blocks;
use expand::Expander;
use graph::{Graph, INIT, Id, NONE, PARTS, Part};
use plan::{Plan, Room, Step};

/// Executions that came of so few others are made by each shard.
const SPLIT: usize = 5;

/// Every execution once, in no order that means anything.
#[derive(Debug, Default)]
pub struct Exhaustive {
    plans: Vec<Plan>,
    plan: Plan,
    room: Room,
    graph: Graph,
    /// The names of the tasks, by number.
    names: Vec<u64>,
    blocks: Blocks,
    begun: bool,
    /// The execution turned out to be none that counts.
    redundant: bool,
    /// A choice of the plan was missing.
    mismatch: bool,
    /// Events depended on what no plan knows of.
    unknown: bool,
    /// Which executions are wanted, and how many plans there were before the newest one.
    shard: Option<(u64, u64)>,
    planned: usize,
    /// Which part of all executions has been made, if those that come of one share alike.
    seen: f64,
}

impl Exhaustive {
    /// The strategy.
    pub fn new() -> Self {
        Exhaustive::default()
    }

    /// The step of the plan that is next, or under way.
    fn step(&self) -> Option<&Step> {
        self.plan.steps.get(self.graph.nodes.len())
    }

    /// Says of the plans that came of the newest execution whose they are, and drops those of other
    /// shards.
    fn number_plans(&mut self) {
        let new = self.plans.len() - self.planned;
        let share = self.plan.share.unwrap_or(1.0) / (new + 1) as f64;
        self.seen += share;
        let mut place = self.planned;
        for number in 0..new as u64 {
            let plan = &mut self.plans[place];
            plan.share = Some(share);
            plan.path.clone_from(&self.plan.path);
            plan.path.push(number);
            if plan.path.len() != SPLIT || self.is_mine(&self.plans[place]) {
                place += 1;
            } else {
                self.plans.remove(place);
                self.seen += share;
            }
        }
        self.planned = self.plans.len().saturating_sub(1);
    }

    /// Whether a plan, or the one it came of at the depth where shards part, is of this shard.
    fn is_mine(&self, plan: &Plan) -> bool {
        let Some((index, count)) = self.shard else {
            return true;
        };
        let path = &plan.path[..plan.path.len().min(SPLIT)];
        path.iter().fold(0, |hash, number| mix(hash, *number)) % count == index
    }

    /// Who runs next.
    fn choose_task(&mut self, choice: &Choice<'_>) -> Answer {
        let name = |alternative: &Alternative| match alternative {
            Alternative::Run(task) => self.names[task.index()],
            _ => 0,
        };
        let all = choice.alternatives;
        if let Some(step) = self.step() {
            return match all.iter().position(|other| name(other) == step.name) {
                Some(place) => Answer::Take(place),
                // Its time has not come: first the others find that they have to wait.
                None => {
                    let blocks = |other: &Alternative| (choice.may_block)(*other);
                    Answer::Take(all.iter().position(blocks).unwrap_or(0))
                }
            };
        }
        let waits = |other: &Alternative| match other {
            Alternative::Run(task) => self.graph.is_pending(task.number(), name(other)),
            _ => false,
        };
        Answer::Take(all.iter().position(waits).unwrap_or(0))
    }

    /// The number of newer stores than the one that a step writes after.
    fn place_store(&self, step: &Step, newer: &dyn Fn(u64) -> Option<usize>) -> usize {
        let steps = self.plan.steps[..self.graph.nodes.len()].iter();
        let before = steps
            .zip(self.graph.nodes.iter())
            .filter(|(other, _)| other.rank < step.rank);
        let place = |(other, node): (&Step, &graph::Node)| Some((other.rank, newer(node.step)?));
        let newest = before.filter_map(place).max_by_key(|(rank, _)| *rank);
        newest.map_or_else(|| newer(0).unwrap_or(0), |(_, newer)| newer)
    }

    /// Gives the newest event its stamps: those of the plan, or new ones, whose other ways are
    /// planned.
    fn settle(&mut self, id: Id) {
        let planned = id as usize;
        match self.plan.steps.get(planned) {
            Some(step) => {
                let stamps = step.stamps;
                for part in PARTS {
                    if stamps[part as usize] != NONE && self.graph.node(id).has(part) {
                        self.graph.stamp(id, part, stamps[part as usize]);
                    }
                }
                if planned + 1 == self.plan.steps.len() {
                    (0..=id).for_each(|id| self.add_new_parts(id));
                }
            }
            None => self.add_new_parts(id),
        }
    }

    /// Adds the parts of a node that have no stamp yet.
    fn add_new_parts(&mut self, id: Id) {
        for part in PARTS {
            let node = self.graph.node(id);
            if node.has(part) && node.stamp(part) == NONE {
                let stamp = self.graph.next_stamp;
                self.graph.stamp(id, part, stamp);
                self.expand(id, part);
            }
        }
    }

    fn expand(&mut self, id: Id, part: Part) {
        let mut expander = Expander {
            graph: &self.graph,
            names: &self.names,
            plans: &mut self.plans,
            room: &mut self.room,
            blocks: &self.blocks,
        };
        expander.expand(id, part);
    }

    /// The operations that are blocked at the end: each could have come before those that block it.
    fn expand_stuck(&mut self) {
        let stuck = self.blocks.stuck(&self.graph);
        stuck.iter().for_each(|seen| self.expand_alone(seen));
    }

    /// Plans what an operation could have done that had to wait, which is not added.
    fn expand_alone(&mut self, seen: &Seen) {
        let id = self.graph.add(seen);
        let stamp = self.graph.next_stamp;
        self.graph.stamp(id, Part::Read, stamp);
        self.expand(id, Part::Read);
        self.graph.remove_newest();
    }
}

impl Strategy for Exhaustive {
    fn describe(&self) -> String {
        "exhaustive".into()
    }

    fn begin(&mut self) -> bool {
        if std::mem::replace(&mut self.begun, true) {
            self.number_plans();
            let Some(plan) = self.plans.pop() else {
                return false;
            };
            let done = std::mem::replace(&mut self.plan, plan);
            self.room.spare.push(done);
        }
        self.graph.clear();
        self.names.clear();
        self.blocks.begin();
        (self.redundant, self.mismatch) = (false, false);
        self.graph.next_stamp = self.plan.next_stamp;
        for pending in self.plan.pending.drain(..) {
            self.graph.enter_part(pending.stamp, INIT, Part::Base);
            self.graph.pending.push(pending);
        }
        true
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        if self.redundant {
            return Answer::SeenAll;
        }
        let answer = if choice.turn == 0 {
            self.choose_task(choice)
        } else {
            let picks = self.step().map_or(&[][..], |step| &step.picks);
            match picks.iter().find(|(turn, _)| *turn == choice.turn) {
                None => Answer::Take(0),
                Some((_, pick)) => {
                    let place = choice.alternatives.iter().position(|other| other == pick);
                    place.map_or(Answer::Mismatch, Answer::Take)
                }
            }
        };
        self.mismatch |= answer == Answer::Mismatch;
        answer
    }

    fn direct(&mut self, query: &Query, newer: &dyn Fn(u64) -> Option<usize>) -> Option<usize> {
        let planned = !self.redundant && !self.mismatch;
        let Some(step) = self.step().filter(|_| planned) else {
            return Some(0);
        };
        Some(match query.placement {
            Placement::Failure => usize::from(step.fails),
            Placement::Store if step.rank > 0 => self.place_store(step, newer),
            Placement::Store => 0,
            Placement::Source => match step.source {
                None => 0,
                Some(INIT) => newer(0).unwrap_or(0),
                Some(source) => match self.graph.nodes.get(source as usize) {
                    Some(node) => newer(node.step).unwrap_or(0),
                    None => 0,
                },
            },
        })
    }

    fn records(&self) -> bool {
        true
    }

    fn started(&mut self, task: TaskId, name: u64) {
        debug_assert_eq!(task.index(), self.names.len());
        self.names.push(name);
    }

    fn record(&mut self, event: &Seen) {
        self.unknown |= event.unknown;
        let late = self.blocks.take_late(&self.graph, event.task);
        self.blocks
            .note_done(self.names[event.task as usize], event);
        if self.redundant || self.mismatch {
            return;
        }
        if let Some(step) = self.step() {
            if step.name != self.names[event.task as usize] {
                // What a task does while it unwinds, nobody comes between.
                // Or else what the step waits for has not changed yet where the plan puts it.
                let fits = event.unwinding || step.known.is_none();
                self.unknown |= event.unwinding;
                self.redundant |= fits;
                self.mismatch |= !fits;
                return;
            }
            let writes = event.access.as_ref().is_some_and(|access| access.writes);
            let fails = !step.fails || event.failed;
            if !fails || step.writes.is_some_and(|expected| expected != writes) {
                self.redundant = true;
                return;
            }
        }
        if let (Some(late), None) = (&late, self.step()) {
            self.expand_alone(late);
        }
        let known = self.step().and_then(|step| step.known);
        let id = self.graph.add(event);
        if known.is_some_and(|known| known != self.graph.node(id).known()) {
            self.mismatch = true;
            return;
        }
        self.settle(id);
    }

    fn blocked(&mut self, operation: Blocked) {
        let name = self.names[operation.task as usize];
        self.redundant |= self.step().is_some_and(|step| step.name == name);
        self.blocks.note(name, operation);
    }

    fn late(&mut self, operation: Blocked) {
        self.blocks.note_late(operation);
    }

    fn finish(&mut self, whole: bool) -> bool {
        // One that ends before its time need not come to the end of its plan.
        self.mismatch |= whole && !self.redundant && self.step().is_some();
        if self.unknown && self.mismatch {
            (self.redundant, self.mismatch) = (true, false);
        }
        if !self.redundant && !self.mismatch {
            self.expand_stuck();
        }
        !self.mismatch
    }

    fn is_redundant(&self) -> bool {
        self.redundant
    }

    /// A stretch in which one task runs alone is more than one event, and who looks whether a task
    /// has ended depends on what is none: plans know nothing of either.
    fn is_exhaustive(&self) -> bool {
        !self.unknown
    }

    fn shard(&mut self, index: u64, count: u64) -> bool {
        self.shard = Some((index, count));
        true
    }

    fn is_foreign(&self) -> bool {
        self.plan.path.len() < SPLIT && !self.is_mine(&self.plan)
    }

    fn progress(&self) -> Option<f64> {
        Some(self.seen)
    }

    /// The newest plan is made first.
    fn place(&self) -> Vec<u64> {
        self.plan.path.iter().map(|number| !number).collect()
    }
}
