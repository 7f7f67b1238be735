//! The lock in two words that is handed to one of those who wait, on which
//! [`FairMutex`](crate::FairMutex) is built.
//!
//! # States
//! | bits of `state` | name | meaning |
//! |---|---|---|
//! | 0 | `HELD` | somebody holds the lock |
//! | 1 | `HANDED` | nobody holds it yet: it is for one of those who waited at its release |
//! | 2 | `SLEEPS` | one of those who wait may sleep on `state` |
//! | 3 | `LATE` | one of those who wait may sleep on `turns` |
//! | 4..32 | waiting | so many wait |
//!
//! The lock is free for who comes while `state` is 0. While somebody waits, a release hands the
//! lock over: who comes later, the releaser too, is *late* and leaves it to the others. `turns`
//! changes from one time to the next, so that who is late for one is not for another.
//!
//! # Orderings
//! Those of [`crate::lock`]: taking is `Acquire`, giving back and handing over is `Release`.
//! `turns` is changed before `state` is, so who sees `HANDED`, with `Acquire`, does not see a
//! number from before.
//!
//! # Invariants
//! 1. `HELD` and `HANDED` are never set together, and `HANDED` only while somebody waits who is not
//!    late. None of those leaves without the lock while it is handed over, so one of them takes it.
//! 2. `turns` is changed by the holder only: before it hands the lock over, and after it has taken
//!    it if `LATE` was set. Who has read the same number before and after it was counted, and found
//!    `HANDED` set, is late while that is the number and the bit is set.
//! 3. Who is not late sleeps on `state` while `HELD` and `SLEEPS` are set, so the release finds the
//!    mark; it wakes one, for which the lock is, if none who was about to sleep has taken it.
//! 4. Who is late sleeps on `turns` after it has set `LATE`: whoever takes the lock finds the mark,
//!    and wakes all of them. So they do not catch the wake of one whom the lock is for.
//! 5. A release touches nothing after its change of `state` but the word's address.
//!
//! Why not tickets: they are as small, but who has drawn one cannot leave the line when its
//! deadline passes, and every release has to wake all who sleep.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::error::WaitError;
use crate::lock::wake_one;
use crate::patience::Patience;
use crate::platform::{ALL, Platform};
use crate::word::Word;

const FREE: u32 = 0;
const HELD: u32 = 1;
const HANDED: u32 = 2;
const SLEEPS: u32 = 4;
const LATE: u32 = 8;
const ONE: u32 = 16;

/// A lock without data and without a guard, which is handed over.
#[repr(C)]
pub(crate) struct Fair<P> {
    state: Word<P>,
    turns: Word<P>,
}

impl<P> Fair<P> {
    pub(crate) const fn new() -> Self {
        Fair {
            state: Word::new(FREE),
            turns: Word::new(0),
        }
    }
}

/// The state without one of those who wait.
fn without_one(state: u32) -> u32 {
    let state = state - ONE;
    if state < ONE { state & !SLEEPS } else { state }
}

/// The state after one of those who wait has taken the lock.
fn taken(state: u32) -> u32 {
    without_one(state & !(HANDED | LATE)) | HELD
}

impl<P: Platform> Fair<P> {
    #[inline(always)]
    #[track_caller]
    pub(crate) fn try_lock(&self) -> bool {
        self.state
            .compare_exchange(FREE, HELD, Acquire, Relaxed)
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
        let late = self.line_up();
        let mut round = 0;
        loop {
            let state = self.look();
            let is_late = self.is_late(state, late);
            if state & HELD == 0 && !is_late {
                if self.take(state) {
                    return Ok(());
                }
            } else if state < 2 * ONE + u32::from(is_late) * ONE && P::spin(round) {
                // Next in line; others would be overtaken by who spins while they sleep.
                round += 1;
            } else {
                let (mark, word, expected) = match late.filter(|_| is_late) {
                    Some(time) => (LATE, &self.turns, time),
                    None => (SLEEPS, &self.state, state | SLEEPS),
                };
                if self.mark(state, mark)
                    && let Err(error) = patience.wait(word, expected)
                {
                    return self.leave(late, error);
                }
            }
        }
    }

    /// Is counted among those who wait; returns for which time the caller is late, if it is.
    #[track_caller]
    fn line_up(&self) -> Option<u32> {
        // A read-modify-write, since it sees the newest.
        let before = self.turns.fetch_add(0, Relaxed);
        let state = self.state.fetch_add(ONE, Relaxed);
        // ORDERING: Relaxed, who takes an old number for the newest is not late, though it should
        // be: it may overtake, but is not overlooked.
        let is_late = state & HANDED != 0 && self.turns.load(Relaxed) == before;
        is_late.then_some(before)
    }

    #[track_caller]
    fn look(&self) -> u32 {
        self.state.load(Acquire)
    }

    /// Whether the lock is handed over, and not to the caller, in a state that was
    /// [looked](Fair::look) at.
    #[inline]
    #[track_caller]
    fn is_late(&self, state: u32, late: Option<u32>) -> bool {
        state & HANDED != 0 && late.is_some_and(|time| self.turns.load(Relaxed) == time)
    }

    /// Takes the lock as one of those who wait; who was late is so no longer.
    #[track_caller]
    fn take(&self, state: u32) -> bool {
        let is_taken = self
            .state
            .compare_exchange_weak(state, taken(state), Acquire, Relaxed)
            .is_ok();
        if is_taken && state & LATE != 0 {
            self.turns.fetch_add(1, Relaxed);
            self.turns.wake(ALL);
        }
        is_taken
    }

    /// Says that somebody is about to sleep, if the state is this one yet.
    #[track_caller]
    fn mark(&self, state: u32, mark: u32) -> bool {
        // ORDERING: Relaxed, the mark publishes nothing; whoever has to find it does so in what its
        // own exchange replaced.
        state & mark != 0
            || self
                .state
                .compare_exchange_weak(state, state | mark, Relaxed, Relaxed)
                .is_ok()
    }

    /// Waits no longer, unless the lock can be taken (invariant 1).
    #[cold]
    #[track_caller]
    fn leave(&self, mut late: Option<u32>, error: WaitError) -> Result<(), WaitError> {
        loop {
            let state = self.look();
            if state & HELD == 0 && !self.is_late(state, late) {
                if self.take(state) {
                    return Ok(());
                }
            } else if self.uncount(state) {
                // A read-modify-write, since it sees the newest.
                let turned = |time| self.turns.fetch_add(0, Relaxed) != time;
                if !late.take().is_some_and(turned) {
                    return Err(error);
                }
                // The state was the same again, but another time: the lock may be for the caller.
                self.state.fetch_add(ONE, Relaxed);
            }
        }
    }

    #[track_caller]
    fn uncount(&self, state: u32) -> bool {
        self.state
            .compare_exchange_weak(state, without_one(state), Relaxed, Relaxed)
            .is_ok()
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn unlock(&self) {
        let released = self.state.compare_exchange(HELD, FREE, Release, Relaxed);
        if let Err(state) = released {
            self.hand_over(state);
        }
    }

    /// Gives the lock to one of those who wait, or back; `state` is a guess.
    #[cold]
    #[track_caller]
    fn hand_over(&self, mut state: u32) {
        let address = self.state.address();
        self.turns.fetch_add(1, Relaxed);
        loop {
            let next = if state < ONE {
                FREE
            } else {
                (state & !HELD) | HANDED
            };
            match self
                .state
                .compare_exchange_weak(state, next, Release, Relaxed)
            {
                Ok(_) => break,
                Err(now) => state = now,
            }
        }
        if state & SLEEPS != 0 {
            wake_one::<P>(address);
        }
    }

    #[track_caller]
    pub(crate) fn is_locked(&self) -> bool {
        // ORDERING: Relaxed, the answer may be old when it arrives, whatever the ordering.
        self.state.load(Relaxed) & (HELD | HANDED) != 0
    }
}
