//! Telling: what a strategy that looks at executions is told of each event.

use super::access::Doing;
use super::execution::Execution;
use super::storage::{Kind, Orders};
use crate::event::{Access, Otherwise};
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
        self.seen.operation = self.tasks[active].entered.or_else(|| {
            let layer = self.tasks[active].layer()?;
            Some((layer.object.kind, layer.verb, layer.object.address))
        });
        std::mem::swap(&mut self.seen.causes, &mut self.tasks[active].causes);
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
        let inside = self.seen.is_inside;
        self.seen.may_fail |= weak && !inside && self.limits.failures + u32::from(fails) > 0;
        let word = self.words.get(doing.word);
        let store = |place: usize| word.stores()[place].step;
        if inside {
            let held = word.newest().value;
            let words = &mut self.seen.words;
            if words.iter().all(|(address, ..)| *address != word.address) {
                words.push((word.address, held, held));
            }
        }
        if let Some(access) = &mut self.seen.access {
            if access.location == location {
                access.writes |= writes;
            } else {
                self.seen.merges.push(location);
                self.seen.merged_write |= writes;
            }
            return;
        }
        if inside {
            let source = self.locations[location as usize];
            let mut access = Access::of_object(location, source, self.seen.waits);
            access.writes = writes;
            self.seen.access = Some(access);
            return;
        }
        let source = store(source);
        let after = match kind {
            Kind::Update => source,
            _ => word.newest().step,
        };
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
            after,
            order: if writes { success } else { failure },
            success,
            failure,
            otherwise,
        });
    }

    /// The location of a word: its own, or that of the object whose operation touches it first.
    pub(super) fn locate(&mut self, word: usize) -> u32 {
        let object = if self.is_inside() {
            self.tasks[self.active.index()]
                .layer()
                .map(|layer| layer.object.address)
        } else {
            None
        };
        if let Some(location) = self.words.get(word).location {
            if let Some(address) = object {
                let shared = *self.objects.entry(address).or_insert(location);
                self.words.get_mut(word).strong = true;
                return self.merge(shared, location, word);
            }
            return location;
        }
        let location = match object {
            Some(address) => match self.objects.get(&address) {
                Some(location) => *location,
                None => {
                    let location = self.new_location();
                    self.objects.insert(address, location);
                    location
                }
            },
            None => self.new_location(),
        };
        let known = self.words.get_mut(word);
        known.location = Some(location);
        known.strong = object.is_some();
        location
    }

    /// A word of its own turns out to be part of an object.
    fn merge(&mut self, object: u32, location: u32, word: usize) -> u32 {
        if object != location {
            self.seen.merges.push(location);
            self.words.get_mut(word).location = Some(object);
        }
        object
    }

    pub(super) fn new_location(&mut self) -> u32 {
        self.locations.push(0);
        self.locations.len() as u32 - 1
    }
}
