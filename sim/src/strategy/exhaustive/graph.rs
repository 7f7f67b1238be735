//! The graph of an execution: its events, what each read, and in which order they wrote.
//!
//! Nodes stand in the order in which the execution made them. Beside that, each part of a node (its
//! read, its write) has a *stamp*: when the search added it. The two differ once a write was put
//! before a read that had been there first.

use std::sync::atomic::Ordering;

use crate::event::{Access, Chosen, Otherwise, Seen};
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
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) task: u32,
    pub(super) index: u32,
    pub(super) step: u64,
    pub(super) access: Option<Touch>,
    pub(super) queue: Option<Touch>,
    pub(super) fence: Option<Ordering>,
    pub(super) failed: bool,
    pub(super) may_fail: bool,
    /// It finds the newest, since its task has looked at the rest before.
    pub(super) spins: bool,
    pub(super) choices: Vec<Chosen>,
    /// The operation of a primitive that it is part of: its kind, its verb, where its object is.
    pub(super) operation: Option<(&'static str, &'static str, usize)>,
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
    /// It may have to wait, and the write of this stamp was put before it.
    pub(super) by: u32,
}

impl Node {
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

/// What touched one location.
#[derive(Clone, Debug, Default)]
pub(super) struct Location {
    /// Who wrote it, in modification order.
    pub(super) stores: Vec<Id>,
    pub(super) readers: Vec<Id>,
    /// The newest store and those who read it, in the order of the execution.
    recent: Vec<Id>,
}

impl Location {
    fn clear(&mut self) {
        self.stores.clear();
        self.readers.clear();
        self.recent.clear();
    }
}

/// An operation that the search put after a store, and that has been blocked since.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    /// The name of its task.
    pub(super) name: u64,
    pub(super) stamp: u32,
    /// The stamp of the write that was put before it.
    pub(super) by: u32,
    pub(super) location: u32,
}

/// The graph of an execution, as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) tasks: Vec<Vec<Id>>,
    pub(super) locations: Vec<Location>,
    /// Locations that turned out to be parts of others, with those.
    merged: Vec<(u32, u32)>,
    pub(super) pending: Vec<Pending>,
    /// All parts by their stamps; those of pending operations have the part `Base` and count from
    /// `INIT` down.
    pub(super) parts: Vec<(u32, Id, Part)>,
    pub(super) next_stamp: u32,
}

impl Graph {
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.tasks.iter_mut().for_each(Vec::clear);
        self.locations.iter_mut().for_each(Location::clear);
        self.merged.clear();
        self.pending.clear();
        self.parts.clear();
        self.next_stamp = 0;
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id as usize]
    }

    /// The node of an event.
    pub(super) fn find(&self, step: u64) -> Id {
        match self.nodes.binary_search_by_key(&step, |node| node.step) {
            Ok(id) => id as Id,
            Err(_) => INIT,
        }
    }

    pub(super) fn location(&mut self, location: u32) -> &mut Location {
        let location = location as usize;
        if self.locations.len() <= location {
            self.locations.resize_with(location + 1, Location::default);
        }
        &mut self.locations[location]
    }

    /// The location that another one has turned out to be part of, or itself.
    pub(super) fn whole(&self, location: u32) -> u32 {
        let merged = |known: u32, (part, whole): &(u32, u32)| {
            if known == *part { *whole } else { known }
        };
        self.merged.iter().fold(location, merged)
    }

    fn touch(&self, access: &Access) -> Touch {
        let location = self.whole(access.location);
        let mut source = self.find(access.source);
        if matches!(access.otherwise, Otherwise::Unknown { .. }) {
            let known = self.locations.get(location as usize);
            source = known
                .and_then(|known| known.stores.last())
                .copied()
                .unwrap_or(INIT);
        }
        Touch {
            location,
            strong: access.strong,
            reads: access.reads,
            writes: access.writes,
            source,
            order: access.order,
            success: access.success,
            failure: access.failure,
            otherwise: access.otherwise.clone(),
        }
    }

    /// Adds an event; its parts have no stamps yet.
    pub(super) fn add(&mut self, seen: &Seen) -> Id {
        let id = self.nodes.len() as Id;
        let task = seen.task as usize;
        if self.tasks.len() <= task {
            self.tasks.resize_with(task + 1, Vec::new);
        }
        let (cause, order) = self.before(seen.task, &seen.causes);
        for merged in &seen.merges {
            self.merge(*merged, seen);
        }
        let mut node = Node {
            task: seen.task,
            index: seen.index,
            step: seen.step,
            access: seen.access.as_ref().map(|access| self.touch(access)),
            queue: seen.queue.as_ref().map(|access| self.touch(access)),
            fence: seen.fence,
            failed: seen.failed,
            may_fail: seen.may_fail,
            spins: seen.spins,
            choices: seen.choices.clone(),
            operation: seen.operation,
            words: seen.words.clone(),
            before: seen.before.clone(),
            now: seen.now.clone(),
            release: seen.release.clone(),
            causes: cause.clone(),
            orders: order.clone(),
            cause,
            order,
            stamps: [NONE; 6],
            by: NONE,
        };
        for (touch, access) in [(&node.access, &seen.access), (&node.queue, &seen.queue)] {
            if let (Some(touch), Some(access)) = (touch, access) {
                self.follow(touch, &mut node.causes, &mut node.orders);
                self.enter(id, touch, access.after);
            }
        }
        node.causes.raise(seen.task, seen.index);
        node.orders.raise(seen.task, seen.index);
        self.tasks[task].push(id);
        self.nodes.push(node);
        id
    }

    /// A location turns out to be part of that of an event's access.
    fn merge(&mut self, merged: u32, seen: &Seen) {
        let Some(access) = &seen.access else { return };
        let (merged, into) = (self.whole(merged), self.whole(access.location));
        if merged == into {
            return;
        }
        self.merged.push((merged, into));
        let moved = std::mem::take(self.location(merged));
        for id in moved.stores.iter().chain(&moved.readers) {
            let node = &mut self.nodes[*id as usize];
            let touches = node.access.iter_mut().chain(&mut node.queue);
            let moved = touches.filter(|touch| touch.location == merged);
            moved.for_each(|touch| touch.location = into);
        }
        let location = self.location(into);
        location.stores.extend(moved.stores);
        location.stores.sort_unstable();
        location.stores.dedup();
        location.readers.extend(moved.readers);
        location.recent.extend(moved.recent);
    }

    /// What an event of a task comes after, beside what it reads.
    pub(super) fn before(&self, task: u32, causes: &[(u32, u32)]) -> (Clock, Clock) {
        let (mut cause, mut order) = (Clock::default(), Clock::default());
        let mut join = |id: Option<&Id>| {
            if let Some(id) = id {
                cause.join(&self.node(*id).causes);
                order.join(&self.node(*id).orders);
            }
        };
        join(
            self.tasks
                .get(task as usize)
                .and_then(|events| events.last()),
        );
        for (task, index) in causes {
            let events = self.tasks.get(*task as usize);
            join(events.and_then(|events| {
                let after = events.partition_point(|id| self.node(*id).index <= *index);
                events.get(after.wrapping_sub(1))
            }));
        }
        (cause, order)
    }

    /// Takes in what an access comes after.
    fn follow(&self, touch: &Touch, causes: &mut Clock, orders: &mut Clock) {
        if touch.reads && touch.source != INIT {
            causes.join(&self.node(touch.source).causes);
            orders.join(&self.node(touch.source).orders);
        }
        let Some(location) = self.locations.get(touch.location as usize) else {
            return;
        };
        if touch.strong {
            let recent = location.recent.iter();
            let conflicts = |id: &&Id| touch.writes || location.stores.contains(id);
            recent
                .filter(conflicts)
                .for_each(|id| orders.join(&self.node(*id).orders));
        }
    }

    /// Enters an access into its location.
    fn enter(&mut self, id: Id, touch: &Touch, after: u64) {
        let after = self.find(after);
        let (strong, reads, writes) = (touch.strong, touch.reads, touch.writes);
        let location = self.location(touch.location);
        if reads {
            location.readers.push(id);
        }
        if writes {
            let place = location.stores.iter().position(|store| *store == after);
            let place = match place {
                _ if strong => location.stores.len(),
                Some(place) => place + 1,
                None => 0,
            };
            location.stores.insert(place, id);
            location.recent.clear();
        }
        location.recent.push(id);
    }

    /// Takes back the newest node.
    pub(super) fn remove_newest(&mut self) {
        let Some(node) = self.nodes.pop() else { return };
        let id = self.nodes.len() as Id;
        self.tasks[node.task as usize].pop();
        self.parts.retain(|(_, other, _)| *other != id);
        for location in &mut self.locations {
            location.stores.retain(|other| *other != id);
            location.readers.retain(|other| *other != id);
            location.recent.retain(|other| *other != id);
        }
    }

    /// Whether a clock covers a node.
    pub(super) fn covers(&self, clock: &Clock, id: Id) -> bool {
        id == INIT || clock.covers(self.node(id).task, self.node(id).index)
    }

    /// Gives a part its stamp.
    pub(super) fn stamp(&mut self, id: Id, part: Part, stamp: u32) {
        self.nodes[id as usize].stamps[part as usize] = stamp;
        self.next_stamp = self.next_stamp.max(stamp + 1);
        self.enter_part(stamp, id, part);
    }

    pub(super) fn enter_part(&mut self, stamp: u32, id: Id, part: Part) {
        let place = self.parts.partition_point(|(other, ..)| *other < stamp);
        self.parts.insert(place, (stamp, id, part));
        self.next_stamp = self.next_stamp.max(stamp + 1);
    }

    /// An operation that was pending is there again, or not wanted any more.
    pub(super) fn take_pending(&mut self, name: u64) -> Option<Pending> {
        let place = self
            .pending
            .iter()
            .position(|pending| pending.name == name)?;
        let pending = self.pending.remove(place);
        self.parts.retain(|(stamp, ..)| *stamp != pending.stamp);
        Some(pending)
    }
}
