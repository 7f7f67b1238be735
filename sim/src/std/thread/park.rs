//! Parking: a thread waits for its token.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | `NONE` | there is no token | whoever gives it (to `GIVEN`) |
//! | `GIVEN` | the next park takes it | its thread (to `NONE`) |
//!
//! # Orderings
//! Giving is `Release`, taking is `Acquire`: what was done before an unpark is seen after the park
//! that took its token, and a second unpark before it is part of the first one's release sequence.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::time::Duration;

use waitword_core::{Clock, Object, Platform, Retry, Scope, Word};

use super::current;
use crate::engine;
use crate::sim::{Instant, Sim};

const KIND: &str = "thread";
const NONE: u32 = 0;
const GIVEN: u32 = 1;

/// Waits for the token of the calling thread, and takes it; may return for no reason.
///
/// # Panics
/// Outside a simulation, if there is no token.
#[track_caller]
pub fn park() {
    current().token().take(None);
}

/// As [`park`], for at most `timeout`.
#[track_caller]
pub fn park_timeout(timeout: Duration) {
    match Sim::after(timeout) {
        Some(deadline) => current().token().take(Some(deadline)),
        None => park(),
    }
}

/// What lets one park of its thread return.
pub(super) struct Token {
    word: Word<Sim>,
}

impl Token {
    pub(super) fn new() -> Token {
        Token {
            word: Word::new(NONE),
        }
    }

    #[track_caller]
    pub(super) fn give(&self) {
        let _scope = Scope::<Sim>::begin(KIND, "unpark", self);
        if self.word.swap(GIVEN, Release) == NONE {
            self.word.wake(1);
        }
    }

    #[track_caller]
    fn take(&self, deadline: Option<Instant>) {
        let _scope = Scope::<Sim>::begin_wait(KIND, "park", self);
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
        match deadline {
            None => self.word.wait(NONE),
            Some(deadline) => Sim::wait_until(self.word.atomic(), NONE, deadline),
        }
        self.try_take();
    }

    #[track_caller]
    fn try_take(&self) -> bool {
        let taken = self.word.compare_exchange(GIVEN, NONE, Acquire, Relaxed);
        taken.is_ok()
    }
}

fn retry(deadline: Option<Instant>) -> Retry {
    match deadline {
        None => Sim::retry(),
        Some(deadline) => Sim::retry_until(deadline),
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        engine::retire(Object::new(KIND, self));
    }
}
