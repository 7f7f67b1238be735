//! Expansion: the other ways to add a part of an event to the graph, as plans.
//!
//! A read may read another store. A write may go elsewhere in modification order, or be read by a
//! read that was added before it: that read is *revisited*, and what was added after it and is no
//! cause of the write is deleted. To make each graph once, a read is revisited only if all that is
//! deleted was added in the one *canonical* way: reads read the newest store, stores are the
//! newest, choices are the default.
//!
//! Source: M. Kokologiannakis, I. Marmanis, V. Gladstein, V. Vafeiadis, *Truly Stateless, Optimal
//! Dynamic Partial Order Reduction* (2022).

use super::blocks::{self, Blocks, Does};
use super::graph::{Graph, INIT, Id, NONE, Node, Part, Touch};
use super::plan::{Change, Plan, Room};
use super::question::{Cut, Question};
use super::{build, consistency};
use crate::event::{Flags, Otherwise};

/// Finds the other ways.
pub(super) struct Expander<'a> {
    pub(super) graph: &'a Graph,
    /// The names of the tasks.
    pub(super) names: &'a [u64],
    pub(super) plans: &'a mut Vec<Plan>,
    pub(super) room: &'a mut Room,
    /// What is known of operations.
    pub(super) blocks: &'a Blocks,
}

/// The event whose part is added, and what is there besides.
#[derive(Clone, Copy)]
pub(super) struct Centre {
    pub(super) id: Id,
    pub(super) part: Part,
    /// Parts with lower stamps are in the graph.
    pub(super) now: u32,
}

impl<'a> Expander<'a> {
    pub(super) fn node(&self, id: Id) -> &'a Node {
        self.graph.node(id)
    }

    /// Plans all other ways to add a part.
    pub(super) fn expand(&mut self, id: Id, part: Part) {
        let now = self.node(id).stamp(part);
        let centre = Centre { id, part, now };
        match part {
            Part::Base => {}
            Part::Choice => self.expand_choices(centre),
            Part::Read | Part::QueueRead => self.expand_read(centre),
            Part::Write if !self.touch(centre).reads => self.expand_store(centre),
            Part::Write | Part::QueueWrite => self.expand_update(centre),
        }
    }

    pub(super) fn touch(&self, centre: Centre) -> &'a Touch {
        let touch = self.node(centre.id).touch_of(centre.part);
        touch.expect("only an access is expanded as one")
    }

    /// The stores of a location that are in the graph, in modification order, from what was there
    /// before on.
    fn stores(&mut self, centre: Centre) -> Vec<Id> {
        let location = self.touch(centre).location;
        let mut list = self.room.list();
        let stores = &self.graph.locations[location as usize].stores;
        let is_in = |id: &Id| *id != centre.id && self.write_stamp(*id, location) < centre.now;
        list.extend(stores.iter().copied().filter(is_in));
        list
    }

    pub(super) fn write_stamp(&self, id: Id, location: u32) -> u32 {
        match self.node(id).touch(location) {
            Some((_, _, write)) => self.node(id).stamp(write),
            None => NONE,
        }
    }

    pub(super) fn read_stamp(&self, id: Id, location: u32) -> u32 {
        match self.node(id).touch(location) {
            Some((_, read, _)) => self.node(id).stamp(read),
            None => NONE,
        }
    }

    /// The event that has read a store and written, if there is one among those `kept`.
    pub(super) fn taker(
        &self,
        store: Id,
        location: u32,
        kept: impl Fn(u32, Id) -> bool,
    ) -> Option<Id> {
        let readers = self.graph.locations[location as usize].readers.iter();
        readers.copied().find(|id| {
            let Some((touch, read, write)) = self.node(*id).touch(location) else {
                return false;
            };
            let node = self.node(*id);
            touch.source == store
                && touch.writes
                && kept(node.stamp(read), *id)
                && kept(node.stamp(write), *id)
        })
    }

    /// The other stores that a read may read, and what follows if it writes then.
    fn expand_read(&mut self, centre: Centre) {
        let stores = self.stores(centre);
        let node = self.node(centre.id);
        let touch = self.touch(centre);
        let default = stores.iter().position(|store| *store == touch.source);
        let default = default.unwrap_or(0);
        let failing = !node.failed && centre.part == Part::Read;
        let failing = failing && self.may_fail(&self.added(centre, &Change::default()), centre.id);
        for place in (self.first_place(centre, &stores)..stores.len()).rev() {
            let next = stores.get(place + 1).copied();
            if touch.strong && next.is_some_and(|next| self.graph.covers(&node.order, next)) {
                break;
            }
            let writes = self.would_write(centre, &stores, place);
            if failing && writes != Some(false) {
                self.read_at(centre, &stores, place, true);
            }
            if place == default || node.spins {
                continue;
            }
            match writes {
                Some(true) => self.update_at(centre, &stores, place, None),
                Some(false) => self.read_at(centre, &stores, place, false),
                None => self.unknown_at(centre, &stores, place),
            }
        }
        self.room.keep(stores);
    }

    /// The place of the first store that a read may read: one that was put before it.
    fn first_place(&self, centre: Centre, stores: &[Id]) -> usize {
        let node = self.node(centre.id);
        let name = self.names[node.task as usize];
        let all = self.graph.pending.iter();
        let own = all.filter(|pending| pending.name == name && pending.index == node.index);
        let places = own.filter_map(|pending| {
            let (before, _) = self.graph.part_at(pending.by)?;
            stores.iter().position(|store| *store == before)
        });
        places.max().unwrap_or(0)
    }

    /// Whether an access would write if it read the store at a place; `None` if nobody knows.
    fn would_write(&self, centre: Centre, stores: &[Id], place: usize) -> Option<bool> {
        let touch = self.touch(centre);
        if centre.part == Part::QueueRead {
            return Some(match touch.otherwise {
                Otherwise::Sleeps => true,
                _ => self.sleepers(touch.location, stores, place) > 0,
            });
        }
        match &touch.otherwise {
            Otherwise::Known(known) => Some(self.known_at(known, touch.location, stores[place])),
            Otherwise::Unknown { .. } => None,
            _ => Some(touch.writes),
        }
    }

    /// What is known of a store, in the order of all stores of the location as they were.
    fn known_at(&self, known: &Flags, location: u32, store: Id) -> bool {
        let stores = &self.graph.locations[location as usize].stores;
        let place = match store {
            INIT => 0,
            store => 1 + stores.iter().position(|other| *other == store).unwrap_or(0),
        };
        known.has(place)
    }

    /// How many tasks sleep once the store at a place was made.
    fn sleepers(&self, _location: u32, stores: &[Id], place: usize) -> usize {
        let change = |asleep: usize, id: &Id| match self.node(*id).queue.as_ref() {
            Some(touch) if touch.otherwise == Otherwise::Sleeps => asleep + 1,
            Some(touch) => match touch.otherwise {
                Otherwise::Wakes(woken) => asleep.saturating_sub(woken as usize),
                _ => asleep,
            },
            None => asleep,
        };
        stores[1..=place].iter().fold(0, change)
    }

    /// A read reads another store, and does not write.
    fn read_at(&mut self, centre: Centre, stores: &[Id], place: usize, fails: bool) {
        let change = Change {
            source: Some(stores[place]),
            fails,
            ..Change::default()
        };
        if let Some(wakes) = self.sleeps_before(centre, stores, place) {
            return self.sleep_before(centre, &change, wakes);
        }
        self.try_push(&self.added(centre, &change));
    }

    /// The wakes that a wait would be too late for, although what it reads is from before them.
    fn sleeps_before(&self, centre: Centre, stores: &[Id], place: usize) -> Option<Vec<Id>> {
        let touch = self.touch(centre);
        let Otherwise::Waits { queue, sleeps } = &touch.otherwise else {
            return None;
        };
        if !self.known_at(sleeps, touch.location, stores[place]) {
            return None;
        }
        let queue = queue.and_then(|queue| self.graph.locations.get(queue as usize))?;
        let newer = &stores[place + 1..];
        let wakes = queue.readers.iter().copied().filter(|id| {
            let node = self.node(*id);
            let touch = node.queue.as_ref();
            touch.is_some_and(|touch| matches!(touch.otherwise, Otherwise::Wakes(_)))
                && node.stamp(Part::QueueRead) < centre.now
                && newer.iter().any(|store| {
                    let clock = if self.touch(centre).strong {
                        &node.orders
                    } else {
                        &node.now
                    };
                    self.graph.covers(clock, *store)
                })
        });
        let wakes: Vec<_> = wakes.collect();
        (!wakes.is_empty()).then_some(wakes)
    }

    /// A wait reads an older store and sleeps, before one of the wakes that came too early.
    fn sleep_before(&mut self, centre: Centre, change: &Change, wakes: Vec<Id>) {
        let first = wakes.iter().copied().min();
        let Some(wake) = first else { return };
        let source = self
            .node(wake)
            .queue
            .as_ref()
            .map_or(INIT, |touch| touch.source);
        let prefix = self.prefix(centre, [change.source.unwrap_or(INIT), source]);
        let change = Change {
            sleeps: true,
            ..change.clone()
        };
        self.revisit_walk(centre, &change, &prefix, Some(&wakes));
    }

    /// An update reads another store: then nobody else may have read that and written, unless
    /// that read is revisited, or deleted.
    fn update_at(&mut self, centre: Centre, stores: &[Id], place: usize, writes: Option<bool>) {
        let location = self.touch(centre).location;
        let change = Change {
            source: Some(stores[place]),
            after: Some(stores[place]),
            writes,
            ..Change::default()
        };
        let now = centre.now;
        let taker = self.taker(stores[place], location, |stamp, id| {
            stamp < now && id != centre.id
        });
        if taker.is_none() {
            self.try_push(&self.added(centre, &change));
        }
        let prefix = self.prefix(centre, [stores[place]; 2]);
        if taker.is_none_or(|taker| !self.graph.covers(&prefix, taker)) {
            self.revisit_walk(centre, &change, &prefix, None);
        }
    }

    /// An operation of a primitive comes after another store: nobody knows what it does then.
    fn unknown_at(&mut self, centre: Centre, stores: &[Id], place: usize) {
        let node = self.node(centre.id);
        let name = self.names[node.task as usize];
        let store = stores[place];
        let known = self.blocks.known(self.graph, name, centre.id, store);
        if known.is_none_or(|does| does == Does::Write) {
            self.update_at(centre, stores, place, Some(true));
        }
        let may_read = || blocks::may_read(node.operation.as_ref());
        if known.map_or_else(may_read, |does| does == Does::Read) {
            let change = Change {
                source: Some(stores[place]),
                writes: Some(false),
                ..Change::default()
            };
            self.try_push(&self.added(centre, &change));
        }
    }

    /// The reads that an update may be read by.
    fn expand_update(&mut self, centre: Centre) {
        let source = self.touch(centre).source;
        let change = Change {
            source: Some(source),
            after: Some(source),
            ..Change::default()
        };
        let prefix = self.prefix(centre, [source; 2]);
        self.revisit_walk(centre, &change, &prefix, None);
    }

    /// The other places of a store, and the reads that it may be read by.
    fn expand_store(&mut self, centre: Centre) {
        let stores = self.stores(centre);
        let node = self.node(centre.id);
        let (strong, location) = (self.touch(centre).strong, self.touch(centre).location);
        for place in (0..stores.len().saturating_sub(1)).rev() {
            let next = stores[place + 1];
            if strong && self.graph.covers(&node.order, next) {
                break;
            }
            let now = centre.now;
            if self.taker(stores[place], location, |stamp, _| stamp < now) == Some(next) {
                continue;
            }
            let change = Change {
                after: Some(stores[place]),
                ..Change::default()
            };
            self.try_push(&self.added(centre, &change));
        }
        self.room.keep(stores);
        let prefix = node.cause.clone();
        self.revisit_walk(centre, &Change::default(), &prefix, None);
    }

    /// Plans the graph with the change, if it is one that the memory allows.
    pub(super) fn try_push(&mut self, question: &Question<'_>) {
        if consistency::check(question) {
            self.push(question);
        }
    }

    pub(super) fn push(&mut self, question: &Question<'_>) {
        let plan = build::build(self.room, question, self.names);
        self.plans.push(plan);
    }

    /// The graph as it is before a part is added, with a change and that part.
    pub(super) fn added<'q>(&self, centre: Centre, change: &'q Change) -> Question<'q>
    where
        'a: 'q,
    {
        Question {
            graph: self.graph,
            centre,
            change,
            revisited: None,
            cut: Cut {
                stamp: centre.now,
                prefix: None,
            },
        }
    }
}
