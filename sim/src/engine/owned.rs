//! Owned things: locks and who holds them, memory and who asked for it.
//!
//! Kept in every execution, so that a lock that is given back by another task ends it there, and
//! what is left over when every task has ended is found.

use std::panic::Location;

use waitword_core::Object;

use super::execution::Execution;
use super::violation::{Contact, Violation};
use crate::choice::TaskId;

/// The kinds of objects that only their holders give back. A permit of a semaphore is nobody's
/// own.
const LOCKS: [&str; 3] = ["mutex", "rwlock", "reentrant mutex"];

/// What tasks own at the moment.
#[derive(Default)]
pub(super) struct Owned {
    locks: Vec<(Object, TaskId)>,
    memory: Vec<(Object, Contact)>,
}

impl Owned {
    /// Forgets the execution.
    pub(super) fn clear(&mut self) {
        self.locks.clear();
        self.memory.clear();
    }
}

impl Execution {
    /// The active task holds the object from here on.
    #[inline]
    pub(super) fn acquire(&mut self, object: Object) {
        if LOCKS.contains(&object.kind) {
            self.owned.locks.push((object, self.active));
        }
        self.explain(|recorder, task, _| recorder.acquired(task, object));
    }

    /// The active task gives the object back, which is wrong if it does not hold it.
    #[inline]
    pub(super) fn release(&mut self, object: Object) {
        if LOCKS.contains(&object.kind) {
            let own = (object, self.active);
            match self.owned.locks.iter().rposition(|held| *held == own) {
                Some(place) => drop(self.owned.locks.swap_remove(place)),
                None => self.release_foreign(object),
            }
        }
        self.explain(|recorder, task, _| recorder.released(task, object));
    }

    #[cold]
    fn release_foreign(&mut self, object: Object) {
        let (task, locks) = (self.active, &self.owned.locks);
        let holder = locks.iter().find(|(held, _)| *held == object);
        let holder = holder.map(|(_, holder)| *holder);
        self.violate(Violation::NotOwner {
            object,
            task,
            holder,
        });
    }

    /// The active task asked for memory, which is to be retired before the execution ends.
    pub(super) fn allocate(&mut self, object: Object, place: &'static Location<'static>) {
        let by = Contact {
            task: self.active,
            what: "allocated",
            place: Some(place),
        };
        self.owned.memory.push((object, by));
    }

    /// The memory is given back.
    pub(super) fn free(&mut self, object: Object) {
        let same = |(memory, _): &(Object, _)| memory.address == object.address;
        if let Some(place) = self.owned.memory.iter().rposition(same) {
            self.owned.memory.remove(place);
        }
        self.races.forget(object);
        self.words.retire(object.address, object.size);
        self.explain(|recorder, _, _| recorder.retired(object));
    }

    /// What is left over now that every task has ended.
    pub(super) fn left_over(&mut self) -> Option<Violation> {
        let Owned { locks, memory } = &self.owned;
        if locks.is_empty() && memory.is_empty() {
            return None;
        }
        Some(Violation::Leak {
            memory: memory.clone(),
            held: locks.clone(),
        })
    }
}
