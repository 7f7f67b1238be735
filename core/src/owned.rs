//! The lock in one word that knows its owner, on which [`ReentrantMutex`](crate::ReentrantMutex) is
//! built.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | `FREE` | nobody holds the lock | whoever takes it |
//! | n | caller n holds it; nobody sleeps | the owner (to `FREE`), a waiter (adds `CONTENDED`) |
//! | n + `CONTENDED` | caller n holds it; somebody may sleep | the owner (to `FREE`, wakes one) |
//!
//! # Orderings
//! Those of [`crate::lock`]: taking is `Acquire`, giving back is `Release`. Whether the caller is
//! the owner is asked with `Relaxed`: its own number it has written itself.
//!
//! # Invariants
//! Those of [`crate::lock`], with `CONTENDED` as a bit beside the owner. And:
//!
//! 5. The word holds a caller's number only from the time that the caller has taken the lock until
//!    it gives it back.

use core::num::NonZeroU32;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::error::WaitError;
use crate::patience::Patience;
use crate::platform::{Identity, Platform};
use crate::word::Word;

const FREE: u32 = 0;
const CONTENDED: u32 = 1 << 31;

/// A caller's number.
#[derive(Clone, Copy)]
pub(crate) struct Caller(NonZeroU32);

impl Caller {
    #[inline(always)]
    pub(crate) fn current<P: Identity>() -> Self {
        let caller = P::current();
        debug_assert!(caller.get() & CONTENDED == 0, "callers' numbers end there");
        Caller(caller)
    }
}

/// A lock of one word that says who holds it.
#[repr(transparent)]
pub(crate) struct Owned<P> {
    word: Word<P>,
}

impl<P> Owned<P> {
    pub(crate) const fn new() -> Self {
        Owned {
            word: Word::new(FREE),
        }
    }
}

impl<P: Platform> Owned<P> {
    #[inline(always)]
    #[track_caller]
    pub(crate) fn is_owned_by(&self, caller: Caller) -> bool {
        self.word.load(Relaxed) & !CONTENDED == caller.0.get()
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn is_locked(&self) -> bool {
        // ORDERING: Relaxed, the answer may be old when it arrives, whatever the ordering.
        self.word.load(Relaxed) != FREE
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn try_lock(&self, caller: Caller) -> bool {
        self.try_lock_as(caller.0.get())
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
    pub(crate) fn lock<W: Patience<P>>(
        &self,
        caller: Caller,
        patience: W,
    ) -> Result<(), WaitError> {
        if self.try_lock(caller) {
            Ok(())
        } else {
            self.lock_contended(caller.0.get(), patience)
        }
    }

    #[cold]
    #[track_caller]
    fn lock_contended<W: Patience<P>>(&self, me: u32, patience: W) -> Result<(), WaitError> {
        while patience.retry()? {
            if self.try_lock_as(me) {
                return Ok(());
            }
        }
        let mut taken = me;
        while !self.spin(taken) {
            if let Some(marked) = self.mark() {
                taken = me | CONTENDED;
                patience.wait(&self.word, marked)?;
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
                state if state & CONTENDED != 0 => return false,
                _ if !P::spin(round) => return false,
                _ => round += 1,
            }
        }
    }

    /// Says that somebody is about to sleep; returns the state that this made, `None` if the lock
    /// has become free.
    #[track_caller]
    fn mark(&self) -> Option<u32> {
        // ORDERING: Relaxed, the mark publishes nothing, and who takes the lock acquires.
        let mut state = self.word.load(Relaxed);
        while state != FREE {
            let marked = state | CONTENDED;
            match self
                .word
                .compare_exchange_weak(state, marked, Relaxed, Relaxed)
            {
                Ok(_) => return Some(marked),
                Err(now) => state = now,
            }
        }
        None
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn unlock(&self) {
        let address = self.word.address();
        if self.word.swap(FREE, Release) & CONTENDED != 0 {
            crate::lock::wake_one::<P>(address);
        }
    }
}
