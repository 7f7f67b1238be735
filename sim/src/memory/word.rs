//! Words: the stores of each, in modification order, and who sleeps on it.
//!
//! A word is known from its first use in an execution on.

use super::{Addresses, Clock};
use crate::choice::TaskId;

/// One store to a word.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) value: u64,
    /// The event that made it, 0 for what was there before.
    pub(crate) step: u64,
    /// The name of that event, which is the same in each execution that has it.
    pub(crate) event: u64,
    pub(crate) task: u32,
    /// What an acquiring load that reads it gets to know.
    pub(crate) release: Clock,
    /// The first event of each task that knew of it, as its writer or reader.
    pub(crate) known: Vec<(u32, u32)>,
    /// When the order of the `SeqCst` operations came to know of it.
    pub(crate) fixed: Option<u64>,
}

impl Clone for Store {
    fn clone(&self) -> Self {
        let mut store = Store::default();
        store.clone_from(self);
        store
    }

    fn clone_from(&mut self, other: &Self) {
        (self.value, self.step) = (other.value, other.step);
        (self.event, self.task, self.fixed) = (other.event, other.task, other.fixed);
        self.release.clone_from(&other.release);
        self.known.clone_from(&other.known);
    }
}

impl Store {
    /// Makes it the store of an event, and keeps the memory and what it releases.
    fn renew(&mut self, step: u64) {
        self.step = step;
        (self.event, self.task) = (0, 0);
        self.known.clear();
        self.fixed = None;
    }

    /// A task has read or made it at its event of that number.
    pub(crate) fn note(&mut self, task: u32, index: u32) {
        if self.known.iter().all(|(knows, _)| *knows != task) {
            self.known.push((task, index));
        }
    }

    /// Whether something that happens before `clock` has read or made it.
    pub(crate) fn is_known(&self, clock: &Clock) -> bool {
        self.known
            .iter()
            .any(|(task, index)| clock.covers(*task, *index))
    }
}

/// What the simulator knows of one word.
#[derive(Debug, Default)]
pub(crate) struct Word {
    /// Where it is.
    pub(crate) address: usize,
    /// Only woken so far: nobody knows what it holds.
    unread: bool,
    /// The stores in modification order; the first is what was there before.
    stores: Vec<Store>,
    used: usize,
    /// The location it belongs to: its own, or that of an object.
    pub(crate) location: Option<u32>,
    /// Where the object is whose location that is, 0 for none.
    pub(crate) object: usize,
    /// Only interleavings: it belongs to an object whose operations are one step each.
    pub(crate) strong: bool,
    /// The event that slept on it or woke its sleepers last, 0 for none.
    pub(crate) caller: u64,
    /// The location of its sleepers.
    pub(crate) queue: Option<u32>,
    /// What those knew who woke its sleepers.
    pub(crate) woke: Clock,
    /// The tasks that sleep on it, the longest sleeper first.
    pub(crate) sleepers: Vec<TaskId>,
}

impl Word {
    fn renew(&mut self, address: usize, value: u64) {
        self.address = address;
        (self.unread, self.used) = (false, 0);
        (self.location, self.queue, self.strong) = (None, None, false);
        (self.object, self.caller) = (0, 0);
        self.woke.clear();
        self.sleepers.clear();
        self.insert(0, 0, None).value = value;
    }

    /// The stores in modification order.
    #[inline]
    pub(crate) fn stores(&self) -> &[Store] {
        &self.stores[..self.used]
    }

    #[inline]
    pub(crate) fn newest(&self) -> &Store {
        &self.stores[self.used - 1]
    }

    #[inline]
    pub(crate) fn store_mut(&mut self, place: usize) -> &mut Store {
        &mut self.stores[..self.used][place]
    }

    /// Where the store of an event stands.
    pub(crate) fn place_of(&self, step: u64) -> Option<usize> {
        self.stores().iter().rposition(|store| store.step == step)
    }

    /// Puts a store at a place of the modification order; one that goes on with the release
    /// sequence of the store at `source` releases what that does.
    #[inline]
    pub(crate) fn insert(&mut self, place: usize, step: u64, source: Option<usize>) -> &mut Store {
        if self.used == self.stores.len() {
            self.stores.push(Store::default());
        }
        self.stores[place..=self.used].rotate_right(1);
        self.used += 1;
        let (before, after) = self.stores.split_at_mut(place);
        let store = &mut after[0];
        store.renew(step);
        match source {
            Some(source) => store.release.clone_from(&before[source].release),
            None => store.release.clear(),
        }
        store
    }

    /// Forgets all stores; the next one takes the place of the newest, whose release sequence it
    /// may go on with.
    #[inline]
    pub(crate) fn replace(&mut self, step: u64, goes_on: bool) -> &mut Store {
        if self.used > 1 {
            self.forget(self.used - 1);
        }
        let store = &mut self.stores[0];
        store.renew(step);
        if !goes_on {
            store.release.clear();
        }
        store
    }

    /// Forgets the oldest stores.
    pub(crate) fn forget(&mut self, count: usize) {
        self.stores[..self.used].rotate_left(count);
        self.used -= count;
    }

    /// Puts the newest store back to what it was.
    pub(crate) fn restore(&mut self, store: &Store) {
        self.stores[self.used - 1].clone_from(store);
    }

    /// Takes back the store of an event that has not happened.
    pub(crate) fn take_back(&mut self, step: u64) {
        if self.used > 1 && self.newest().step == step {
            self.used -= 1;
        }
    }
}

/// The words of one execution.
#[derive(Default)]
pub(crate) struct Words {
    index: Addresses<usize>,
    words: Vec<Word>,
    used: usize,
    /// The newest finds, by some bits of the address: most programs use few words.
    recent: [(usize, usize); RECENT],
}

const RECENT: usize = 16;

impl Words {
    /// Forgets all words and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.index.clear();
        self.used = 0;
        self.recent = [(0, 0); RECENT];
    }

    /// The number of the word at this address, which holds `value`.
    #[inline]
    pub(crate) fn find(&mut self, address: usize, value: u64) -> usize {
        let place = address / size_of::<u32>() % RECENT;
        if self.recent[place].0 != address {
            self.recent[place] = (address, self.look_up(address, value));
        }
        let number = self.recent[place].1;
        if self.words[number].newest().value != value {
            // It was written behind the simulator's back: other memory, or an exclusive reference.
            self.words[number].renew(address, value);
        }
        number
    }

    /// Whether the word at this address was touched before in this execution.
    #[inline]
    pub(crate) fn knows(&self, address: usize) -> bool {
        let place = address / size_of::<u32>() % RECENT;
        let is_read = |number: &usize| !self.words[*number].unread;
        self.recent[place].0 == address || self.index.get(&address).is_some_and(is_read)
    }

    /// The number of the word at this address, whatever it holds, if it is known.
    pub(crate) fn find_known(&self, address: usize) -> Option<usize> {
        self.index.get(&address).copied()
    }

    /// The number of the word at this address, whose memory may be gone.
    pub(crate) fn find_woken(&mut self, address: usize) -> usize {
        self.find_known(address).unwrap_or_else(|| {
            let number = self.look_up(address, 0);
            self.words[number].unread = true;
            number
        })
    }

    fn look_up(&mut self, address: usize, value: u64) -> usize {
        let next = self.used;
        let number = *self.index.entry(address).or_insert(next);
        if number == next {
            self.used += 1;
            if self.words.len() == next {
                self.words.push(Word::default());
            }
            self.words[next].renew(address, value);
        } else if self.words[number].unread {
            let word = &mut self.words[number];
            word.unread = false;
            word.store_mut(0).value = value;
        }
        number
    }

    /// Forgets the words from `address` on, whose memory is given back.
    pub(crate) fn retire(&mut self, address: usize, size: usize) {
        for word in 0..self.used {
            let at = self.words[word].address;
            if (address..address + size).contains(&at) && self.index.get(&at) == Some(&word) {
                self.index.remove(&at);
                self.recent = [(0, 0); RECENT];
            }
        }
    }

    /// The word of this number.
    #[inline]
    pub(crate) fn get(&self, number: usize) -> &Word {
        &self.words[number]
    }

    /// The word of this number.
    #[inline]
    pub(crate) fn get_mut(&mut self, number: usize) -> &mut Word {
        &mut self.words[number]
    }
}
