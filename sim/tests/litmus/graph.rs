//! The events of a program, and what the four memory models say of one execution graph.
//!
//! Nothing here knows the simulator: the text is read again, and the models are written down as
//! their papers have them, in relations.

use crate::relation::{Relation, Set};

/// One event: an operation of the program, or the write of 0 that each location begins with.
#[derive(Clone, Copy)]
pub(crate) struct Event {
    /// `W`, `R`, `U` or `F`.
    pub(crate) kind: char,
    /// Nothing for a fence.
    pub(crate) location: Option<char>,
    order: Order,
    /// Nothing for the first write.
    pub(crate) thread: Option<usize>,
    /// What a write writes.
    pub(crate) value: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Relaxed,
    Release,
    Acquire,
    Both,
    SeqCst,
}

impl Event {
    pub(crate) fn is_write(&self) -> bool {
        matches!(self.kind, 'W' | 'U')
    }

    pub(crate) fn is_read(&self) -> bool {
        matches!(self.kind, 'R' | 'U')
    }

    fn is_fence(&self) -> bool {
        self.kind == 'F'
    }

    fn releases(&self) -> bool {
        matches!(self.order, Order::Release | Order::Both | Order::SeqCst)
    }

    fn acquires(&self) -> bool {
        matches!(self.order, Order::Acquire | Order::Both | Order::SeqCst)
    }

    fn is_sc(&self) -> bool {
        self.order == Order::SeqCst
    }

    fn read(token: &str, thread: usize) -> Event {
        let (body, order) = token.split_once('.').expect("an ordering");
        let kind = body.chars().next().expect("a kind");
        let order = match order {
            "rlx" => Order::Relaxed,
            "rel" => Order::Release,
            "acq" => Order::Acquire,
            "ar" => Order::Both,
            "sc" => Order::SeqCst,
            _ => panic!("{token} has no ordering"),
        };
        Event {
            kind,
            location: body.chars().nth(1),
            order,
            thread: Some(thread),
            value: 0,
        }
    }

    fn first(location: char) -> Event {
        Event {
            kind: 'W',
            location: Some(location),
            order: Order::Relaxed,
            thread: None,
            value: 0,
        }
    }
}

/// The events of a program, first writes first, then thread after thread.
pub(crate) struct Events {
    pub(crate) all: Vec<Event>,
    pub(crate) locations: Vec<char>,
    /// The order of the program.
    sb: Relation,
}

impl Events {
    pub(crate) fn read(text: &str) -> Events {
        let threads = text.split('|').enumerate();
        let event = |thread| move |token| Event::read(token, thread);
        let operations = threads.flat_map(|(id, thread)| thread.split_whitespace().map(event(id)));
        let mut operations: Vec<_> = operations.collect();
        let mut locations: Vec<_> = operations.iter().filter_map(|e| e.location).collect();
        locations.sort_unstable();
        locations.dedup();
        for location in &locations {
            let writes = |e: &&mut Event| e.kind == 'W' && e.location == Some(*location);
            let writes = operations.iter_mut().filter(writes);
            (1..).zip(writes).for_each(|(k, write)| write.value = k);
        }
        let first = locations.iter().map(|location| Event::first(*location));
        let all: Vec<_> = first.chain(operations).collect();
        let sb = program_order(&all);
        Events { all, locations, sb }
    }

    pub(crate) fn size(&self) -> usize {
        self.all.len()
    }

    /// Those of which `is` holds.
    pub(crate) fn set(&self, is: impl Fn(&Event) -> bool) -> Set {
        let events = self.all.iter().enumerate();
        events.fold(0, |set, (id, event)| set | Set::from(is(event)) << id)
    }

    /// Whether the program has one before the other.
    pub(crate) fn in_order(&self, before: usize, after: usize) -> bool {
        self.sb.after(before) >> after & 1 == 1
    }

    fn same_location(&self, event: usize) -> Set {
        let location = self.all[event].location;
        self.set(|other| location.is_some() && other.location == location)
    }
}

fn program_order(events: &[Event]) -> Relation {
    let mut sb = Relation::empty(events.len());
    for (i, before) in events.iter().enumerate() {
        for (j, after) in events.iter().enumerate() {
            let in_thread = i < j && before.thread == after.thread;
            if after.thread.is_some() && (before.thread.is_none() || in_thread) {
                sb.add(i, j);
            }
        }
    }
    sb
}

/// An execution: who reads from whom, and in which order the writes of a location stand.
pub(crate) struct Graph<'a> {
    pub(crate) events: &'a Events,
    pub(crate) rf: Relation,
    pub(crate) mo: Relation,
    pub(crate) fr: Relation,
}

/// Which models allow an execution.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Allowed {
    /// An interleaving.
    pub(crate) sc: bool,
    /// C++20 without load buffering.
    pub(crate) cpp20: bool,
    /// C++20, where modification order and the order of `sc` agree with an order of execution.
    pub(crate) op: bool,
    /// RC11.
    pub(crate) rc11: bool,
}

impl Graph<'_> {
    /// What each model says.
    pub(crate) fn allowed(&self) -> Allowed {
        let Graph { rf, mo, fr, .. } = self;
        let sb = &self.events.sb;
        if !sb.or(rf).is_acyclic() {
            return Allowed::default();
        }
        let sw = self.synchronizes();
        let hb = sb.or(&sw).closure();
        let eco = rf.or(mo).or(fr).closure();
        if !hb.is_irreflexive() || !hb.then(&eco).is_irreflexive() {
            return Allowed::default();
        }
        let execution = sb.or(rf).or(mo);
        let s = self.order_of_sc(&sw, &hb, &eco);
        let cpp20 = s.is_acyclic();
        Allowed {
            sc: execution.or(fr).is_acyclic(),
            cpp20,
            op: cpp20 && execution.or(&s).is_acyclic(),
            rc11: self.partial_sc(&hb, &eco).is_acyclic(),
        }
    }

    fn identity(&self, of: Set) -> Relation {
        Relation::identity(self.events.size(), of)
    }

    /// Every event, reached from itself as well.
    fn reflexive(&self, relation: &Relation) -> Relation {
        self.identity(self.events.set(|_| true)).or(relation)
    }

    fn fences_of_sc(&self) -> Set {
        self.events.set(|e| e.is_fence() && e.is_sc())
    }

    /// From what releases to what acquires, by a release sequence and by fences.
    fn synchronizes(&self) -> Relation {
        let set = |is: fn(&Event) -> bool| self.events.set(is);
        let sb = self.events.sb;
        let writes = set(Event::is_write);
        let updated = self.rf.between(writes, set(|e| e.kind == 'U')).closure();
        let sequence = self.identity(writes).then(&self.reflexive(&updated));
        let by_write = self.identity(set(|e| e.is_write() && e.releases()));
        let by_fence = sb.between(set(|e| e.is_fence() && e.releases()), writes);
        let to_read = self.identity(set(|e| e.is_read() && e.acquires()));
        let to_fence = sb.between(set(Event::is_read), set(|e| e.is_fence() && e.acquires()));
        let start = by_write.or(&by_fence);
        let end = to_read.or(&to_fence);
        start.then(&sequence).then(&self.rf).then(&end)
    }

    /// From `sc` events, or what happens before a fence of `sc`, through `middle`, to such.
    fn around_sc(&self, middle: &Relation, hb: &Relation) -> Relation {
        let accesses = self.identity(self.events.set(|e| e.is_sc() && !e.is_fence()));
        let (fences, all) = (self.fences_of_sc(), self.events.set(|_| true));
        let hb = self.reflexive(hb);
        let from = accesses.or(&hb.between(fences, all));
        let to = accesses.or(&hb.between(all, fences));
        from.then(middle).then(&to)
    }

    /// What the one order of all `sc` operations has to agree with in C++20.
    fn order_of_sc(&self, sw: &Relation, hb: &Relation, eco: &Relation) -> Relation {
        let sb = &self.events.sb;
        let sc = self.events.set(Event::is_sc);
        let through = sb.then(hb).then(sb);
        let strongly = sb.or(&sw.between(sc, sc)).or(&through).closure();
        let strongly = strongly.between(sc, sc);
        strongly.or(&self.around_sc(eco, hb))
    }

    /// RC11's partial order of `sc` operations.
    fn partial_sc(&self, hb: &Relation, eco: &Relation) -> Relation {
        let sb = &self.events.sb;
        let near = |event| self.events.same_location(event);
        let elsewhere = sb.filter(|event| !near(event));
        let through = elsewhere.then(hb).then(&elsewhere);
        let there = hb.filter(near);
        let base = sb.or(&through).or(&there).or(&self.mo).or(&self.fr);
        let fences = self.fences_of_sc();
        let by_fences = hb.or(&hb.then(eco).then(hb)).between(fences, fences);
        self.around_sc(&base, hb).or(&by_fences)
    }
}
