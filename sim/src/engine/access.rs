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

impl Done {
    fn new(held: u64, write: Option<u64>, newest: Option<u64>) -> Done {
        let touch = match write {
            Some(value) => Touch::Write(held, value),
            None => Touch::Read(held),
        };
        Done {
            held,
            wrote: write.is_some(),
            touch,
            newest,
        }
    }
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
        let weak = !inside && self.memory == Memory::Cpp20 && !self.words.get(word).strong;
        let doing = Doing {
            word,
            orders,
            new,
            waits,
            weak,
        };
        if inside {
            return self.operate_inside(&doing);
        }
        let source = self.choose_source(&doing);
        let held = self.words.get(word).stores()[source].value;
        let would = new(held);
        let fails = would.is_some() && orders.weak && self.fails(word);
        let write = would.filter(|_| !fails);
        if self.records {
            self.tell_access(&doing, source, write.is_some(), fails);
        }
        self.read(&doing, source, write.is_some(), true);
        self.remark(word, source, fails);
        let newest = write.and_then(|value| self.write(&doing, source, value));
        Done::new(held, write, newest)
    }

    /// The same within an operation of a primitive that is one event, where each word has one store
    /// that can be read, the next one comes after it, and nobody would know of a failure for no
    /// reason.
    fn operate_inside(&mut self, doing: &Doing<'_>) -> Done {
        let known = self.words.get_mut(doing.word);
        known.strong = true;
        let held = known.newest().value;
        let write = (doing.new)(held);
        let first = self.remember(doing.word, write.is_some());
        if self.records {
            self.tell_inside(doing, write);
        }
        let newest = self.words.get(doing.word).stores().len() - 1;
        self.read(doing, newest, write.is_some(), first);
        if let Some(value) = write {
            self.write_newest(doing, value);
        }
        Done::new(held, write, write)
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

    /// Whether a weak compare-exchange fails for no reason.
    fn fails(&mut self, word: usize) -> bool {
        if !self.may_ask(self.limits.failures, self.left.failures) {
            return false;
        }
        let told = self.direct(word, Placement::Failure).map(|told| told > 0);
        let fails = told.unwrap_or_else(|| {
            self.turn -= 1;
            let ways = [Alternative::Succeed, Alternative::Fail];
            self.ask(ways.into_iter()) == ways[1]
        });
        if fails {
            self.left.failures = self.left.failures.saturating_sub(1);
            self.digest = self.digest.wrapping_add(mix(self.event, 0xfa11));
        }
        fails
    }

    /// The active task reads a store, for the first time in its event or once more: it has found
    /// what it looked for, or has only looked.
    #[inline]
    fn read(&mut self, doing: &Doing<'_>, source: usize, writes: bool, first: bool) {
        let (active, step) = (self.active.number(), self.step);
        let task = &mut self.tasks[active as usize];
        let store = self.words.get_mut(doing.word).store_mut(source);
        if writes {
            task.looks.clear();
            task.spins = false;
            self.rounds = 0;
        } else {
            task.spins &= task.looks.note(doing.word, store.event);
        }
        let order = match (doing.orders.kind, writes) {
            (Kind::Store, _) => return,
            (_, true) => doing.orders.success,
            (_, false) => doing.orders.failure,
        };
        // How often an operation looks depends on whether it has been tried before.
        if first && store.step != step {
            self.digest = self.digest.wrapping_add(mix(self.event, store.event));
        }
        if doing.weak {
            store.note(active, task.ticks);
            if order == SeqCst {
                store.fixed.get_or_insert(step);
            }
        }
        self.views.read(active, store, order);
    }

    /// The active task writes the newest store of a word that has no weak memory.
    #[inline]
    fn write_newest(&mut self, doing: &Doing<'_>, value: u64) {
        let (step, event) = (self.step, self.event);
        let update = doing.orders.kind == Kind::Update;
        self.changed = true;
        let word = self.words.get_mut(doing.word);
        let newest = word.newest();
        let again = newest.step == step && step > 0;
        if !again {
            self.digest = self.digest.wrapping_add(mix(newest.event, !event));
        }
        let place = word.stores().len();
        let store = if again {
            word.store_mut(place - 1)
        } else if self.records {
            word.insert(place, step, update.then_some(place - 1))
        } else {
            word.replace(step, update)
        };
        store.value = value;
        (store.event, store.task) = (event, self.active.number());
        let (task, order) = (store.task, doing.orders.success);
        self.views.release(task, order, &mut store.release);
    }

    /// The active task writes; what the word holds for all, if that has changed.
    #[inline]
    fn write(&mut self, doing: &Doing<'_>, source: usize, value: u64) -> Option<u64> {
        let place = self.choose_place(doing, source);
        let word = self.words.get_mut(doing.word);
        if let Some(access) = &mut self.seen.access {
            access.after = word.stores()[place - 1].step;
        }
        let last = place == word.stores().len();
        if doing.weak {
            self.write_weak(doing, (source, place), value);
        } else {
            self.write_newest(doing, value);
        }
        if self.records {
            let word = self.words.get(doing.word);
            let store = if doing.weak {
                &word.stores()[place]
            } else {
                word.newest()
            };
            self.seen.release.clone_from(&store.release);
        }
        last.then_some(value)
    }

    /// The active task puts a store at a place of the modification order.
    fn write_weak(&mut self, doing: &Doing<'_>, (source, place): (usize, usize), value: u64) {
        let update = doing.orders.kind == Kind::Update;
        let (task, step, event) = (self.active.number(), self.step, self.event);
        let index = self.tasks[self.active.index()].ticks;
        self.changed = true;
        let word = self.words.get_mut(doing.word);
        let before = word.stores()[place - 1].event;
        self.digest = self.digest.wrapping_add(mix(before, !event));
        if let Some(after) = word.stores().get(place) {
            let parted = mix(before, !after.event);
            let joined = mix(event, !after.event);
            self.digest = self.digest.wrapping_add(joined).wrapping_sub(parted);
        }
        let store = word.insert(place, step, update.then_some(source));
        store.value = value;
        (store.event, store.task) = (event, task);
        self.views
            .release(task, doing.orders.success, &mut store.release);
        store.note(task, index);
        store.fixed = (doing.orders.success == SeqCst).then_some(step);
        if !self.records && word.stores().len() > MANY {
            self.forget_old(doing.word);
        }
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
