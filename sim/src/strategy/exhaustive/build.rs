//! Building: the graph with one change, put in an order in which it can be executed.

use super::graph::{INIT, Id, NONE, PARTS, Part, Pending, Touch};
use super::plan::{Plan, Revisited, Room, Step};
use super::question::Question;

/// The stores of strong locations that must come after the centre, each with its location: the
/// first of those that follow the one that is read, or the place of its own store.
pub(super) fn later(question: &Question<'_>) -> Vec<(Id, u32)> {
    let Question {
        centre,
        change,
        revisited,
        ..
    } = *question;
    let node = question.node(centre.id);
    let mut later = Vec::new();
    let mut look = |touch: &Touch, after: Option<Id>| {
        if let (true, Some(after)) = (touch.strong, after) {
            let next = question.newer(touch.location, after).next();
            later.extend(next.map(|id| (id, touch.location)));
        }
    };
    let sides = [
        (&node.access, Part::Read, Part::Write),
        (&node.queue, Part::QueueRead, Part::QueueWrite),
    ];
    for (touch, read, write) in sides {
        let Some(touch) = touch else { continue };
        let own = |part: Part| node.stamp(part) < centre.now;
        let fixed = own(write) && touch.writes || touch.reads && own(read);
        let after = if centre.part == read || centre.part == write {
            change
                .after
                .or(change.source)
                .or(touch.reads.then_some(touch.source))
        } else if fixed {
            Some(if touch.writes {
                centre.id
            } else {
                touch.source
            })
        } else {
            None
        };
        look(touch, after);
    }
    if let Some(revisited) = revisited
        && revisited.part == Part::QueueRead
        && let Some(touch) = &question.node(revisited.id).access
    {
        look(touch, touch.reads.then_some(touch.source));
    }
    later
}

/// The plan of the graph with a change.
pub(super) fn build(room: &mut Room, question: &Question<'_>, names: &[u64]) -> Plan {
    let Question {
        graph,
        centre,
        revisited,
        ..
    } = *question;
    let later = later(question);
    linear(room, question, &later);
    places(room, question);
    ranks(&mut room.ranks, question);
    let mut plan = room.spare.pop().unwrap_or_default();
    let (order, places, ranks) = (&room.order, &room.places, &room.ranks);
    let place = |id: Id| {
        if id == INIT {
            INIT
        } else {
            places[id as usize]
        }
    };
    let top = order.iter().flat_map(|id| graph.node(*id).stamps);
    let top = top.filter(|stamp| *stamp != NONE).chain([graph.next_stamp]);
    let top = top.max().unwrap_or(0) + 1;
    plan.steps.clear();
    plan.steps.reserve(order.len());
    for id in order.iter().copied() {
        let node = graph.node(id);
        let mut step = Step {
            name: names[node.task as usize],
            source: None,
            rank: ranks[id as usize],
            fails: false,
            picks: Vec::new(),
            stamps: [NONE; 6],
            known: None,
            writes: None,
        };
        if id == centre.id {
            fill_centre(question, &mut step, top, &place);
        } else if let Some(revisited) = revisited.filter(|revisited| revisited.id == id) {
            fill_revisited(question, &mut step, revisited, &place);
        } else {
            fill(question, &mut step, id, &place);
        }
        plan.steps.push(step);
    }
    plan.next_stamp = top + PARTS.len() as u32;
    plan.pending.clear();
    plan.pending.extend(pending(question));
    if let Some(revisited) = revisited.filter(|revisited| revisited.waits) {
        let (read, own) = (graph.node(revisited.id), graph.node(centre.id));
        let own = own.stamp(Part::Write);
        plan.pending.push(Pending {
            name: names[read.task as usize],
            index: read.index,
            stamp: read.stamp(Part::Read),
            by: if own < centre.now {
                own
            } else {
                top + Part::Write as u32
            },
        });
    }
    plan
}

/// The operations that stay pending: none is a cause of anything.
fn pending<'a>(question: &'a Question<'_>) -> impl Iterator<Item = Pending> + 'a {
    let all = question.graph.pending.iter();
    all.filter(|pending| pending.stamp < question.cut.stamp)
        .cloned()
}

/// The nodes of the new graph in an order in which they can be executed.
fn linear(room: &mut Room, question: &Question<'_>, later: &[(Id, u32)]) {
    let graph = question.graph;
    let (order, rest) = (&mut room.order, &mut room.rest);
    order.clear();
    rest.clear();
    // What reads the centre already comes after it, and after what comes after it.
    let follows = |id: Id| {
        let orders = &graph.node(id).orders;
        graph.covers(orders, question.centre.id)
            || later.iter().any(|(later, _)| graph.covers(orders, *later))
    };
    for id in 0..graph.nodes.len() as Id {
        if question.changes(id) || !question.keeps_part(id, graph.node(id).first()) {
            continue;
        }
        if follows(id) {
            rest.push(id);
        } else {
            order.push(id);
        }
    }
    order.push(question.centre.id);
    if let Some(revisited) = question.revisited {
        let needed = |id: &Id| graph.covers(&graph.node(revisited.id).order, *id);
        order.extend(rest.iter().filter(|id| needed(id)));
        order.push(revisited.id);
        rest.retain(|id| !needed(id));
    }
    order.append(rest);
}

/// Takes the operation that will have to wait out of the order, and finds the place of the others.
fn places(room: &mut Room, question: &Question<'_>) {
    let waits = question.revisited.filter(|revisited| revisited.waits);
    let Room { order, places, .. } = room;
    order.retain(|id| waits.is_none_or(|revisited| revisited.id != *id));
    places.clear();
    places.resize(question.graph.nodes.len(), NONE);
    for (place, id) in order.iter().enumerate() {
        places[*id as usize] = place as Id;
    }
}

/// The place of each store in the modification order of its location.
fn ranks(ranks: &mut Vec<u32>, question: &Question<'_>) {
    let Question {
        graph,
        centre,
        change,
        revisited,
        ..
    } = *question;
    ranks.clear();
    ranks.resize(graph.nodes.len(), 0);
    for location in &graph.locations {
        for (place, id) in location.stores.iter().enumerate() {
            ranks[*id as usize] = 4 * (place as u32 + 1);
        }
    }
    if let Some(after) = change.after {
        ranks[centre.id as usize] = 1 + if after == INIT {
            0
        } else {
            ranks[after as usize]
        };
    }
    if let Some(revisited) = revisited {
        ranks[revisited.id as usize] = ranks[centre.id as usize] + 1;
    }
}

/// A step that stays as it was, but for parts that are not kept.
fn fill(question: &Question<'_>, step: &mut Step, id: Id, place: &dyn Fn(Id) -> Id) {
    let node = question.node(id);
    let is_kept = |part: Part| node.has(part) && question.keeps_part(id, part);
    for part in PARTS.into_iter().filter(|part| is_kept(*part)) {
        step.stamps[part as usize] = node.stamp(part);
    }
    if let Some(touch) = node.read() {
        step.source = Some(place(touch.source));
    }
    step.fails = node.failed;
    if PARTS
        .into_iter()
        .all(|part| !node.has(part) || is_kept(part))
    {
        step.known = Some(node.known());
    }
    if is_kept(Part::Choice) {
        let picks = node
            .choices
            .iter()
            .map(|chosen| (chosen.turn, chosen.taken));
        step.picks = picks.collect();
    }
}

/// The step that changes.
fn fill_centre(question: &Question<'_>, step: &mut Step, top: u32, place: &dyn Fn(Id) -> Id) {
    let Question { centre, change, .. } = *question;
    let node = question.node(centre.id);
    let own = |part: Part| node.stamp(part) < centre.now;
    for part in PARTS {
        let added = part as usize <= centre.part as usize
            || matches!(
                (centre.part, part),
                (Part::Read, Part::Write) | (Part::QueueRead, Part::QueueWrite)
            )
            || change.sleeps && part != Part::Choice;
        step.stamps[part as usize] = if own(part) {
            node.stamp(part)
        } else if added {
            top + part as u32
        } else {
            NONE
        };
    }
    let on_access = matches!(centre.part, Part::Read | Part::Write);
    let read = node.read();
    step.source = match change.source {
        Some(source) if on_access => Some(place(source)),
        _ => read.map(|touch| place(touch.source)),
    };
    step.fails = change.fails;
    step.picks.clone_from(&change.picks);
    step.writes = change.writes;
}

/// The step whose read changes: it reads what the centre writes.
fn fill_revisited(
    question: &Question<'_>,
    step: &mut Step,
    revisited: Revisited,
    place: &dyn Fn(Id) -> Id,
) {
    let node = question.node(revisited.id);
    step.fails = revisited.fails;
    for part in PARTS {
        if part as usize <= revisited.part as usize {
            step.stamps[part as usize] = node.stamp(part);
        }
    }
    step.source = match revisited.part {
        Part::Read => Some(place(question.centre.id)),
        _ => {
            let read = node.read();
            read.map(|touch| place(touch.source))
        }
    };
}
