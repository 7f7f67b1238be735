//! Tokens: one task waits until another one gives it one.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | `NONE` | there is no token | whoever gives it (to `GIVEN`) |
//! | `GIVEN` | the next who takes it need not wait | its taker (to `NONE`) |
//!
//! # Orderings
//! Giving is `Release`, taking is `Acquire`: what was done before the token was given is seen by
//! its taker. Both are read-modify-writes, so of two that give before it is taken the taker sees
//! both.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use waitword_core::{Clock, Object, Platform, Retry, Scope, Word};

use crate::engine;
use crate::sim::{Instant, Sim};

const NONE: u32 = 0;
const GIVEN: u32 = 1;

/// What lets one wait of its owner return. Its operations are told of by the names they are given.
pub(super) struct Token {
    kind: &'static str,
    word: Word<Sim>,
}

impl Token {
    pub(super) const fn new(kind: &'static str) -> Token {
        let word = Word::new(NONE);
        Token { kind, word }
    }

    #[track_caller]
    pub(super) fn give(&self, verb: &'static str) {
        let _scope = Scope::<Sim>::begin(self.kind, verb, self);
        if self.word.swap(GIVEN, Release) == NONE {
            self.word.wake(1);
        }
    }

    /// Waits for the token and takes it, or returns for no reason, or once the deadline passes.
    #[track_caller]
    pub(super) fn take(&self, verb: &'static str, deadline: Option<Instant>) {
        let _scope = Scope::<Sim>::begin_wait(self.kind, verb, self);
        if self.try_take() {
            return;
        }
        loop {
            match retry(deadline) {
                Retry::Changed if self.try_take() => return,
                Retry::Changed => {}
                Retry::Expired => return,
                Retry::Unsupported => break,
            }
        }
        wait(&self.word, NONE, deadline);
        self.try_take();
    }

    #[track_caller]
    fn try_take(&self) -> bool {
        let taken = self.word.compare_exchange(GIVEN, NONE, Acquire, Relaxed);
        taken.is_ok()
    }
}

/// Whether an operation that could not do its work is to try again; see [`Platform::retry`].
pub(super) fn retry(deadline: Option<Instant>) -> Retry {
    match deadline {
        None => Sim::retry(),
        Some(deadline) => Sim::retry_until(deadline),
    }
}

/// Sleeps while the word holds `expected` and the deadline has not passed.
pub(super) fn wait(word: &Word<Sim>, expected: u32, deadline: Option<Instant>) {
    match deadline {
        None => word.wait(expected),
        Some(deadline) => Sim::wait_until(word.atomic(), expected, deadline),
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        engine::retire(Object::new(self.kind, self));
    }
}
