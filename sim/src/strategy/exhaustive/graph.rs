//! The graph of an execution: its events, what each read, and in which order they wrote.
//!
//! Nodes stand in the order in which the execution made them. Beside that, each part of a node (its
//! read, its write) has a *stamp*: when the search added it. The two differ once a write was put
//! before a read that had been there first.

use std::ops::{Deref, DerefMut};

pub(super) use super::node::{INIT, Id, NONE, Node, PARTS, Part, Touch};
use crate::event::{Access, Otherwise, Seen};
use crate::memory::Clock;

/// For so many nodes more memory is asked for at once: to move them takes time.
const MANY: usize = 32;

/// The nodes of an execution, whose memory those of the next one use again.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    all: Vec<Node>,
    used: usize,
}

impl Nodes {
    /// The nodes so far, and one more, which holds what it held in another execution.
    fn split_next(&mut self) -> (&[Node], &mut Node) {
        if self.used == self.all.len() {
            self.all.reserve(MANY);
            self.all.push(Node::default());
        }
        let (known, next) = self.all.split_at_mut(self.used);
        (known, &mut next[0])
    }
}

impl Deref for Nodes {
    type Target = [Node];

    fn deref(&self) -> &[Node] {
        &self.all[..self.used]
    }
}

impl DerefMut for Nodes {
    fn deref_mut(&mut self) -> &mut [Node] {
        &mut self.all[..self.used]
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

    /// Takes in what an access comes after.
    fn follow(&self, known: &[Node], touch: &Touch, causes: &mut Clock, orders: &mut Clock) {
        if touch.reads && touch.source != INIT {
            let source = &known[touch.source as usize];
            causes.join(&source.causes);
            orders.join(&source.orders);
        }
        if touch.strong {
            let recent = self.recent.iter();
            let conflicts = |id: &&Id| touch.writes || self.stores.contains(id);
            recent
                .filter(conflicts)
                .for_each(|id| orders.join(&known[*id as usize].orders));
        }
    }

    /// Enters an access of a node; a store goes after another one.
    fn enter(&mut self, id: Id, touch: &Touch, after: Id) {
        if touch.reads {
            self.readers.push(id);
        }
        if touch.writes {
            let place = match self.stores.last() {
                Some(newest) if touch.strong || *newest == after => self.stores.len(),
                _ => {
                    let place = self.stores.iter().position(|store| *store == after);
                    place.map_or(0, |place| place + 1)
                }
            };
            self.stores.insert(place, id);
            self.recent.clear();
        }
        self.recent.push(id);
    }
}

/// The node of an event.
fn find(nodes: &[Node], step: u64) -> Id {
    if step == 0 {
        return INIT;
    }
    match nodes.binary_search_by_key(&step, |node| node.step) {
        Ok(id) => id as Id,
        Err(_) => INIT,
    }
}

/// An operation that the search put after a store: wherever it comes, that was before.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    /// The name of its task.
    pub(super) name: u64,
    /// When it is in the time of its task.
    pub(super) index: u32,
    /// Its stamp when it was put there.
    pub(super) stamp: u32,
    /// The stamp of the write that was put before it.
    pub(super) by: u32,
}

/// The graph of an execution, as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Nodes,
    pub(super) tasks: Vec<Vec<Id>>,
    pub(super) locations: Vec<Location>,
    /// Locations that turned out to be parts of others, with those.
    merged: Vec<(u32, u32)>,
    pub(super) pending: Vec<Pending>,
    /// All parts by their stamps; those of pending operations have the node `INIT`.
    pub(super) parts: Vec<(u32, Id, Part)>,
    pub(super) next_stamp: u32,
}

impl Graph {
    pub(super) fn clear(&mut self) {
        self.nodes.used = 0;
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
        find(&self.nodes, step)
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
        for merged in &seen.merges {
            self.merge(*merged, seen);
        }
        let access = seen.access.as_ref().map(|access| self.touch(access));
        let queue = seen.queue.as_ref().map(|access| self.touch(access));
        let (known, node) = self.nodes.split_next();
        node.renew(seen, access, queue);
        node.come_after(known, &self.tasks, &seen.causes);
        for (touch, access) in [(&node.access, &seen.access), (&node.queue, &seen.queue)] {
            if let (Some(touch), Some(access)) = (touch, access) {
                let place = touch.location as usize;
                if self.locations.len() <= place {
                    self.locations.resize_with(place + 1, Location::default);
                }
                let location = &mut self.locations[place];
                location.follow(known, touch, &mut node.causes, &mut node.orders);
                location.enter(id, touch, find(known, access.after));
            }
        }
        node.causes.raise(seen.task, seen.index);
        node.orders.raise(seen.task, seen.index);
        self.tasks[task].push(id);
        self.nodes.used += 1;
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

    /// Takes back the newest node.
    pub(super) fn remove_newest(&mut self) {
        let Some(newest) = self.nodes.last() else {
            return;
        };
        self.tasks[newest.task as usize].pop();
        self.nodes.used -= 1;
        let id = self.nodes.len() as Id;
        self.parts.retain(|(_, other, _)| *other != id);
        for location in &mut self.locations {
            location.stores.retain(|other| *other != id);
            location.readers.retain(|other| *other != id);
            location.recent.retain(|other| *other != id);
        }
    }

    /// The stores of a location after one of them, in modification order.
    pub(super) fn newer(&self, location: u32, after: Id) -> &[Id] {
        let known = self.locations.get(location as usize);
        let stores = known.map_or(&[][..], |known| &known.stores);
        let place = match after {
            INIT => None,
            after => stores.iter().position(|store| *store == after),
        };
        &stores[place.map_or(0, |place| place + 1)..]
    }

    /// The part with a stamp.
    pub(super) fn part_at(&self, stamp: u32) -> Option<(Id, Part)> {
        let place = self
            .parts
            .binary_search_by_key(&stamp, |(stamp, ..)| *stamp);
        place
            .ok()
            .map(|place| (self.parts[place].1, self.parts[place].2))
    }

    /// The pending operation with a stamp.
    pub(super) fn pending_of(&self, stamp: u32) -> Option<&Pending> {
        self.pending.iter().find(|pending| pending.stamp == stamp)
    }

    /// Whether an operation of a task of that name was put after a store, and has not happened.
    pub(super) fn is_pending(&self, task: u32, name: u64) -> bool {
        let newest = self.tasks.get(task as usize).and_then(|task| task.last());
        let newest = newest.map_or(0, |id| self.node(*id).index);
        let mut all = self.pending.iter();
        all.any(|pending| pending.name == name && pending.index > newest)
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
        let place = match self.parts.last() {
            Some((newest, ..)) if *newest >= stamp => {
                self.parts.partition_point(|(other, ..)| *other < stamp)
            }
            _ => self.parts.len(),
        };
        self.parts.insert(place, (stamp, id, part));
        self.next_stamp = self.next_stamp.max(stamp + 1);
    }
}
