//! Nodes: one event each, with its parts and what comes before it.

use std::sync::atomic::Ordering;

use waitword_core::Operation;

use crate::event::{Chosen, Otherwise, Seen};
use crate::memory::Clock;

/// Which node; also which step of a plan.
pub(super) type Id = u32;

/// What was there before the execution began.
pub(super) const INIT: Id = u32::MAX;

/// No stamp yet, or no such part.
pub(super) const NONE: u32 = u32::MAX;

/// A part of a node, in the order in which the search adds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// An event without an access.
    Base,
    Read,
    Write,
    /// The same of the sleepers of a word.
    QueueRead,
    QueueWrite,
    /// The choices within it.
    Choice,
}

pub(super) const PARTS: [Part; 6] = [
    Part::Base,
    Part::Read,
    Part::Write,
    Part::QueueRead,
    Part::QueueWrite,
    Part::Choice,
];

/// How a node touches one location.
#[derive(Clone, Debug)]
pub(super) struct Touch {
    pub(super) location: u32,
    pub(super) strong: bool,
    pub(super) reads: bool,
    pub(super) writes: bool,
    pub(super) source: Id,
    pub(super) order: Ordering,
    pub(super) success: Ordering,
    pub(super) failure: Ordering,
    pub(super) otherwise: Otherwise,
}

/// One event.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) task: u32,
    pub(super) index: u32,
    pub(super) step: u64,
    pub(super) access: Option<Touch>,
    pub(super) queue: Option<Touch>,
    pub(super) fence: Option<Ordering>,
    pub(super) failed: bool,
    pub(super) failures: u32,
    /// It finds the newest, since its task has looked at the rest before.
    pub(super) spins: bool,
    pub(super) choices: Vec<Chosen>,
    /// The operation of a primitive that begins with it.
    pub(super) operation: Option<Operation>,
    /// The words of that object that it touched: what they held before and after.
    pub(super) words: Vec<(usize, u64, u64)>,
    /// What happens before it, without what it reads; what it releases.
    pub(super) before: Clock,
    pub(super) now: Clock,
    pub(super) release: Clock,
    /// Its predecessors by program order and reads-from, without what it reads itself, and with it
    /// and itself.
    pub(super) cause: Clock,
    pub(super) causes: Clock,
    /// The same with the order of all that touches strong locations.
    pub(super) order: Clock,
    pub(super) orders: Clock,
    pub(super) stamps: [u32; 6],
}

impl Node {
    /// Makes it the node of an event, whose predecessors are not known yet.
    pub(super) fn renew(&mut self, seen: &Seen, access: Option<Touch>, queue: Option<Touch>) {
        (self.task, self.index, self.step) = (seen.task, seen.index, seen.step);
        (self.access, self.queue, self.fence) = (access, queue, seen.fence);
        (self.failed, self.failures, self.spins) = (seen.failed, seen.failures, seen.spins);
        self.operation = seen.operation;
        self.choices.clone_from(&seen.choices);
        self.words.clone_from(&seen.words);
        self.before.clone_from(&seen.before);
        self.now.clone_from(&seen.now);
        self.release.clone_from(&seen.release);
        self.stamps = [NONE; 6];
    }

    /// Takes in what it comes after, beside what it reads.
    pub(super) fn come_after(&mut self, known: &[Node], tasks: &[Vec<Id>], causes: &[(u32, u32)]) {
        match tasks[self.task as usize].last() {
            Some(last) => {
                self.cause.clone_from(&known[*last as usize].causes);
                self.order.clone_from(&known[*last as usize].orders);
            }
            None => {
                self.cause.clear();
                self.order.clear();
            }
        }
        for (task, index) in causes {
            let events = tasks.get(*task as usize);
            let event = events.and_then(|events| {
                let after = events.partition_point(|id| known[*id as usize].index <= *index);
                events.get(after.wrapping_sub(1))
            });
            if let Some(event) = event {
                self.cause.join(&known[*event as usize].causes);
                self.order.join(&known[*event as usize].orders);
            }
        }
        self.causes.clone_from(&self.cause);
        self.orders.clone_from(&self.order);
    }

    /// Whether it reads, writes, is a fence, and falls asleep or wakes.
    pub(super) fn known(&self) -> [bool; 4] {
        let access = self.access.as_ref();
        let reads = access.is_some_and(|touch| touch.reads);
        let writes = access.is_some_and(|touch| touch.writes);
        [reads, writes, self.fence.is_some(), self.queue.is_some()]
    }

    pub(super) fn stamp(&self, part: Part) -> u32 {
        self.stamps[part as usize]
    }

    pub(super) fn has(&self, part: Part) -> bool {
        match part {
            Part::Base => self.access.is_none() && self.queue.is_none() && self.choices.is_empty(),
            Part::Read => self.access.as_ref().is_some_and(|touch| touch.reads),
            Part::Write => self.access.as_ref().is_some_and(|touch| touch.writes),
            Part::QueueRead => self.queue.is_some(),
            Part::QueueWrite => self.queue.as_ref().is_some_and(|touch| touch.writes),
            Part::Choice => !self.choices.is_empty(),
        }
    }

    /// The part of it that is added first.
    pub(super) fn first(&self) -> Part {
        let mut parts = PARTS.into_iter();
        parts.find(|part| self.has(*part)).unwrap_or(Part::Base)
    }

    /// How it reads memory, if it does.
    pub(super) fn read(&self) -> Option<&Touch> {
        self.access.as_ref().filter(|touch| touch.reads)
    }

    /// How it touches a location, with the parts that do.
    pub(super) fn touch(&self, location: u32) -> Option<(&Touch, Part, Part)> {
        let at = |touch: &&Touch| touch.location == location;
        let access = self.access.as_ref().filter(at);
        let queue = self.queue.as_ref().filter(at);
        let access = access.map(|touch| (touch, Part::Read, Part::Write));
        access.or_else(|| queue.map(|touch| (touch, Part::QueueRead, Part::QueueWrite)))
    }

    pub(super) fn touch_of(&self, part: Part) -> Option<&Touch> {
        match part {
            Part::Read | Part::Write => self.access.as_ref(),
            Part::QueueRead | Part::QueueWrite => self.queue.as_ref(),
            Part::Base | Part::Choice => None,
        }
    }

    /// Whether every choice within it is the default.
    pub(super) fn is_plain(&self) -> bool {
        self.choices
            .iter()
            .all(|chosen| chosen.taken == chosen.of[0])
    }
}
