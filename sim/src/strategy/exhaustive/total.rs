//! The total order of the `SeqCst` operations: whether there can be one.
//!
//! The order has to agree with what happens before what by program order and synchronisation of
//! `SeqCst` operations, and with what each of them reads and overwrites, with fences on either
//! side. Relations are matrices of bits, a row for each event.
//!
//! Source: ISO C++20 [atomics.order]/3 and /4.

use std::sync::atomic::Ordering::SeqCst;

use super::consistency::Changed;
use super::graph::{Graph, INIT, Id, Node};
use super::question::Question;
use crate::memory::{Clock, acquires, releases};

/// A relation between the events that are kept.
#[derive(Clone)]
struct Relation {
    words: usize,
    rows: Vec<u64>,
}

impl Relation {
    fn new(size: usize) -> Self {
        let words = size.div_ceil(64);
        Relation {
            words,
            rows: vec![0; words * size],
        }
    }

    fn size(&self) -> usize {
        self.rows.len() / self.words.max(1)
    }

    fn set(&mut self, from: usize, to: usize) {
        self.rows[from * self.words + to / 64] |= 1 << (to % 64);
    }

    fn has(&self, from: usize, to: usize) -> bool {
        self.rows[from * self.words + to / 64] >> (to % 64) & 1 != 0
    }

    /// All that follows from it.
    fn close(&mut self) {
        for through in 0..self.size() {
            for from in 0..self.size() {
                if self.has(from, through) {
                    for word in 0..self.words {
                        self.rows[from * self.words + word] |=
                            self.rows[through * self.words + word];
                    }
                }
            }
        }
    }

    fn is_irreflexive(&self) -> bool {
        (0..self.size()).all(|event| !self.has(event, event))
    }
}

/// The events that are kept, with the change.
struct Events<'a> {
    question: &'a Question<'a>,
    changed: &'a Changed,
    ids: Vec<Id>,
    places: Vec<usize>,
    location: u32,
    /// The store that the centre comes after, or reads.
    after: Id,
}

/// Whether there can be a total order.
pub(super) fn is_ordered(
    question: &Question<'_>,
    changed: &Changed,
    location: u32,
    after: Id,
) -> bool {
    let graph = question.graph;
    let all = 0..graph.nodes.len() as Id;
    let kept =
        all.filter(|id| question.changes(*id) || question.keeps_part(*id, graph.node(*id).first()));
    let ids: Vec<Id> = kept.collect();
    if ids.iter().filter(|id| is_total(graph.node(**id))).count() < 2 {
        return true;
    }
    let mut places = vec![usize::MAX; graph.nodes.len()];
    for (place, id) in ids.iter().enumerate() {
        places[*id as usize] = place;
    }
    let events = Events {
        question,
        changed,
        ids,
        places,
        location,
        after,
    };
    events.is_ordered()
}

/// Whether an event takes part in the order.
fn is_total(node: &Node) -> bool {
    let weak = node.access.as_ref().filter(|touch| !touch.strong);
    weak.is_some_and(|touch| touch.order == SeqCst || touch.success == SeqCst)
        || node.fence == Some(SeqCst)
}

impl Events<'_> {
    fn graph(&self) -> &Graph {
        self.question.graph
    }

    fn node(&self, place: usize) -> &Node {
        self.graph().node(self.ids[place])
    }

    fn is_centre(&self, place: usize) -> bool {
        self.ids[place] == self.question.centre.id
    }

    fn is_revisited(&self, place: usize) -> bool {
        self.question.is_revisited(self.ids[place])
    }

    /// What happens before an event, and itself.
    fn clock(&self, place: usize) -> &Clock {
        if self.is_centre(place) {
            &self.changed.centre
        } else if self.is_revisited(place) {
            &self.changed.revisited
        } else {
            &self.node(place).now
        }
    }

    /// Whether an access is `SeqCst`; a fence is not one.
    fn is_access(&self, place: usize) -> bool {
        let node = self.node(place);
        let Some(touch) = node.access.as_ref().filter(|touch| !touch.strong) else {
            return false;
        };
        let order = if self.is_centre(place) && touch.reads {
            if self.writes(place) {
                touch.success
            } else {
                touch.failure
            }
        } else {
            touch.order
        };
        order == SeqCst
    }

    fn is_fence(&self, place: usize) -> bool {
        self.node(place).fence == Some(SeqCst)
    }

    fn writes(&self, place: usize) -> bool {
        let change = self.question.change;
        if self.is_centre(place) {
            return change.after.is_some() && !change.fails && change.writes != Some(false);
        }
        let node = self.node(place);
        !self.is_revisited(place) && node.access.as_ref().is_some_and(|touch| touch.writes)
    }

    /// What an event reads, if it does.
    fn source(&self, place: usize) -> Option<Id> {
        if self.is_revisited(place) {
            return Some(self.question.centre.id);
        }
        let touch = self.node(place).access.as_ref()?;
        if !touch.reads {
            return None;
        }
        let changes = self.is_centre(place) && touch.location == self.location;
        Some(if changes { self.after } else { touch.source })
    }

    fn is_before(&self, from: usize, to: usize) -> bool {
        from != to && self.graph().covers(self.clock(to), self.ids[from])
    }

    fn is_earlier(&self, from: usize, to: usize) -> bool {
        let (from, to) = (self.node(from), self.node(to));
        from.task == to.task && from.index < to.index
    }

    /// The stores of a location in modification order, with the change.
    fn stores(&self, location: u32) -> Vec<usize> {
        let centre = self.question.centre.id;
        let stores = self.graph().locations[location as usize].stores.iter();
        let place = |id: &Id| self.places[*id as usize];
        let there = stores.filter(|id| **id != centre).map(place);
        let is_kept = |place: &usize| {
            *place != usize::MAX && self.writes(*place) && {
                let id = self.ids[*place];
                let (_, _, write) = self.graph().node(id).touch(location).expect("a store");
                self.question.keeps_part(id, write)
            }
        };
        let mut stores: Vec<_> = there.filter(is_kept).collect();
        let own = self.places[centre as usize];
        if location == self.location && self.writes(own) {
            let after = stores
                .iter()
                .position(|place| self.ids[*place] == self.after);
            stores.insert(after.map_or(0, |after| after + 1), own);
        } else if self.writes(own)
            && self
                .node(own)
                .access
                .as_ref()
                .is_some_and(|touch| touch.location == location)
        {
            stores.push(own);
        }
        stores
    }

    /// What each event reads, overwrites, and what follows from both.
    fn extended_coherence(&self) -> Relation {
        let mut relation = Relation::new(self.ids.len());
        for location in 0..self.graph().locations.len() as u32 {
            let stores = self.stores(location);
            for (place, store) in stores.iter().enumerate() {
                stores[place + 1..]
                    .iter()
                    .for_each(|newer| relation.set(*store, *newer));
            }
            for reader in 0..self.ids.len() {
                let touch = self.node(reader).access.as_ref();
                if touch.is_none_or(|touch| touch.location != location) {
                    continue;
                }
                let Some(source) = self.source(reader) else {
                    continue;
                };
                let newer = match source {
                    INIT => 0,
                    source => {
                        let source = self.places[source as usize];
                        relation.set(source, reader);
                        stores
                            .iter()
                            .position(|store| *store == source)
                            .map_or(0, |at| at + 1)
                    }
                };
                let overwrites = stores[newer..].iter().filter(|store| **store != reader);
                overwrites.for_each(|store| relation.set(reader, *store));
            }
        }
        relation.close();
        relation
    }

    /// Synchronisation in which both ends are `SeqCst`.
    fn synchronised(&self, relation: &mut Relation) {
        for reader in 0..self.ids.len() {
            let mut head = self.source(reader);
            let read_order = self.node(reader).access.as_ref().map(|touch| touch.order);
            while let Some(store) = head.filter(|store| *store != INIT) {
                let store = self.places[store as usize];
                self.link(relation, store, reader, read_order.is_some_and(acquires));
                head = self.source(store);
            }
        }
    }

    /// From the store at the head of a release sequence, or the fences before it, to the reader, or
    /// the fences after it.
    fn link(&self, relation: &mut Relation, store: usize, reader: usize, acquires_it: bool) {
        let head = self.node(store).access.as_ref();
        let releases_it = head.is_some_and(|touch| releases(touch.success));
        let all = 0..self.ids.len();
        let starts = all.clone().filter(|place| {
            *place == store && releases_it && self.is_access(store)
                || self.is_fence(*place) && self.is_earlier(*place, store)
        });
        for start in starts {
            let ends = all.clone().filter(|place| {
                *place == reader && acquires_it && self.is_access(reader)
                    || self.is_fence(*place) && self.is_earlier(reader, *place)
            });
            ends.for_each(|end| relation.set(start, end));
        }
    }

    /// Program order, synchronisation of the `SeqCst` operations, and what happens before between
    /// two steps of program order.
    fn strong_order(&self) -> Relation {
        let size = self.ids.len();
        let mut relation = Relation::new(size);
        for from in 0..size {
            for to in 0..size {
                if self.is_earlier(from, to) {
                    relation.set(from, to);
                }
            }
        }
        let earlier = relation.clone();
        for middle in 0..size {
            for other in (0..size).filter(|other| self.is_before(middle, *other)) {
                for from in (0..size).filter(|from| earlier.has(*from, middle)) {
                    for to in (0..size).filter(|to| earlier.has(other, *to)) {
                        relation.set(from, to);
                    }
                }
            }
        }
        self.synchronised(&mut relation);
        relation.close();
        relation
    }

    fn is_ordered(&self) -> bool {
        let size = self.ids.len();
        let coherence = self.extended_coherence();
        let strong = self.strong_order();
        let is_total = |place: usize| self.is_access(place) || self.is_fence(place);
        let total: Vec<_> = (0..size).filter(|place| is_total(*place)).collect();
        // An access stands for itself; a fence for what it happens before, or comes after.
        let reaches = |event: usize, from: usize| {
            event == from || self.is_fence(event) && self.is_before(event, from)
        };
        let reached = |to: usize, event: usize| {
            event == to || self.is_fence(event) && self.is_before(to, event)
        };
        let mut order = Relation::new(size);
        for from in total.iter().copied() {
            for to in total.iter().copied() {
                let coherent = || {
                    (0..size)
                        .filter(|a| reaches(from, *a))
                        .any(|a| (0..size).any(|b| coherence.has(a, b) && reached(b, to)))
                };
                if strong.has(from, to) || coherent() {
                    order.set(from, to);
                }
            }
        }
        order.close();
        order.is_irreflexive()
    }
}
