//! One worker's word to sleep on.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | `AWAKE` | nobody has called | the worker (to `ASLEEP`), who calls (to `CALLED`) |
//! | `ASLEEP` | the worker sleeps | who calls (to `CALLED`, and wakes it) |
//! | `CALLED` | there is work | the worker (to `AWAKE`) |
//!
//! # Orderings
//! `Relaxed`: the lock of the pool orders what was brought.
//!
//! # Invariants
//! 1. A worker waits for one call, and is called once for each time that it is on the list of
//!    those who sleep.

use core::sync::atomic::Ordering::Relaxed;

use crate::error::WaitError;
use crate::operation::Object;
use crate::patience::{Forever, Patience, Within};
use crate::runtime::Runtime;
use crate::word::Word;

const AWAKE: u32 = 0;
const ASLEEP: u32 = 1;
const CALLED: u32 = 2;

/// A cache line of its own.
#[repr(align(64))]
pub(super) struct Line<T>(pub(super) T);

/// Where one worker sleeps.
pub(super) struct Sleeper<R: Runtime> {
    word: Line<Word<R>>,
}

impl<R: Runtime> Sleeper<R> {
    pub(super) const fn new() -> Self {
        Sleeper {
            word: Line(Word::new(AWAKE)),
        }
    }

    /// Waits until somebody calls; if nobody has for a beat, says so and goes on.
    #[track_caller]
    pub(super) fn sleep(&self, a_beat_has_passed: impl FnOnce()) {
        if R::BEAT.is_zero() || self.wait(Within::new::<R>(R::BEAT)).is_err() {
            a_beat_has_passed();
            while self.wait(Forever).is_err() {
                core::hint::spin_loop();
            }
        }
        self.word.0.store(AWAKE, Relaxed);
    }

    #[track_caller]
    fn wait<W: Patience<R>>(&self, patience: W) -> Result<(), WaitError> {
        let word = &self.word.0;
        let mut round = 0;
        loop {
            match word.load(Relaxed) {
                CALLED => return Ok(()),
                ASLEEP => patience.wait(word, ASLEEP)?,
                _ if R::give_way(round) => round += 1,
                _ => _ = word.compare_exchange(AWAKE, ASLEEP, Relaxed, Relaxed),
            }
        }
    }

    /// Lets the worker go on.
    #[track_caller]
    pub(super) fn call(&self) {
        if self.word.0.swap(CALLED, Relaxed) == ASLEEP {
            self.word.0.wake(1);
        }
    }
}

impl<R: Runtime> Drop for Sleeper<R> {
    fn drop(&mut self) {
        R::retire(Object::new("sleeper", self));
    }
}
