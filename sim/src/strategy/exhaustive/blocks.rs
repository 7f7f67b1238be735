//! Operations of primitives that had to wait: which, and where they are known to.
//!
//! Whether an operation that may wait has to is decided by its verb and the words that it reads, so
//! what blocked one blocks the next.

use std::collections::HashMap;

use super::graph::{Graph, INIT, Id};
use crate::event::{Access, Blocked, Seen};

/// A kind of object and a method of it.
type Verb = (&'static str, &'static str);

/// What the words of an object held, by their distance from its address.
type Words = Vec<(usize, u64)>;

/// The operations that had to wait.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Those that have not happened yet in this execution, by their task.
    waiting: Vec<Blocked>,
    known: HashMap<Verb, Vec<Words>>,
}

impl Blocks {
    pub(super) fn begin(&mut self) {
        self.waiting.clear();
    }

    /// An operation had to wait.
    pub(super) fn note(&mut self, operation: Blocked) {
        let words: Option<Words> = operation.words.iter().copied().collect();
        if let Some(words) = words {
            let known = self
                .known
                .entry((operation.kind, operation.verb))
                .or_default();
            if !known.contains(&words) {
                known.push(words);
            }
        }
        self.done(operation.task);
        self.waiting.push(operation);
    }

    /// A task has done something.
    pub(super) fn done(&mut self, task: u32) {
        self.waiting.retain(|operation| operation.task != task);
    }

    /// Whether the operation of a node is known to wait if it comes right after a store.
    pub(super) fn is_blocked(&self, graph: &Graph, id: Id, store: Id) -> bool {
        let node = graph.node(id);
        let (Some(touch), Some((kind, verb, object))) = (&node.access, node.operation) else {
            return false;
        };
        let holds = |words: &Words| {
            words.iter().all(|(offset, value)| {
                graph.value(touch.location, store, object.wrapping_add(*offset)) == Some(*value)
            })
        };
        let known = self.known.get(&(kind, verb));
        known.is_some_and(|known| known.iter().any(holds))
    }

    /// What those who wait to the end would do, if they could.
    pub(super) fn stuck(&self, graph: &Graph) -> Vec<Seen> {
        let mut waiting: Vec<_> = self.waiting.iter().collect();
        waiting.sort_unstable_by_key(|blocked| blocked.task);
        let seen = |blocked: &&Blocked| {
            let location = graph.whole(blocked.location);
            let stores = graph.locations.get(location as usize);
            let newest = stores.and_then(|location| location.stores.last());
            let newest = newest.map_or(0, |id| graph.node(*id).step);
            let mut access = Access::of_object(blocked.location, newest, true);
            access.writes = true;
            let events = graph.tasks.get(blocked.task as usize);
            let newest = events.and_then(|events| events.last());
            let index = newest.map_or(0, |id| graph.node(*id).index);
            Seen {
                task: blocked.task,
                index: index + 1,
                step: u64::MAX,
                causes: blocked.causes.clone(),
                access: Some(access),
                operation: Some((blocked.kind, blocked.verb, blocked.object)),
                ..Seen::default()
            }
        };
        waiting.iter().map(seen).collect()
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
