//! Memory: what an operation on a word may read, where its store goes, and what happens before
//! what.
//!
//! The level of an exploration says which executions are consistent. Under [`Memory::Sc`] a load
//! reads the newest store and a store is the newest: executions are interleavings. Under
//! [`Memory::Cpp20`] a load may read an older store, as long as nothing that happens before it, and
//! no order of the `SeqCst` operations, forbids that.
//!
//! `clock` counts; `word` is the stores of one word; `views` is what each task knows.

mod clock;
mod hash;
mod views;
mod word;

pub(crate) use clock::Clock;
pub(crate) use hash::{Addresses, NumberHasher, mix};
pub(crate) use views::{Views, acquires, releases};
pub(crate) use word::{Store, Words};

/// Which executions are consistent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Memory {
    /// Interleavings: sequential consistency, whatever the orderings.
    Sc,
    /// What Rust promises: the memory of C++20, but a load never reads what comes from a later
    /// operation of its own thread.
    #[default]
    Cpp20,
}

impl Memory {
    /// The level in one word, as the command line and schedules call it.
    pub fn word(self) -> &'static str {
        match self {
            Memory::Sc => "sc",
            Memory::Cpp20 => "cpp20",
        }
    }
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl std::str::FromStr for Memory {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Memory::Sc, Memory::Cpp20]
            .into_iter()
            .find(|level| level.word() == text)
            .ok_or(())
    }
}
