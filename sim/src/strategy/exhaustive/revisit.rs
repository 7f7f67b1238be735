//! Revisits: reads that were there before a write, and read it.

use super::consistency;
use super::expand::{Centre, Expander};
use super::graph::{INIT, Id, NONE, Part, Pending};
use super::plan::{Change, Revisited};
use super::question::{Cut, Question};
use crate::event::Otherwise;
use crate::memory::Clock;

/// An operation that waits.
struct Waiting {
    stamp: u32,
    /// The stamp of the write after which it did not wait any more.
    until: u32,
}

impl Waiting {
    /// Whether it waits for what comes before a later part.
    fn has_before(&self, stamp: u32) -> bool {
        self.stamp < stamp && stamp <= self.until
    }
}

impl Expander<'_> {
    /// What an event comes after if it reads these stores.
    pub(super) fn prefix(&self, centre: Centre, sources: [Id; 2]) -> Clock {
        let mut prefix = self.node(centre.id).cause.clone();
        if centre.part == Part::QueueWrite || centre.part == Part::QueueRead {
            let access = self.node(centre.id).access.as_ref();
            let read = access.filter(|touch| touch.reads && touch.source != INIT);
            if let Some(touch) = read {
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
        let waiting = self.waiting(centre, location, prefix);
        let Some(first) = self.first_read(centre, location, prefix) else {
            return;
        };
        let lowest = waiting.iter().map(|other| other.stamp).min();
        let first = lowest.map_or(first, |lowest| lowest.min(first));
        // A read that is not revisited since an operation has to wait that was there before it.
        let mut later = false;
        let from = graph
            .parts
            .partition_point(|(stamp, ..)| *stamp < centre.now);
        let parts = graph.parts[..from].iter().rev().copied();
        for (stamp, id, part) in parts.take_while(|(stamp, ..)| *stamp >= first) {
            let node = graph.nodes.get(id as usize);
            if node.is_some() && (id == centre.id || graph.covers(prefix, id)) {
                continue;
            }
            let behind = waiting.iter().any(|other| other.has_before(stamp));
            let waits = waiting.iter().find(|other| other.stamp == stamp);
            let by = match node {
                Some(node) if part == Part::Read => self.lost(id, prefix).map(|_| node.by),
                Some(_) => None,
                None => graph.pending_of(stamp).map(|pending| pending.by),
            };
            let fits = match (node, by) {
                (_, Some(by)) => self.is_there(by, prefix),
                (Some(_), None) => self.is_canonical(id, part, stamp, prefix, centre.id),
                (None, None) => true,
            };
            if !fits {
                break;
            }
            let reads = waits.is_some()
                || node
                    .and_then(|node| node.touch(location))
                    .is_some_and(|(_, read, _)| read == part);
            if !reads || !only.is_none_or(|only| self.is_first_of(only, id, stamp, prefix)) {
                continue;
            }
            if behind {
                later = true;
            } else if node.is_some() && (waits.is_none() || later) {
                self.revisit(centre, change, prefix, (id, part, stamp));
            } else if later && let Some(pending) = graph.pending_of(stamp) {
                self.move_pending(centre, change, prefix, pending);
            }
            later &= behind;
        }
    }

    /// The lowest stamp of a read of a location that may be revisited.
    fn first_read(&self, centre: Centre, location: u32, prefix: &Clock) -> Option<u32> {
        let readers = self.graph.locations[location as usize].readers.iter();
        let deleted = readers.filter(|id| **id != centre.id && !self.graph.covers(prefix, **id));
        let stamps = deleted.map(|id| self.read_stamp(*id, location));
        stamps.filter(|stamp| *stamp < centre.now).min()
    }

    /// The operations on a location that wait, or did so until an event that may be deleted.
    ///
    /// Whoever reads the location and came later comes after them again, so it is deleted.
    fn waiting(&self, centre: Centre, location: u32, prefix: &Clock) -> Vec<Waiting> {
        let waits_for = |by: u32| {
            let (id, part) = self.graph.part_at(by)?;
            let touch = self.graph.nodes.get(id as usize)?.touch_of(part)?;
            Some(touch.location)
        };
        let pending = self.graph.pending.iter();
        let there = pending.filter(|pending| {
            pending.stamp < centre.now && waits_for(pending.by) == Some(location)
        });
        let pending = there.map(|pending| Waiting {
            stamp: pending.stamp,
            until: NONE,
        });
        let readers = self.graph.locations[location as usize].readers.iter();
        let done = readers.filter_map(|id| {
            let stamp = self.node(*id).stamp(Part::Read);
            let free = *id != centre.id && !self.graph.covers(prefix, *id);
            let until = self
                .lost(*id, prefix)
                .filter(|_| free && stamp < centre.now)?;
            Some(Waiting { stamp, until })
        });
        pending.chain(done).collect()
    }

    /// The stamp of the write until which an operation had waited, if that came later than the
    /// operation itself and is no cause.
    fn lost(&self, id: Id, prefix: &Clock) -> Option<u32> {
        let node = self.node(id);
        let read = node.read().filter(|touch| touch.source != INIT)?;
        let until = self.write_stamp(read.source, read.location);
        let lost = node.stamp(Part::Read) < until && !self.graph.covers(prefix, read.source);
        (node.by != NONE && lost).then_some(until)
    }

    /// Whether a write, by its stamp, is among the causes of another event.
    fn is_there(&self, write: u32, prefix: &Clock) -> bool {
        self.graph.part_at(write).is_some_and(|(id, _)| {
            (id as usize) < self.graph.nodes.len() && self.graph.covers(prefix, id)
        })
    }

    /// The write is put before an operation that is pending, and all that came since is deleted.
    fn move_pending(&mut self, centre: Centre, change: &Change, prefix: &Clock, pending: &Pending) {
        self.try_push(&Question {
            moved: Some(pending),
            cut: Cut {
                stamp: pending.stamp,
                prefix: Some(prefix),
            },
            ..self.added(centre, change)
        });
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
            self.node(*other).by == NONE
                && read.is_some_and(|(touch, ..)| touch.source == id)
                && there(*other, self.read_stamp(*other, location))
        };
        let readers = &self.graph.locations[location as usize].readers;
        !stores[newer_than(id)..].iter().any(is_newer)
            && !readers.iter().any(reads_it)
            && !self.is_put_before(stamp)
    }

    /// Whether the write of this stamp was put before an operation that may have to wait.
    fn is_put_before(&self, stamp: u32) -> bool {
        let mut nodes = self.graph.nodes.iter();
        let mut pending = self.graph.pending.iter();
        nodes.any(|node| node.by == stamp) || pending.any(|pending| pending.by == stamp)
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
        let mut stores = self.room.list();
        stores.extend(question.newer(location, INIT));
        let keeps = |at: u32, other: Id| !question.is_revisited(other) && question.keeps(at, other);
        if own.is_some_and(|(touch, ..)| !touch.reads) {
            for place in (0..stores.len()).rev() {
                let next = stores.get(place + 1).copied();
                let taker = self.taker(stores[place], location, keeps);
                if next.is_some() && taker == next {
                    continue;
                }
                let change = Change {
                    after: Some(stores[place]),
                    ..change.clone()
                };
                self.try_revisit(&Question {
                    change: &change,
                    ..question
                });
            }
            return self.room.keep(stores);
        }
        let source = change.after.unwrap_or(touch.source);
        let taker = self.taker(source, location, |at, other| {
            keeps(at, other) && other != centre.id
        });
        let is_there = stores.contains(&source);
        self.room.keep(stores);
        if taker.is_none() && is_there {
            self.try_revisit(&question);
        }
    }

    fn try_revisit(&mut self, question: &Question<'_>) {
        if !consistency::check(question) {
            return;
        }
        self.push(question);
        let Some(revisited) = question.revisited else {
            return;
        };
        if self.node(revisited.id).may_fail && revisited.part == Part::Read && !revisited.waits {
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
