//! Telling: what a strategy that looks at executions is told of each event.

use super::access::Doing;
use super::execution::Execution;
use super::storage::{Kind, Orders};
use super::task::State;
use crate::choice::TaskId;
use crate::event::{Access, Blocked, Otherwise};
use crate::memory::Store;

impl Execution {
    /// The strategy will be told of the event that begins.
    pub(super) fn begin_seen(&mut self, waits: bool) {
        let active = self.active.index();
        let (task, index) = (self.active.number(), self.tasks[active].ticks);
        let before = &self.views.of(task).now;
        self.seen.renew(task, self.step, index, before);
        self.seen.is_inside = self.is_inside() || self.tasks[active].entered.is_some();
        self.seen.waits = waits;
        self.seen.spins = self.tasks[active].spins;
        self.seen.unknown = self.alone.is_some();
        let task = &self.tasks[active];
        let operation = task.entered.or_else(|| task.layer());
        self.seen.operation = operation.filter(|_| !task.halfway);
        std::mem::swap(&mut self.seen.causes, &mut self.tasks[active].causes);
    }

    /// Tells the strategy of a task whose deadline passes before it could do what it is for.
    pub(super) fn tell_late(&mut self, id: TaskId) {
        let task = &self.tasks[id.index()];
        let (State::Blocked, Some(operation)) = (task.state, task.layer()) else {
            return;
        };
        let touched = task.touched.first();
        let location = touched.and_then(|touched| self.words.get(touched.word).location);
        if let Some(location) = location {
            self.strategy.late(Blocked {
                task: id.number(),
                index: task.ticks + 1,
                location,
                operation,
                begins: false,
                causes: task.causes.clone(),
                words: Vec::new(),
            });
        }
    }

    /// Tells the strategy of the newest event, which is over.
    pub(super) fn tell_event(&mut self) {
        if !self.records || self.seen.step == 0 {
            return;
        }
        let now = &self.views.of(self.seen.task).now;
        self.seen.now.clone_from(now);
        if let Some(access) = &self.seen.access
            && access.writes
        {
            self.locations[access.location as usize] = self.seen.step;
        }
        if let Some(queue) = &self.seen.queue
            && queue.writes
        {
            self.locations[queue.location as usize] = self.seen.step;
        }
        self.strategy.record(&self.seen);
        self.seen.step = 0;
    }

    /// Tells the strategy what the event does with a word of its own.
    pub(super) fn tell_access(
        &mut self,
        doing: &Doing<'_>,
        source: usize,
        writes: bool,
        fails: bool,
    ) {
        let location = self.locate(doing.word);
        let Orders {
            kind,
            success,
            failure,
            weak,
        } = doing.orders;
        self.seen.failed |= fails;
        self.seen.failures = if weak { self.limits.failures } else { 0 };
        let word = self.words.get(doing.word);
        let source = word.stores()[source].step;
        let otherwise = if let Some(expected) = doing.waits {
            let sleeps = |store: &Store| store.value == expected;
            let (queue, stores) = (word.queue, word.stores());
            let sleeps = stores.iter().map(sleeps).collect();
            Otherwise::Waits { queue, sleeps }
        } else if kind == Kind::Update {
            let writes = |store: &Store| (doing.new)(store.value).is_some();
            Otherwise::Known(word.stores().iter().map(writes).collect())
        } else {
            Otherwise::Same
        };
        self.seen.access = Some(Access {
            location,
            strong: !doing.weak,
            reads: kind != Kind::Store,
            writes,
            source,
            after: source,
            order: if writes { success } else { failure },
            success,
            failure,
            otherwise,
        });
    }

    /// Tells the strategy what an operation of a primitive, which is the event, does with a word.
    pub(super) fn tell_inside(&mut self, doing: &Doing<'_>, write: Option<u64>) {
        let word = self.words.get(doing.word);
        let (address, held, known) = (word.address, word.newest().value, word.location);
        let words = &mut self.seen.words;
        match words.iter_mut().find(|(other, ..)| *other == address) {
            Some((_, before, after)) => {
                self.seen.hides |= write == Some(*before);
                *after = write.unwrap_or(*after);
            }
            None => words.push((address, held, write.unwrap_or(held))),
        }
        match &mut self.seen.access {
            Some(access) if known == Some(access.location) => access.writes |= write.is_some(),
            _ => self.tell_object(doing.word, write.is_some()),
        }
    }

    /// Tells the strategy that the event is an operation on the object of a word.
    fn tell_object(&mut self, word: usize, writes: bool) {
        let location = self.locate(word);
        match &mut self.seen.access {
            Some(access) if access.location == location => access.writes |= writes,
            Some(_) => self.seen.merges.push(location),
            None => {
                let source = self.locations[location as usize];
                let mut access = Access::of_object(location, source, self.seen.waits);
                access.writes = writes;
                self.seen.access = Some(access);
            }
        }
    }

    /// The location of a word: its own, or that of the object whose operation touches it.
    pub(super) fn locate(&mut self, word: usize) -> u32 {
        let known = self.words.get(word);
        let own = known.location;
        let task = &self.tasks[self.active.index()];
        let layer = task.layers.last().filter(|_| self.is_inside());
        let Some(layer) = layer else {
            return own.unwrap_or_else(|| self.place_word(word));
        };
        let object = task.operations[*layer].object.address;
        if let Some(own) = own.filter(|_| known.object == object) {
            return own;
        }
        let shared = self.locate_object(object, own);
        if let Some(own) = own.filter(|own| *own != shared) {
            // A word of its own turns out to be part of the object.
            self.seen.merges.push(own);
        }
        let known = self.words.get_mut(word);
        (known.location, known.object, known.strong) = (Some(shared), object, true);
        shared
    }

    /// Gives a word a location of its own.
    fn place_word(&mut self, word: usize) -> u32 {
        let location = self.new_location();
        let known = self.words.get_mut(word);
        (known.location, known.strong) = (Some(location), false);
        location
    }

    /// The location of the object at an address; if it has none yet, that of a word of it, if that
    /// has one.
    fn locate_object(&mut self, address: usize, word: Option<u32>) -> u32 {
        if let Some(location) = self.objects.get(&address) {
            return *location;
        }
        let location = word.unwrap_or_else(|| self.new_location());
        self.objects.insert(address, location);
        location
    }

    pub(super) fn new_location(&mut self) -> u32 {
        self.locations.push(0);
        self.locations.len() as u32 - 1
    }
}
