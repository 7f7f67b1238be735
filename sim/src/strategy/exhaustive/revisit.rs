//! Revisits: reads that were there before a write, and read it.

use super::consistency;
use super::expand::{Centre, Expander};
use super::graph::{INIT, Id, Part};
use super::plan::{Change, Revisited};
use super::question::{Cut, Question};
use crate::event::Otherwise;
use crate::memory::Clock;

impl Expander<'_> {
    /// What an event comes after if it reads these stores.
    pub(super) fn prefix(&self, centre: Centre, sources: [Id; 2]) -> Clock {
        let mut prefix = self.node(centre.id).cause.clone();
        if centre.part == Part::QueueWrite || centre.part == Part::QueueRead {
            let read = self.node(centre.id).read();
            if let Some(touch) = read.filter(|touch| touch.source != INIT) {
                prefix.join(&self.node(touch.source).causes);
            }
        }
        for source in sources {
            if source != INIT {
                prefix.join(&self.node(source).causes);
            }
        }
        prefix
    }

    /// Whether a wake is one of these, and the others go if it is revisited.
    fn is_first_of(&self, wakes: &[Id], id: Id, stamp: u32, prefix: &Clock) -> bool {
        let goes = |other: &Id| {
            *other == id
                || self.node(*other).stamp(Part::QueueRead) > stamp
                    && !self.graph.covers(prefix, *other)
        };
        wakes.contains(&id) && wakes.iter().all(goes)
    }

    /// Goes back through the parts as long as they are canonical, and revisits each read of the
    /// location on the way (of those in `only`, if it is given).
    pub(super) fn revisit_walk(
        &mut self,
        centre: Centre,
        change: &Change,
        prefix: &Clock,
        only: Option<&[Id]>,
    ) {
        let graph = self.graph;
        let location = match only {
            Some(wakes) => self
                .node(wakes[0])
                .queue
                .as_ref()
                .map(|touch| touch.location),
            None => Some(self.touch(centre).location),
        };
        let Some(location) = location else { return };
        let Some(first) = self.first_read(centre, location, prefix) else {
            return;
        };
        let from = graph
            .parts
            .partition_point(|(stamp, ..)| *stamp < centre.now);
        let parts = graph.parts[..from].iter().rev().copied();
        for (stamp, id, part) in parts.take_while(|(stamp, ..)| *stamp >= first) {
            let Some(node) = graph.nodes.get(id as usize) else {
                if !self.is_pending_canonical(stamp, prefix) {
                    break;
                }
                continue;
            };
            if id == centre.id || graph.covers(prefix, id) {
                continue;
            }
            if !self.is_canonical(id, part, stamp, prefix, centre.id) {
                break;
            }
            let touch = node.touch(location);
            let reads = touch.is_some_and(|(_, read, _)| read == part);
            if reads && only.is_none_or(|only| self.is_first_of(only, id, stamp, prefix)) {
                self.revisit(centre, change, prefix, (id, part, stamp));
            }
        }
    }

    /// The lowest stamp of a read of a location that may be revisited.
    fn first_read(&self, centre: Centre, location: u32, prefix: &Clock) -> Option<u32> {
        let readers = self.graph.locations[location as usize].readers.iter();
        let deleted = readers.filter(|id| **id != centre.id && !self.graph.covers(prefix, **id));
        let stamps = deleted.map(|id| self.read_stamp(*id, location));
        stamps.filter(|stamp| *stamp < centre.now).min()
    }

    /// Whether a pending operation would be pending too if it had been added after all before it:
    /// then what was put before it is there.
    fn is_pending_canonical(&self, stamp: u32, prefix: &Clock) -> bool {
        let pending = self.graph.pending_of(stamp);
        let by = pending.and_then(|pending| self.graph.part_at(pending.by));
        by.is_some_and(|(id, _)| {
            (id as usize) < self.graph.nodes.len() && self.graph.covers(prefix, id)
        })
    }

    /// Whether a part was added in the canonical way, as seen from what was there before it or is
    /// a cause of `without`, the event that deletes it.
    fn is_canonical(&self, id: Id, part: Part, stamp: u32, prefix: &Clock, without: Id) -> bool {
        let node = self.node(id);
        let Some(touch) = node.touch_of(part) else {
            return part != Part::Choice || node.is_plain();
        };
        let location = touch.location;
        let there = |other: Id, at: u32| {
            other != without && other != id && (at <= stamp || self.graph.covers(prefix, other))
        };
        let stores = &self.graph.locations[location as usize].stores;
        let newer_than = |store: Id| match store {
            INIT => 0,
            store => 1 + stores.iter().position(|other| *other == store).unwrap_or(0),
        };
        if matches!(part, Part::Read | Part::QueueRead) {
            let source = touch.source;
            let known = source == INIT || there(source, self.write_stamp(source, location));
            let is_newer = |other: &Id| there(*other, self.write_stamp(*other, location));
            return known && !node.failed && !stores[newer_than(source)..].iter().any(is_newer);
        }
        let is_newer = |other: &Id| there(*other, self.write_stamp(*other, location));
        let reads_it = |other: &Id| {
            let read = self.node(*other).touch(location);
            read.is_some_and(|(touch, ..)| touch.source == id)
                && there(*other, self.read_stamp(*other, location))
        };
        let readers = &self.graph.locations[location as usize].readers;
        !stores[newer_than(id)..].iter().any(is_newer)
            && !readers.iter().any(reads_it)
            && !self.is_put_before(stamp)
    }

    /// Whether the write of this stamp was put before an operation that may have to wait.
    fn is_put_before(&self, stamp: u32) -> bool {
        self.graph.pending.iter().any(|pending| pending.by == stamp)
    }

    /// The write is read by a read that was there before it.
    fn revisit(
        &mut self,
        centre: Centre,
        change: &Change,
        prefix: &Clock,
        (id, part, stamp): (Id, Part, u32),
    ) {
        let touch = self.node(id).touch_of(part).expect("a read is an access");
        let location = touch.location;
        let waits = touch.otherwise == Otherwise::Unknown { waits: true };
        let revisited = Revisited {
            id,
            part,
            waits,
            fails: false,
        };
        let question = Question {
            revisited: Some(revisited),
            cut: Cut {
                stamp,
                prefix: Some(prefix),
            },
            ..self.added(centre, change)
        };
        let own = self.node(centre.id).touch(location);
        if own.is_some_and(|(touch, ..)| !touch.reads) {
            return self.revisit_by_store(&question, location);
        }
        let source = change.after.unwrap_or(touch.source);
        let kept = |(.., write): (&_, _, Part)| question.keeps_part(source, write);
        let is_there = source == INIT
            || !question.changes(source) && self.node(source).touch(location).is_some_and(kept);
        let taker = self.taker(source, location, |at, other| {
            !question.changes(other) && question.keeps(at, other)
        });
        if is_there && taker.is_none() {
            self.try_revisit(&question);
        }
    }

    /// A store, which may go to each place of the modification order, is read by a read that was
    /// there before it.
    fn revisit_by_store(&mut self, question: &Question<'_>, location: u32) {
        let mut stores = self.room.list();
        stores.extend(question.newer(location, INIT));
        for place in (0..stores.len()).rev() {
            let next = stores.get(place + 1).copied();
            let taker = self.taker(stores[place], location, |at, other| {
                !question.is_revisited(other) && question.keeps(at, other)
            });
            if next.is_some() && taker == next {
                continue;
            }
            let change = Change {
                after: Some(stores[place]),
                ..question.change.clone()
            };
            self.try_revisit(&Question {
                change: &change,
                ..*question
            });
        }
        self.room.keep(stores);
    }

    fn try_revisit(&mut self, question: &Question<'_>) {
        if !consistency::check(question) {
            return;
        }
        self.push(question);
        let Some(revisited) = question.revisited else {
            return;
        };
        let fails = revisited.part == Part::Read && self.may_fail(question, revisited.id);
        if fails && !revisited.waits {
            self.push(&Question {
                revisited: Some(Revisited {
                    fails: true,
                    ..revisited
                }),
                ..*question
            });
        }
    }
}
