//! A question: whether there may be a graph that is another one with a change, and what of it.

use super::expand::Centre;
use super::graph::{Graph, Id, Node, Part};
use super::plan::{Change, Revisited};
use crate::memory::Clock;

/// A graph with a change.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) graph: &'a Graph,
    pub(super) centre: Centre,
    pub(super) change: &'a Change,
    /// The read that changes too.
    pub(super) revisited: Option<Revisited>,
    pub(super) cut: Cut<'a>,
}

/// What is left of a graph: what was added before a stamp, and the causes of the centre.
#[derive(Clone, Copy)]
pub(super) struct Cut<'a> {
    pub(super) stamp: u32,
    /// The causes; `None` where all is left.
    pub(super) prefix: Option<&'a Clock>,
}

impl<'a> Question<'a> {
    /// Whether a part is left, by its stamp and its node.
    pub(super) fn keeps(&self, at: u32, id: Id) -> bool {
        let is_cause = |prefix: &Clock| at < self.centre.now && self.graph.covers(prefix, id);
        at < self.cut.stamp || self.cut.prefix.is_some_and(is_cause)
    }

    pub(super) fn keeps_part(&self, id: Id, part: Part) -> bool {
        self.keeps(self.node(id).stamp(part), id)
    }

    pub(super) fn node(&self, id: Id) -> &'a Node {
        self.graph.node(id)
    }

    pub(super) fn is_revisited(&self, id: Id) -> bool {
        self.revisited.is_some_and(|revisited| revisited.id == id)
    }

    /// Whether an event is one of those that change.
    pub(super) fn changes(&self, id: Id) -> bool {
        id == self.centre.id || self.is_revisited(id)
    }

    /// The stores of a location after one of them that are left, in modification order, without
    /// those of events that change.
    pub(super) fn newer(self, location: u32, after: Id) -> impl Iterator<Item = Id> + 'a {
        let stores = self.graph.newer(location, after).iter().copied();
        stores.filter(move |id| {
            let touch = self.node(*id).touch(location);
            let (_, _, write) = touch.expect("a store touches its location");
            !self.changes(*id) && self.keeps_part(*id, write)
        })
    }
}
