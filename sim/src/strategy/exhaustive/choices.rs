//! Choices within events, and how many of a kind there may be in one execution.
//!
//! Deadlines that pass early, waits that return and weak compare-exchanges that fail for no reason
//! may each be so many. That is a rule for graphs: less of a graph has not more of them, so each
//! graph that keeps it is made from those that do.

use super::expand::{Centre, Expander};
use super::graph::{Id, NONE, Node, Part};
use super::plan::Change;
use super::question::Question;
use crate::choice::Alternative;
use crate::event::Chosen;

impl Expander<'_> {
    /// The other ways to choose within an event.
    pub(super) fn expand_choices(&mut self, centre: Centre) {
        let node = self.node(centre.id);
        let mut picks: Vec<(u32, Alternative)> = Vec::new();
        let mut plans = Vec::new();
        for chosen in &node.choices {
            let others = chosen.of.iter().filter(|other| **other != chosen.taken);
            for other in others.filter(|other| self.is_left(centre, &picks, chosen, **other)) {
                let mut picks = picks.clone();
                picks.push((chosen.turn, *other));
                plans.push(picks);
            }
            picks.push((chosen.turn, chosen.taken));
        }
        debug_assert_ne!(node.stamp(Part::Choice), NONE);
        for picks in plans {
            let source = node.read();
            let change = Change {
                source: source.map(|touch| touch.source),
                picks,
                fails: node.failed,
                ..Change::default()
            };
            self.push(&self.added(centre, &change));
        }
    }

    /// Whether another way than the default may be taken once more.
    fn is_left(
        &self,
        centre: Centre,
        picks: &[(u32, Alternative)],
        chosen: &Chosen,
        other: Alternative,
    ) -> bool {
        let kind = std::mem::discriminant(&other);
        if chosen.within == u32::MAX || other == chosen.of[0] {
            return true;
        }
        let is_in = |node: &&Node| node.stamp(Part::Choice) < centre.now;
        let before = self.graph.nodes.iter().filter(is_in);
        let before = before.flat_map(|node| node.choices.iter().map(|chosen| chosen.taken));
        let all = before.chain(picks.iter().map(|(_, taken)| *taken));
        let spent = all.filter(|taken| std::mem::discriminant(taken) == kind);
        spent.count() < chosen.within as usize
    }

    /// Whether a weak compare-exchange may fail for no reason in a graph with a change.
    pub(super) fn may_fail(&self, question: &Question<'_>, id: Id) -> bool {
        let failures = self.node(id).failures as usize;
        let fails = |other: &Id| {
            *other != id
                && self.node(*other).failed
                && (*other == question.centre.id || question.keeps_part(*other, Part::Read))
        };
        let all = 0..self.graph.nodes.len() as Id;
        failures > 0 && all.filter(fails).count() < failures
    }
}
