//! Words: what each holds, which event wrote it last, and who sleeps on it.
//!
//! A word is known from its first use in an execution on.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::choice::TaskId;

/// Hashes the address of a word, or another number, by one multiplication.
#[derive(Clone, Copy, Default)]
pub(crate) struct NumberHasher(u64);

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, address: usize) {
        self.write_u64(address as u64);
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// What the simulator knows of one word.
#[derive(Default)]
pub(super) struct Word {
    /// What it holds.
    pub(super) value: u64,
    /// The event that wrote it last, 0 for none.
    pub(super) writer: u64,
    /// The event that slept on it or woke its sleepers last, 0 for none.
    pub(super) caller: u64,
    /// The tasks that sleep on it, the longest sleeper first.
    pub(super) sleepers: Vec<TaskId>,
}

/// The words of one execution.
#[derive(Default)]
pub(super) struct Words {
    index: HashMap<usize, usize, BuildHasherDefault<NumberHasher>>,
    words: Vec<Word>,
    used: usize,
    /// The newest finds, by some bits of the address: most programs use few words.
    recent: [(usize, usize); RECENT],
}

const RECENT: usize = 16;

impl Words {
    /// Forgets all words and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.index.clear();
        self.used = 0;
        self.recent = [(0, 0); RECENT];
    }

    /// The number of the word at this address.
    #[inline]
    pub(super) fn find(&mut self, address: usize) -> usize {
        let place = address / size_of::<u32>() % RECENT;
        if self.recent[place].0 != address {
            self.recent[place] = (address, self.look_up(address));
        }
        self.recent[place].1
    }

    /// Whether the word at this address was touched before in this execution.
    #[inline]
    pub(super) fn knows(&self, address: usize) -> bool {
        let place = address / size_of::<u32>() % RECENT;
        self.recent[place].0 == address || self.index.contains_key(&address)
    }

    fn look_up(&mut self, address: usize) -> usize {
        let next = self.used;
        let number = *self.index.entry(address).or_insert(next);
        if number == next {
            self.used += 1;
            match self.words.get_mut(number) {
                Some(word) => {
                    (word.writer, word.caller) = (0, 0);
                    word.sleepers.clear();
                }
                None => self.words.push(Word::default()),
            }
        }
        number
    }

    /// The word of this number.
    pub(super) fn get(&self, number: usize) -> &Word {
        &self.words[number]
    }

    /// The word of this number.
    pub(super) fn get_mut(&mut self, number: usize) -> &mut Word {
        &mut self.words[number]
    }

    /// Whether an operation that came to nothing, and touched these words, would come to something
    /// now.
    pub(super) fn differ(&self, touched: &[Touched]) -> bool {
        // Without a branch: nobody can foretell it.
        touched.iter().fold(false, |differs, touched| {
            let word = self.get(touched.word);
            // What an operation locked and gave back tells by its value nothing of what it guards.
            let written = touched.wrote & (word.writer != touched.writer);
            differs | (word.value != touched.value) | written
        })
    }
}

/// A word that an event has touched, as it was before.
#[derive(Clone, Copy)]
pub(super) struct Touched {
    pub(super) word: usize,
    pub(super) value: u64,
    pub(super) writer: u64,
    pub(super) wrote: bool,
}
