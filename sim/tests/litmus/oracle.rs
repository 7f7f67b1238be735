//! The oracle: all execution graphs of a program, by brute force, and which models allow them.

use std::collections::BTreeMap;
use std::slice;

use crate::graph::{Allowed, Events, Graph};
use crate::relation::Relation;

/// How many executions each model allows, and the outcomes of two of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) sc: u64,
    pub(crate) cpp20: u64,
    pub(crate) op: u64,
    pub(crate) rc11: u64,
    pub(crate) sc_outcomes: BTreeMap<String, u64>,
    pub(crate) cpp20_outcomes: BTreeMap<String, u64>,
}

impl Counted {
    fn note(&mut self, allowed: Allowed, outcome: impl Fn() -> String) {
        self.sc += u64::from(allowed.sc);
        self.cpp20 += u64::from(allowed.cpp20);
        self.op += u64::from(allowed.op);
        self.rc11 += u64::from(allowed.rc11);
        if allowed.sc {
            *self.sc_outcomes.entry(outcome()).or_default() += 1;
        }
        if allowed.cpp20 {
            *self.cpp20_outcomes.entry(outcome()).or_default() += 1;
        }
    }
}

/// Counts the executions of a program.
pub(crate) fn count(text: &str) -> Counted {
    let events = Events::read(text);
    let orders = events.locations.iter().map(|l| orders(&events, *l));
    let orders: Vec<_> = orders.collect();
    let mut counted = Counted::default();
    for modification in product(&orders) {
        by_order(&events, &modification, &mut counted);
    }
    counted
}

/// The orders in which the writes of a location can stand: those of a thread as it has them, since
/// no model has them otherwise.
fn orders(events: &Events, location: char) -> Vec<Vec<usize>> {
    let is_there = |id: &usize| {
        let event = &events.all[*id];
        event.is_write() && event.location == Some(location)
    };
    let mut found = Vec::new();
    let writes = (0..events.size()).filter(is_there).collect();
    extend(events, &mut Vec::new(), writes, &mut found);
    found
}

/// All orders that begin with `begun` and go on with `left`.
fn extend(events: &Events, begun: &mut Vec<usize>, left: Vec<usize>, found: &mut Vec<Vec<usize>>) {
    if left.is_empty() {
        found.push(begun.clone());
    }
    for next in &left {
        if left.iter().any(|other| events.in_order(*other, *next)) {
            continue;
        }
        begun.push(*next);
        let rest = left.iter().copied().filter(|id| id != next).collect();
        extend(events, begun, rest, found);
        begun.pop();
    }
}

/// Every way to take one from each list.
fn product<T: Clone>(lists: &[Vec<T>]) -> Vec<Vec<T>> {
    lists.iter().fold(vec![Vec::new()], |taken, list| {
        let with = |one: &T, begun: &Vec<T>| [begun.as_slice(), slice::from_ref(one)].concat();
        let ways = taken
            .iter()
            .flat_map(|begun| list.iter().map(move |one| with(one, begun)));
        ways.collect()
    })
}

/// Counts the graphs with this order of the writes of each location.
fn by_order(events: &Events, modification: &[Vec<usize>], counted: &mut Counted) {
    let mut mo = Relation::empty(events.size());
    for order in modification {
        for (place, before) in order.iter().enumerate() {
            order[place + 1..]
                .iter()
                .for_each(|after| mo.add(*before, *after));
        }
    }
    let reads: Vec<_> = (0..events.size())
        .filter(|id| events.all[*id].is_read())
        .collect();
    let sources: Vec<_> = reads
        .iter()
        .map(|read| sources(events, modification, *read))
        .collect();
    for sources in product(&sources) {
        let read_from: Vec<_> = reads.iter().copied().zip(sources).collect();
        let (mut rf, mut fr) = (
            Relation::empty(events.size()),
            Relation::empty(events.size()),
        );
        for (read, write) in &read_from {
            rf.add(*write, *read);
            let later = crate::relation::members(mo.after(*write)).filter(|later| later != read);
            later.for_each(|later| fr.add(*read, later));
        }
        let graph = Graph { events, rf, mo, fr };
        counted.note(graph.allowed(), || outcome(events, &read_from));
    }
}

/// The writes that a read can read from: for an update the one before it.
fn sources(events: &Events, modification: &[Vec<usize>], read: usize) -> Vec<usize> {
    let event = &events.all[read];
    let is_there = |order: &&Vec<usize>| events.all[order[0]].location == event.location;
    let order = modification
        .iter()
        .find(is_there)
        .expect("each location has an order");
    match order.iter().position(|write| *write == read) {
        Some(place) => vec![order[place - 1]],
        None => order.clone(),
    }
}

/// What the reads read, as `T0:1 T1:100`.
fn outcome(events: &Events, read_from: &[(usize, usize)]) -> String {
    let entry = |(read, write): &(usize, usize)| {
        let thread = events.all[*read].thread.expect("a read is in a thread");
        format!("T{thread}:{}", value(events, read_from, *write))
    };
    let entries: Vec<_> = read_from.iter().map(entry).collect();
    entries.join(" ")
}

/// What a write has written: an update adds 100 to what it reads.
fn value(events: &Events, read_from: &[(usize, usize)], write: usize) -> u32 {
    let read = read_from.iter().find(|(update, _)| *update == write);
    match read {
        Some((_, before)) => value(events, read_from, *before) + 100,
        None => events.all[write].value,
    }
}
