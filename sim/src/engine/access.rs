//! Accesses: what an operation on a word reads, where its store goes, and what is told of it.

use std::sync::atomic::Ordering::{self, SeqCst};

use super::execution::Execution;
use super::limits::Granularity;
use super::storage::{Kind, Orders};
use crate::choice::Alternative;
use crate::event::Touch;
use crate::memory::{Memory, mix};
use crate::strategy::{Placement, Query};

/// How many stores of a word are kept before those are looked for that nobody can read any more.
const MANY: usize = 32;

/// What an operation on a word does.
pub(super) struct Done {
    pub(super) held: u64,
    pub(super) wrote: bool,
    pub(super) touch: Touch,
    /// What the word holds for all who come by another way, if that has changed.
    pub(super) newest: Option<u64>,
}

/// The operation, while it is done.
pub(super) struct Doing<'a> {
    pub(super) word: usize,
    pub(super) orders: Orders,
    pub(super) new: &'a dyn Fn(u64) -> Option<u64>,
    /// A wait looks at the word, and sleeps if it holds this: what came before a wake, it sees.
    pub(super) waits: Option<u64>,
    pub(super) weak: bool,
}

impl Execution {
    /// Whether what the active task does is part of an operation that is one event.
    #[inline]
    pub(super) fn is_inside(&self) -> bool {
        self.granularity == Granularity::BlackBox
            && !self.tasks[self.active.index()].operations.is_empty()
    }

    /// The active task does an operation on a word; its event has begun.
    #[inline(never)]
    pub(super) fn operate(
        &mut self,
        (address, real): (usize, u64),
        orders: Orders,
        new: &dyn Fn(u64) -> Option<u64>,
        waits: Option<u64>,
    ) -> Done {
        let word = self.words.find(address, real);
        let inside = self.is_inside();
        let strong = inside || self.words.get(word).strong;
        let doing = Doing {
            word,
            orders,
            new,
            waits,
            weak: self.memory == Memory::Cpp20 && !strong,
        };
        if inside {
            self.words.get_mut(word).strong = true;
            self.remember(word, false);
        }
        let source = self.choose_source(&doing);
        let held = self.words.get(word).stores()[source].value;
        let would = new(held);
        let fails = would.is_some() && orders.weak && self.fails(word);
        let write = would.filter(|_| !fails);
        if self.records {
            self.tell_access(&doing, source, write.is_some(), fails);
        }
        self.read(&doing, source, write.is_some());
        self.look(word, source, write.is_some());
        self.remark(word, source, fails);
        let Some(value) = write else {
            let touch = Touch::Read(held);
            return Done {
                held,
                wrote: false,
                touch,
                newest: None,
            };
        };
        let newest = self.write(&doing, source, value);
        let touch = Touch::Write(held, value);
        Done {
            held,
            wrote: true,
            touch,
            newest,
        }
    }

    /// What a strategy that knows says of an operation on a word, in numbers of newer stores, or
    /// whether it fails (1).
    fn direct(&mut self, word: usize, placement: Placement) -> Option<usize> {
        self.turn += 1;
        let query = Query {
            step: self.step,
            turn: self.turn,
            placement,
        };
        let word = self.words.get(word);
        let newest = word.stores().len() - 1;
        let newer = |step| Some(newest - word.place_of(step)?);
        let told = self.strategy.direct(&query, &newer)?;
        let (most, placed): (_, fn(u32) -> Alternative) = match placement {
            Placement::Source => (newest, Alternative::Read),
            Placement::Store => (newest, Alternative::Place),
            Placement::Failure => (1, |_| Alternative::Fail),
        };
        let told = told.min(most);
        if told > 0 {
            self.note_pick(self.step, self.turn, placed(told as u32));
        }
        Some(told)
    }

    /// Which store is read: its place in modification order.
    #[inline]
    fn choose_source(&mut self, doing: &Doing<'_>) -> usize {
        let newest = self.words.get(doing.word).stores().len() - 1;
        if !doing.weak || doing.orders.kind == Kind::Store || self.is_unwinding() {
            return newest;
        }
        let newer = self.direct(doing.word, Placement::Source);
        newest - newer.unwrap_or_else(|| self.choose_readable(doing))
    }

    /// Chooses how many newer stores there are than the one that is read.
    fn choose_readable(&mut self, doing: &Doing<'_>) -> usize {
        let word = self.words.get(doing.word);
        let stores = word.stores();
        let newest = stores.len() - 1;
        let update = doing.orders.kind == Kind::Update;
        let view = self.views.of(self.active.number());
        let anchor = match doing.orders.failure {
            SeqCst => u64::MAX,
            _ => view.anchor,
        };
        let mut ways = Vec::new();
        for (place, store) in stores.iter().enumerate().rev() {
            // A read-modify-write operation reads the newest store, unless it does not write.
            if place == newest || !update || (doing.new)(store.value).is_none() {
                ways.push(Alternative::Read((newest - place) as u32));
            }
            let fixed = store.fixed.or_else(|| self.views.first_fence(&store.known));
            let known =
                store.is_known(&view.now) || doing.waits.is_some() && store.is_known(&word.woke);
            if known || fixed.is_some_and(|fixed| fixed < anchor) {
                break;
            }
        }
        if ways.len() == 1 {
            return 0;
        }
        self.turn -= 1;
        match self.ask(ways.into_iter()) {
            Alternative::Read(newer) => newer as usize,
            _ => 0,
        }
    }

    /// Whether a weak compare-exchange fails for no reason; within an operation that is one event,
    /// nobody would know of it.
    fn fails(&mut self, word: usize) -> bool {
        if self.limits.failures == 0 || self.is_unwinding() || self.is_inside() {
            return false;
        }
        let told = self.direct(word, Placement::Failure).map(|told| told > 0);
        let fails = told.unwrap_or_else(|| {
            self.turn -= 1;
            let ways = [Alternative::Succeed, Alternative::Fail];
            self.ask(ways.into_iter()) == ways[1]
        });
        if fails {
            self.limits.failures -= 1;
            self.digest = self.digest.wrapping_add(mix(self.event, 0xfa11));
        }
        fails
    }

    /// The active task has found what it looked for, or has only looked.
    #[inline]
    fn look(&mut self, word: usize, source: usize, writes: bool) {
        let event = self.words.get(word).stores()[source].event;
        let task = &mut self.tasks[self.active.index()];
        if writes {
            task.looks.clear();
            task.spins = false;
            self.rounds = 0;
        } else {
            task.spins &= task.looks.note(word, event);
        }
    }

    /// The active task has read a store.
    #[inline]
    fn read(&mut self, doing: &Doing<'_>, source: usize, writes: bool) {
        let order = match (doing.orders.kind, writes) {
            (Kind::Store, _) => return,
            (_, true) => doing.orders.success,
            (_, false) => doing.orders.failure,
        };
        let (task, step) = (self.active.number(), self.step);
        let index = self.tasks[self.active.index()].ticks;
        let word = self.words.get_mut(doing.word);
        let store = word.store_mut(source);
        if store.step != step {
            self.digest = self.digest.wrapping_add(mix(self.event, store.event));
        }
        if doing.weak {
            store.note(task, index);
            if order == SeqCst {
                store.fixed.get_or_insert(step);
            }
        }
        self.views.read(task, store, order);
    }

    /// The active task writes; what the word holds for all, if that has changed.
    #[inline]
    fn write(&mut self, doing: &Doing<'_>, source: usize, value: u64) -> Option<u64> {
        let update = doing.orders.kind == Kind::Update;
        let place = self.choose_place(doing, source);
        let (task, step, event) = (self.active.number(), self.step, self.event);
        let index = self.tasks[self.active.index()].ticks;
        self.changed = true;
        if self.is_inside() {
            self.remember(doing.word, true);
        }
        let word = self.words.get_mut(doing.word);
        if let Some(access) = &mut self.seen.access
            && !self.seen.is_inside
        {
            access.after = word.stores()[place - 1].step;
        }
        let last = place == word.stores().len();
        if self.records {
            let address = word.address;
            let mut words = self.seen.words.iter_mut();
            if let Some((.., after)) = words.find(|(other, ..)| *other == address) {
                *after = value;
            }
        }
        let before = word.stores()[place - 1].event;
        let again = last && word.newest().step == step && step > 0;
        if !again {
            self.digest = self.digest.wrapping_add(mix(before, !event));
        }
        if !last {
            let after = word.stores()[place].event;
            let parted = mix(before, !after);
            self.digest = self
                .digest
                .wrapping_add(mix(event, !after))
                .wrapping_sub(parted);
        }
        let keep = self.records || doing.weak;
        let store = if again {
            word.store_mut(place - 1)
        } else if keep {
            word.insert(place, step, update.then_some(source))
        } else {
            word.replace(step, update)
        };
        store.value = value;
        (store.event, store.task) = (event, task);
        self.views
            .release(task, doing.orders.success, &mut store.release);
        if doing.weak {
            store.note(task, index);
            store.fixed = (doing.orders.success == SeqCst).then_some(step);
        }
        if self.records && !self.seen.is_inside {
            self.seen.release.clone_from(&store.release);
        }
        if keep && !self.records && word.stores().len() > MANY {
            self.forget_old(doing.word);
        }
        last.then_some(value)
    }

    /// Where the store goes: how many stores are before it in modification order.
    #[inline]
    fn choose_place(&mut self, doing: &Doing<'_>, source: usize) -> usize {
        let count = self.words.get(doing.word).stores().len();
        if doing.orders.kind != Kind::Store {
            return source + 1;
        }
        if !doing.weak || self.is_unwinding() {
            return count;
        }
        let newer = self.direct(doing.word, Placement::Store).unwrap_or(0);
        count - newer
    }

    /// Forgets the stores that nobody can read any more.
    #[cold]
    fn forget_old(&mut self, word: usize) {
        let live = || (0..self.tasks.len()).filter(|id| !self.tasks[*id].is_finished());
        let known = |store: &crate::memory::Store| {
            live().all(|id| store.is_known(&self.views.of(id as u32).now))
        };
        let oldest = self.words.get(word).stores().iter().rposition(known);
        self.words.get_mut(word).forget(oldest.unwrap_or(0));
    }

    /// The active task comes to a fence; its event has begun.
    pub(super) fn fence(&mut self, order: Ordering) {
        let task = self.active.number();
        let index = self.tasks[self.active.index()].ticks;
        self.views.fence(task, index, self.step, order);
        if self.records {
            self.seen.fence = Some(order);
        }
    }
}
