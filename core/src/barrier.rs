//! A barrier: a number of parties wait until all have come.
//!
//! # States
//! One word holds everything that changes, so each arrival is one step:
//!
//! | bits | name | meaning |
//! |---|---|---|
//! | 0..14 | arrived | parties of this phase that have come |
//! | 14 | `SLEEPERS` | some of them may sleep |
//! | 15 | `BROKEN` | a deadline passed; final |
//! | 16..32 | phase | how often all have come, wrapping around |
//!
//! The last arrival of a phase advances it and zeroes the rest. The other word holds the number of
//! parties and never changes.
//!
//! # Orderings
//! An arrival is `AcqRel`: the last one acquires what each earlier one released, and releases it to
//! those who wait, who read the new phase with `Acquire`.
//!
//! # Invariants
//! 1. A waiter is released by another phase than its own, whatever the other bits say: who came in
//!    time is never told of a break that came later.
//! 2. `SLEEPERS` is set by a party of the current phase before it sleeps; the last arrival, or the
//!    break, finds it in the value its own exchange replaced, and wakes all.
//! 3. The last arrival touches nothing after its exchange but the word's address.
//!
//! With more threads than parties, a waiter that is paused while exactly 2^16 phases pass is
//! released one phase later.
//!
//! Source: the central counter of J. Mellor-Crummey and M. Scott, *Algorithms for Scalable
//! Synchronization* (1991), with the phase in place of the sense.

use core::fmt;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use core::time::Duration;

use crate::error::{Broken, OutOfRange, WaitError};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{ALL, Clock, Platform};
use crate::scope::Scope;
use crate::word::Word;

const KIND: &str = "barrier";
const ARRIVED: u32 = SLEEPERS - 1;
const SLEEPERS: u32 = 1 << 14;
const BROKEN: u32 = 1 << 15;
const PHASE: u32 = 1 << 16;

/// A meeting point for a fixed number of parties, which all go on once the last has come.
///
/// Python's `threading.Barrier`, std's `Barrier`. Eight bytes. It can be used again at once: the
/// next phase begins when one ends. A phase makes at most one system call to wake.
///
/// ```
/// use waitword_core::spin::Barrier;
/// static ALONE: Barrier = Barrier::new(1);
/// assert!(ALONE.wait().unwrap().is_leader());
/// ```
#[repr(C)]
pub struct Barrier<P> {
    state: Word<P>,
    parties: u32,
}

impl<P> Barrier<P> {
    /// The most parties a barrier can have.
    pub const MAX: u32 = ARRIVED;

    /// A barrier for `parties` parties.
    ///
    /// # Panics
    /// If `parties` is zero or greater than [`MAX`](Barrier::MAX): in a `static` or `const`, that
    /// does not compile. For a count from outside there is [`try_new`](Barrier::try_new).
    pub const fn new(parties: u32) -> Self {
        assert!(
            0 < parties && parties <= Self::MAX,
            "a barrier has 1 to 16383 parties"
        );
        Barrier {
            state: Word::new(0),
            parties,
        }
    }

    /// As [`new`](Barrier::new), with an error where `new` panics.
    ///
    /// # Errors
    /// [`OutOfRange`] if `parties` is zero or greater than [`MAX`](Barrier::MAX).
    pub const fn try_new(parties: u32) -> Result<Self, OutOfRange> {
        if 0 < parties && parties <= Self::MAX {
            Ok(Self::new(parties))
        } else {
            Err(OutOfRange)
        }
    }

    /// How many parties have to come.
    pub const fn parties(&self) -> u32 {
        self.parties
    }
}

impl<P: Platform> Barrier<P> {
    /// Comes to the barrier and waits until all have come.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`Broken::Aborted`] if a deadline of another party passed; [`Broken::CannotWait`] if the
    /// caller is not the last and cannot wait here: then it has not come.
    #[inline]
    #[track_caller]
    pub fn wait(&self) -> Result<Arrival, Broken> {
        self.wait_with(Forever)
    }

    /// How many parties of this phase have come; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn arrived(&self) -> u32 {
        let _scope = Scope::<P>::begin(KIND, "arrived", self);
        // ORDERING: Relaxed, the answer may be old whatever the ordering.
        self.state.load(Relaxed) & ARRIVED
    }

    /// Whether a deadline has passed, after which every wait fails.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_broken(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_broken", self);
        // ORDERING: Relaxed, the answer may be old whatever the ordering.
        self.state.load(Relaxed) & BROKEN != 0
    }

    #[inline(always)]
    #[track_caller]
    fn wait_with<W: Patience<P>>(&self, patience: W) -> Result<Arrival, Broken> {
        let scope = Scope::<P>::begin_wait_until(KIND, "wait", self, W::TIMED);
        scope.end(self.arrive(patience))
    }

    #[inline]
    #[track_caller]
    fn arrive<W: Patience<P>>(&self, patience: W) -> Result<Arrival, Broken> {
        let address = self.state.address();
        let mut state = self.state.load(Relaxed);
        loop {
            if state & BROKEN != 0 {
                return Err(Broken::Aborted);
            }
            let index = state & ARRIVED;
            let leader = index + 1 == self.parties;
            let next = if leader {
                (state & !(PHASE - 1)).wrapping_add(PHASE)
            } else {
                state + 1
            };
            match self
                .state
                .compare_exchange_weak(state, next, AcqRel, Relaxed)
            {
                Err(now) => state = now,
                Ok(_) if leader => {
                    if state & SLEEPERS != 0 {
                        P::wake(address, ALL);
                    }
                    return Ok(Arrival { index, leader });
                }
                Ok(_) => {
                    return self
                        .wait_phase(next, patience)
                        .map(|()| Arrival { index, leader });
                }
            }
        }
    }

    /// Waits for the end of the phase of `mine`.
    #[track_caller]
    fn wait_phase<W: Patience<P>>(&self, mine: u32, patience: W) -> Result<(), Broken> {
        let mut round = 0;
        loop {
            let state = self.state.load(Acquire);
            if passed(state, mine) {
                return Ok(());
            } else if state & BROKEN != 0 {
                return Err(Broken::Aborted);
            } else if P::give_way(round) {
                round += 1;
            } else if self.mark(state)
                && let Err(error) = patience.wait(&self.state, state | SLEEPERS)
            {
                return self.leave(mine, error);
            }
        }
    }

    /// Says that somebody of this phase is about to sleep; false if the state has changed.
    #[track_caller]
    fn mark(&self, state: u32) -> bool {
        // ORDERING: Relaxed, the bit publishes nothing; the wake is decided by the leader's own
        // RMW.
        state & SLEEPERS != 0
            || self
                .state
                .compare_exchange(state, state | SLEEPERS, Relaxed, Relaxed)
                .is_ok()
    }

    /// Leaves a phase that has not ended: a deadline breaks the barrier, who cannot wait takes its
    /// arrival back.
    #[cold]
    #[track_caller]
    fn leave(&self, mine: u32, error: WaitError) -> Result<(), Broken> {
        let mut state = self.state.load(Acquire);
        loop {
            if passed(state, mine) {
                return Ok(());
            } else if state & BROKEN != 0 {
                return Err(Broken::Aborted);
            }
            let (next, result) = match error {
                WaitError::TimedOut => (state | BROKEN, Broken::TimedOut),
                WaitError::CannotWait => (state - 1, Broken::CannotWait),
            };
            match self
                .state
                .compare_exchange_weak(state, next, AcqRel, Acquire)
            {
                Err(now) => state = now,
                Ok(_) => {
                    self.state.wake(ALL);
                    return Err(result);
                }
            }
        }
    }
}

/// Whether `state` is of another phase than `mine`.
fn passed(state: u32, mine: u32) -> bool {
    (state ^ mine) & !(PHASE - 1) != 0
}

impl<P: Clock> Barrier<P> {
    /// As [`wait`](Barrier::wait), for at most `timeout`, after which the barrier is broken for
    /// all.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait`](Barrier::wait), and [`Broken::TimedOut`], never early.
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<Arrival, Broken> {
        self.wait_with(Within::new::<P>(timeout))
    }

    /// As [`wait`](Barrier::wait), until `deadline`, after which the barrier is broken for all.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](Barrier::wait_timeout).
    #[track_caller]
    pub fn wait_until(&self, deadline: P::Instant) -> Result<Arrival, Broken> {
        self.wait_with(Until(deadline))
    }
}

impl<P> fmt::Debug for Barrier<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // ORDERING: Relaxed, the numbers are only shown; past the platform, as no operation.
        let state = self.state.atomic().load(Relaxed);
        f.debug_struct("Barrier")
            .field("parties", &self.parties)
            .field("arrived", &(state & ARRIVED))
            .field("broken", &(state & BROKEN != 0))
            .finish()
    }
}

/// How one party came to a [`Barrier`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    index: u32,
    leader: bool,
}

impl Arrival {
    /// How many had come before, from 0.
    pub fn index(self) -> u32 {
        self.index
    }

    /// Whether this party was the last; exactly one of each phase is.
    pub fn is_leader(self) -> bool {
        self.leader
    }
}
