//! What is known of operations of primitives: which had to wait, and what they do where.
//!
//! What an operation does is decided by who calls it, its verb, its number and the words that it
//! reads, so what blocked one blocks the next. Of an object that keeps what is not in its words,
//! under a lock, nothing is known.

use waitword_core::Operation;

use super::graph::{Graph, INIT, Id};
use crate::event::{Access, Blocked, Seen};

/// The kinds of objects whose operations do the same whoever calls them.
const IMPERSONAL: [&str; 4] = ["mutex", "rwlock", "semaphore", "event"];

/// The kinds of objects that an operation takes which waits, and so writes.
const TAKEN: [&str; 2] = ["mutex", "rwlock"];

/// A task by its name, 0 for whichever, a number, a method and a kind of object.
type Call = (u64, u64, &'static str, &'static str);

/// What the words of an object held, by their distance from its address.
type Words = Vec<(usize, u64)>;

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Wait,
    Read,
    Write,
}

/// What a call did where words held these values; `None` if not always the same.
type Known = Vec<(Words, Option<Does>)>;

/// What is known of operations.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Those that had to wait and have not happened yet in this execution, by their task.
    waiting: Vec<Blocked>,
    /// Those whose deadline has passed, and that have not gone on since.
    late: Vec<Blocked>,
    known: Vec<(Call, Known)>,
}

fn call(name: u64, operation: &Operation) -> Call {
    let Operation { object, verb, .. } = *operation;
    let name = if IMPERSONAL.contains(&object.kind) {
        0
    } else {
        name
    };
    (name, operation.argument, verb, object.kind)
}

/// Whether an operation that does not have to wait may only read.
pub(super) fn may_read(operation: Option<&Operation>) -> bool {
    operation.is_none_or(|operation| {
        let takes = operation.waits && !operation.timed;
        !takes || !TAKEN.contains(&operation.object.kind)
    })
}

/// Whether two calls are the same: mostly their texts are, not only what they say.
fn is_same(one: &Call, other: &Call) -> bool {
    let same = |one: &str, other: &str| std::ptr::eq(one, other) || one == other;
    (one.0, one.1) == (other.0, other.1) && same(one.2, other.2) && same(one.3, other.3)
}

impl Blocks {
    pub(super) fn begin(&mut self) {
        self.waiting.clear();
        self.late.clear();
    }

    /// An operation of the task of that name had to wait.
    pub(super) fn note(&mut self, name: u64, operation: Blocked) {
        let words = operation.words.iter();
        if operation.begins && words.clone().all(Option::is_some) {
            let words = words.copied().flatten();
            self.learn(call(name, &operation.operation), words, Does::Wait);
        }
        self.done(operation.task);
        self.waiting.push(operation);
    }

    /// The task of that name has done something.
    pub(super) fn note_done(&mut self, name: u64, seen: &Seen) {
        self.done(seen.task);
        let (Some(operation), Some(access)) = (&seen.operation, &seen.access) else {
            return;
        };
        let hides = seen.hides || seen.queue.is_some() || !seen.choices.is_empty();
        if hides || operation.timed || !seen.is_inside {
            return;
        }
        let words = seen.words.iter();
        let offset = |address: usize| address.wrapping_sub(operation.object.address);
        let words = words.map(|(address, before, _)| (offset(*address), *before));
        let does = if access.writes {
            Does::Write
        } else {
            Does::Read
        };
        self.learn(call(name, operation), words, does);
    }

    fn learn(&mut self, call: Call, words: impl Iterator<Item = (usize, u64)> + Clone, does: Does) {
        let place = self
            .known
            .iter()
            .position(|(known, _)| is_same(known, &call));
        let place = place.unwrap_or_else(|| {
            self.known.push((call, Vec::new()));
            self.known.len() - 1
        });
        let known = &mut self.known[place].1;
        let same = |(other, _): &&mut (Words, _)| other.iter().copied().eq(words.clone());
        match known.iter_mut().find(same) {
            Some((_, known)) if *known != Some(does) => *known = None,
            Some(_) => {}
            None => known.push((words.collect(), Some(does))),
        }
    }

    fn done(&mut self, task: u32) {
        self.waiting.retain(|operation| operation.task != task);
    }

    /// What the operation of a node, whose task has that name, is known to do right after a store.
    pub(super) fn known(&self, graph: &Graph, name: u64, id: Id, store: Id) -> Option<Does> {
        let node = graph.node(id);
        let (touch, operation) = (node.access.as_ref()?, node.operation.as_ref()?);
        let object = operation.object.address;
        let holds = |words: &Words| {
            words.iter().all(|(offset, value)| {
                graph.value(touch.location, store, object.wrapping_add(*offset)) == Some(*value)
            })
        };
        let call = call(name, operation);
        let known = self.known.iter().find(|(known, _)| is_same(known, &call));
        let (_, known) = known.filter(|_| !operation.timed)?;
        let (_, does) = known.iter().find(|(words, _)| holds(words))?;
        *does
    }

    /// The deadline of an operation has passed.
    pub(super) fn note_late(&mut self, operation: Blocked) {
        self.late.push(operation);
    }

    /// What the operation of a task would have done whose deadline has passed, if it could.
    pub(super) fn take_late(&mut self, graph: &Graph, task: u32) -> Option<Seen> {
        let place = self.late.iter().position(|late| late.task == task)?;
        Some(would_be(graph, &self.late.swap_remove(place)))
    }

    /// What those who wait to the end would do, if they could.
    pub(super) fn stuck(&self, graph: &Graph) -> Vec<Seen> {
        let mut waiting: Vec<_> = self.waiting.iter().collect();
        waiting.sort_unstable_by_key(|blocked| blocked.task);
        let seen = |blocked: &&Blocked| would_be(graph, blocked);
        waiting.iter().map(seen).collect()
    }
}

/// The event of an operation that has not happened, after all that did.
fn would_be(graph: &Graph, blocked: &Blocked) -> Seen {
    let location = graph.whole(blocked.location);
    let stores = graph.locations.get(location as usize);
    let newest = stores.and_then(|location| location.stores.last());
    let newest = newest.map_or(0, |id| graph.node(*id).step);
    let mut access = Access::of_object(blocked.location, newest, true);
    access.writes = true;
    Seen {
        task: blocked.task,
        index: blocked.index,
        step: u64::MAX,
        causes: blocked.causes.clone(),
        access: Some(access),
        operation: blocked.begins.then_some(blocked.operation),
        ..Seen::default()
    }
}

impl Graph {
    /// What a word of an object held once a store was made.
    fn value(&self, location: u32, store: Id, address: usize) -> Option<u64> {
        let stores = &self.locations.get(location as usize)?.stores;
        let at = |id: &Id| {
            let words = self.node(*id).words.iter();
            words.copied().find(|(other, ..)| *other == address)
        };
        if store != INIT {
            let place = stores.iter().position(|other| *other == store)?;
            if let Some((.., after)) = stores[..=place].iter().rev().find_map(at) {
                return Some(after);
            }
        }
        let readers = &self.locations[location as usize].readers;
        readers.iter().find_map(at).map(|(_, before, _)| before)
    }
}
