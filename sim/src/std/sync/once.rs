//! `std::sync::Once`: something that is done once.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | `NEW` | nobody has begun | who begins (to `RUNNING`) |
//! | `RUNNING` | one runs, the others wait | who runs (to `DONE` or `POISONED`) |
//! | `DONE` | it was done | nobody |
//! | `POISONED` | who ran it panicked | who runs it nevertheless (to `RUNNING`) |
//!
//! # Orderings
//! Whoever finds `DONE` reads it with `Acquire`, and it was written with `Release`.
//!
//! # Invariants
//! 1. One task at a time runs, which is the one that wrote `RUNNING`.

use std::cell::Cell;
use std::fmt;
use std::sync::atomic::Ordering::{Acquire, Release};

use waitword_core::platform::ALL;
use waitword_core::{Object, Platform, Retry, Scope, Word};

use crate::engine;
use crate::sim::Sim;

const KIND: &str = "once";
const NEW: u32 = 0;
const RUNNING: u32 = 1;
const DONE: u32 = 2;
const POISONED: u32 = 3;

/// Something that is done once, by whoever comes first; the others wait for its end.
pub struct Once {
    state: Word<Sim>,
}

/// How a [`Once`] was when it was called.
#[derive(Debug)]
pub struct OnceState {
    poisoned: bool,
    ends_in: Cell<u32>,
}

impl OnceState {
    /// Whether a run before panicked.
    pub fn is_poisoned(&self) -> bool {
        self.poisoned
    }
}

impl Once {
    /// Nothing has been done.
    pub const fn new() -> Once {
        Once {
            state: Word::new(NEW),
        }
    }

    /// Runs `work` if nobody has, and waits until whoever does has ended.
    ///
    /// # Panics
    /// If a run before panicked.
    #[track_caller]
    pub fn call_once(&self, work: impl FnOnce()) {
        self.call("call_once", false, |_| work());
    }

    /// As [`call_once`](Once::call_once), but again if a run before panicked.
    #[track_caller]
    pub fn call_once_force(&self, work: impl FnOnce(&OnceState)) {
        self.call("call_once_force", true, work);
    }

    /// Whether it was done.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        let _scope = Scope::<Sim>::begin(KIND, "is_completed", self);
        self.state.load(Acquire) == DONE
    }

    /// Waits until it was done.
    ///
    /// # Panics
    /// If a run panicked.
    #[track_caller]
    pub fn wait(&self) {
        self.wait_for(false);
    }

    /// As [`wait`](Once::wait), whoever panics.
    #[track_caller]
    pub fn wait_force(&self) {
        self.wait_for(true);
    }

    /// As the public calls.
    #[track_caller]
    pub(super) fn call(&self, verb: &'static str, force: bool, work: impl FnOnce(&OnceState)) {
        let Some(poisoned) = self.begin(verb, force) else {
            return;
        };
        let mut run = Run {
            once: self,
            ends_in: POISONED,
        };
        let ends_in = Cell::new(DONE);
        let state = OnceState { poisoned, ends_in };
        work(&state);
        run.ends_in = state.ends_in.get();
    }

    /// Takes the right to run; `None` if it was done. Returns whether a run before panicked.
    #[track_caller]
    fn begin(&self, verb: &'static str, force: bool) -> Option<bool> {
        let _scope = Scope::<Sim>::begin_wait(KIND, verb, self);
        let mut state = self.state.load(Acquire);
        loop {
            match state {
                DONE => return None,
                POISONED if !force && !engine::is_over() => poisoned(),
                RUNNING => {
                    self.pause(RUNNING);
                    state = self.state.load(Acquire);
                }
                _ => match self
                    .state
                    .compare_exchange(state, RUNNING, Acquire, Acquire)
                {
                    Ok(_) => return Some(state == POISONED),
                    Err(now) => state = now,
                },
            }
        }
    }

    #[track_caller]
    fn wait_for(&self, force: bool) {
        let _scope = Scope::<Sim>::begin_wait(KIND, "wait", self);
        loop {
            match self.state.load(Acquire) {
                DONE => return,
                POISONED if !force && !engine::is_over() => poisoned(),
                state => self.pause(state),
            }
        }
    }

    /// Waits until the state may be another one.
    #[track_caller]
    fn pause(&self, state: u32) {
        if Sim::retry() != Retry::Changed {
            self.state.wait(state);
        }
    }
}

#[cold]
#[track_caller]
fn poisoned() -> ! {
    panic!("Once instance has previously been poisoned")
}

/// One run, to be ended when it is dropped.
struct Run<'a> {
    once: &'a Once,
    ends_in: u32,
}

impl Drop for Run<'_> {
    #[track_caller]
    fn drop(&mut self) {
        let _scope = Scope::<Sim>::begin(KIND, "end", self.once);
        // An execution that is over poisons nothing.
        let over = self.ends_in == POISONED && engine::is_over();
        let state = if over { NEW } else { self.ends_in };
        let address = self.once.state.address();
        self.once.state.swap(state, Release);
        Sim::wake(address, ALL);
    }
}

impl Drop for Once {
    fn drop(&mut self) {
        engine::retire(Object::new(KIND, self));
    }
}

impl Default for Once {
    fn default() -> Self {
        Once::new()
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}
