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

use crate::operation::Object;
use crate::patience::{Forever, Patience};
use crate::runtime::Runtime;
use crate::word::Word;

const AWAKE: u32 = 0;
const ASLEEP: u32 = 1;
const CALLED: u32 = 2;

/// Where one worker sleeps, on a cache line of its own.
#[repr(align(64))]
pub(super) struct Sleeper<R: Runtime> {
    word: Word<R>,
}

impl<R: Runtime> Sleeper<R> {
    pub(super) const fn new() -> Self {
        Sleeper {
            word: Word::new(AWAKE),
        }
    }

    /// Waits until somebody calls.
    #[track_caller]
    pub(super) fn sleep(&self) {
        let mut round = 0;
        loop {
            match self.word.load(Relaxed) {
                CALLED => break,
                AWAKE if R::give_way(round) => round += 1,
                AWAKE => {
                    let _ = self.word.compare_exchange(AWAKE, ASLEEP, Relaxed, Relaxed);
                }
                // A thread that cannot wait now looks again.
                _ => _ = Forever.wait(&self.word, ASLEEP),
            }
        }
        self.word.store(AWAKE, Relaxed);
    }

    /// Lets the worker go on.
    #[track_caller]
    pub(super) fn call(&self) {
        if self.word.swap(CALLED, Relaxed) == ASLEEP {
            self.word.wake(1);
        }
    }
}

impl<R: Runtime> Drop for Sleeper<R> {
    fn drop(&mut self) {
        R::retire(Object::new("sleeper", self));
    }
}
