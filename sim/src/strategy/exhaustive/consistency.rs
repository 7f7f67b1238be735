//! Consistency: whether the memory allows a graph with one change.
//!
//! The graph without the change is consistent, and so is each part of it that is closed under
//! causes. So what is looked at is the event at the centre, the read that it changes, and, if
//! either is not the newest, the order of the `SeqCst` operations.
//!
//! Source: ISO C++20 [atomics.order]; O. Lahav, V. Vafeiadis, J. Kang, C.-K. Hur, D. Dreyer,
//! *Repairing Sequential Consistency in C/C++11* (2017).

use super::build;
use super::graph::{Graph, INIT, Id, Part, Touch};
use super::question::Question;
use super::total;
use crate::event::Otherwise;
use crate::memory::{Clock, acquires, releases};

/// What is known of the two events that change.
pub(super) struct Changed {
    /// What happens before the centre, and with what it reads.
    pub(super) centre: Clock,
    /// The same of the read that is revisited.
    pub(super) revisited: Clock,
}

/// Whether the memory allows the graph with the change.
pub(super) fn check(question: &Question<'_>) -> bool {
    is_acyclic(question) && is_coherent(question)
}

/// What the centre reads.
fn source(question: &Question<'_>) -> Option<Id> {
    let touch = question
        .node(question.centre.id)
        .touch_of(question.centre.part)?;
    touch
        .reads
        .then(|| question.change.source.unwrap_or(touch.source))
}

/// Whether what touches strong locations can be put in an order.
fn is_acyclic(question: &Question<'_>) -> bool {
    let Question {
        graph,
        centre,
        revisited,
        ..
    } = *question;
    let later = build::later(question);
    if later.is_empty() {
        return true;
    }
    let mut before = question.node(centre.id).order.clone();
    if let Some(source) = source(question).filter(|source| *source != INIT) {
        before.join(&question.node(source).orders);
    }
    let location = revisited.and_then(|revisited| {
        let touch = question.node(revisited.id).touch_of(revisited.part)?;
        Some(touch.location)
    });
    later.iter().all(|(later, at)| {
        let earlier = revisited.is_some_and(|revisited| {
            location == Some(*at) && graph.covers(&question.node(revisited.id).order, *later)
        });
        !graph.covers(&before, *later) && !earlier
    })
}

/// Whether each of the two events reads and writes what it may, given what happens before it.
fn is_coherent(question: &Question<'_>) -> bool {
    let Question {
        centre,
        change,
        revisited,
        ..
    } = *question;
    let Some(touch) = question.node(centre.id).touch_of(centre.part) else {
        return true;
    };
    if let Some(revisited) = revisited.filter(|revisited| revisited.part == Part::QueueRead)
        && !sees_its_word(question, revisited.id)
    {
        return false;
    }
    if !sleepers_see(question, touch) {
        return false;
    }
    if touch.strong {
        return true;
    }
    let after = match change.after.or(change.source) {
        Some(after) => after,
        None if touch.reads => touch.source,
        None => return true,
    };
    let newer: Vec<_> = question.newer(touch.location, after).collect();
    if newer.is_empty() {
        return true;
    }
    let changed = changed(question, touch, after);
    let reads_it = revisited.is_some_and(|other| {
        let read = question.node(other.id).touch_of(other.part);
        read.is_some_and(|read| read.location == touch.location)
    });
    fits(question, touch.location, &newer, &changed.centre)
        && (!reads_it || fits(question, touch.location, &newer, &changed.revisited))
        && total::is_ordered(question, &changed, touch.location, after)
}

/// Whether nothing that happens before `clock` has made or read one of these newer stores.
fn fits(question: &Question<'_>, location: u32, newer: &[Id], clock: &Clock) -> bool {
    let Question { graph, .. } = *question;
    let reads_newer = |id: &Id| {
        let Some((touch, read, _)) = graph.node(*id).touch(location) else {
            return false;
        };
        !question.changes(*id)
            && newer.contains(&touch.source)
            && question.keeps_part(*id, read)
            && graph.covers(clock, *id)
    };
    !newer.iter().any(|store| graph.covers(clock, *store))
        && !graph.locations[location as usize]
            .readers
            .iter()
            .any(reads_newer)
}

/// What happens before the two events that change.
fn changed(question: &Question<'_>, touch: &Touch, source: Id) -> Changed {
    let Question {
        graph,
        centre,
        change,
        revisited,
        ..
    } = *question;
    let own = graph.node(centre.id);
    let mut now = own.before.clone();
    now.raise(own.task, own.index);
    let writes = change.after.is_some() && change.writes != Some(false) && !change.fails;
    let order = if writes { touch.success } else { touch.failure };
    if touch.reads && source != INIT && acquires(order) {
        now.join(&graph.node(source).release);
    }
    let mut after = Clock::default();
    if let Some(revisited) = revisited {
        let read = graph.node(revisited.id);
        after.join(&read.before);
        after.raise(read.task, read.index);
        let order = read.touch_of(revisited.part).map(|touch| touch.order);
        if order.is_some_and(acquires) {
            if releases(touch.success) {
                after.join(&now);
            }
            after.join(&fenced(graph, centre.id));
            if touch.reads && source != INIT {
                after.join(&graph.node(source).release);
            }
        }
    }
    Changed {
        centre: now,
        revisited: after,
    }
}

/// What was known at the newest release fence before an event of its task.
fn fenced(graph: &Graph, id: Id) -> Clock {
    let node = graph.node(id);
    let earlier = graph.tasks[node.task as usize].iter().rev();
    let mut fences = earlier.filter(|other| {
        let fence = graph.node(**other);
        fence.index < node.index && fence.fence.is_some_and(releases)
    });
    fences
        .next()
        .map_or_else(Clock::default, |fence| graph.node(*fence).now.clone())
}

/// Whether those who fall asleep after a wake that moves before them still read what they read.
fn sleepers_see(question: &Question<'_>, touch: &Touch) -> bool {
    let Question { change, .. } = *question;
    let (Otherwise::Wakes(_), Some(source)) = (&touch.otherwise, change.source) else {
        return true;
    };
    let mut later = question.newer(touch.location, source);
    later.all(|id| sees_its_word(question, id))
}

/// Whether a sleeper that falls asleep after the wake at the centre still reads what it read: what
/// was before a wake, it sees.
fn sees_its_word(question: &Question<'_>, sleeper: Id) -> bool {
    let Question { graph, centre, .. } = *question;
    let Some(touch) = &graph.node(sleeper).access else {
        return true;
    };
    if !touch.reads || graph.node(sleeper).queue.is_none() {
        return true;
    }
    let mut newer = question.newer(touch.location, touch.source);
    let wake = graph.node(centre.id);
    let known = |id: &Id| graph.covers(&wake.now, *id) || graph.covers(&wake.before, *id);
    !newer.any(|id| known(&id))
}
