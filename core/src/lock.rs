//! The lock in one word that [`Mutex`](crate::Mutex) and the queues are built on.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | `FREE` | nobody holds the lock | whoever takes it |
//! | `HELD` | held; nobody sleeps | the holder (to `FREE`), a waiter (to `CONTENDED`) |
//! | `CONTENDED` | held; somebody may sleep | the holder (to `FREE`, and wakes one) |
//!
//! # Orderings
//! Taking the lock is `Acquire` and reads what the `Release` of the last unlock wrote, so all that
//! a holder did is seen by the next. Nothing else is published through the word.
//!
//! # Invariants
//! 1. Whoever sleeps has seen or written `CONTENDED` after the last unlock that woke nobody.
//! 2. A waiter that has slept takes the lock as `CONTENDED`: others may sleep behind it. It costs
//!    one wake too many at the end, and never one too few.
//! 3. The unlock that wakes clears `CONTENDED`, and it is not set again before the woken one is
//!    back at the lock or somebody else goes to sleep: one wake is under way at a time, and who
//!    takes the lock meanwhile unlocks it without a system call.
//! 4. An unlock touches nothing after its swap but the word's address: the next holder may free it.
//!
//! Source: mutex 3 of U. Drepper, *Futexes Are Tricky* (2011); std `sys/sync/mutex/futex.rs`.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::error::WaitError;
use crate::patience::Patience;
use crate::platform::{AtomicU32, Platform};
use crate::word::Word;

const FREE: u32 = 0;
const HELD: u32 = 1;
const CONTENDED: u32 = 2;

/// A lock of one word, without data and without a guard.
#[repr(transparent)]
pub(crate) struct Lock<P> {
    word: Word<P>,
}

impl<P> Lock<P> {
    pub(crate) const fn new() -> Self {
        Lock {
            word: Word::new(FREE),
        }
    }
}

impl<P: Platform> Lock<P> {
    #[inline(always)]
    #[track_caller]
    pub(crate) fn try_lock(&self) -> bool {
        self.try_lock_as(HELD)
    }

    #[inline(always)]
    #[track_caller]
    fn try_lock_as(&self, taken: u32) -> bool {
        self.word
            .compare_exchange(FREE, taken, Acquire, Relaxed)
            .is_ok()
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn lock<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        if self.try_lock() {
            Ok(())
        } else {
            self.lock_contended(patience)
        }
    }

    #[cold]
    #[track_caller]
    fn lock_contended<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        while patience.retry()? {
            if self.try_lock() {
                return Ok(());
            }
        }
        if self.spin(HELD) {
            return Ok(());
        }
        while self.word.swap(CONTENDED, Acquire) != FREE {
            patience.wait(&self.word, CONTENDED)?;
            if self.spin(CONTENDED) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Looks at the lock until it can be taken, as `taken`, or spinning is no longer worth while:
    /// the time is up, or the lock is held for so long that somebody else went to sleep.
    #[track_caller]
    fn spin(&self, taken: u32) -> bool {
        let mut round = 0;
        loop {
            // ORDERING: Relaxed, only a hint; the lock is taken with Acquire.
            match self.word.load(Relaxed) {
                FREE if self.try_lock_as(taken) => return true,
                CONTENDED => return false,
                _ if !P::spin(round) => return false,
                _ => round += 1,
            }
        }
    }

    /// Gives the lock back; false if it was free.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn unlock(&self) -> bool {
        let address = self.word.address();
        let state = self.word.swap(FREE, Release);
        if state == CONTENDED {
            wake_one::<P>(address);
        }
        state != FREE
    }

    #[inline]
    pub(crate) fn is_locked(&self) -> bool {
        // ORDERING: Relaxed, the answer may be old when it arrives, whatever the ordering.
        self.word.load(Relaxed) != FREE
    }
}

#[cold]
#[track_caller]
pub(crate) fn wake_one<P: Platform>(address: *const AtomicU32) {
    P::wake(address, 1);
}
