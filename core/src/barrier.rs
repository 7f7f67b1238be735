//! A barrier: a number of parties wait until all have come.
//!
//! # States
//! One word holds everything that changes, so each arrival is one step:
//!
//! | bits | name | meaning |
//! |---|---|---|
//! | 0..14 | arrived | parties of this phase that have come, and were not told how it ended |
//! | 14 | `SLEEPERS` | some of them, or of those who cannot come yet, may sleep |
//! | 15 | `BROKEN` | a deadline passed, or somebody aborted: this phase and all later ones fail |
//! | 16 | `RESETS` | the phase fails, and the last who is told so begins the next one |
//! | 17..32 | phase | how often a phase has ended, wrapping around |
//!
//! The last arrival of a phase advances it and zeroes the rest. If there is an action, it first
//! stands with all arrived while the action runs. The other word holds the number of parties and
//! never changes.
//!
//! # Orderings
//! An arrival is `AcqRel`: the last one acquires what each earlier one released, and releases it to
//! those who wait, who read the new phase with `Acquire`. With an action, the end of the phase is
//! `Release` again. A break and a reset publish nothing.
//!
//! # Invariants
//! 1. A waiter is released by another phase than its own, whatever the other bits say: who came in
//!    time is never told of a break that came later.
//! 2. A phase that is broken ends only by a reset, after all who came to it were told.
//! 3. `SLEEPERS` is set by who is about to sleep; who ends or breaks the phase finds it in the
//!    value its own exchange replaced, and wakes all.
//! 4. The last arrival touches nothing after its exchange but the word's address.
//!
//! With more threads than parties, a waiter that is paused while exactly 2^15 phases pass is
//! released one phase later.
//!
//! Source: the central counter of J. Mellor-Crummey and M. Scott, *Algorithms for Scalable
//! Synchronization* (1991), with the phase in place of the sense; breaking and resetting as in
//! Python's `threading.Barrier`.

mod action;
mod breaking;
mod timed;

use core::fmt;
use core::mem;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

pub use action::{Action, NoAction};

use crate::error::{Broken, OutOfRange, WaitError};
use crate::patience::{Forever, Patience};
use crate::platform::{ALL, Platform};
use crate::scope::Scope;
use crate::word::Word;

const KIND: &str = "barrier";
const ARRIVED: u32 = SLEEPERS - 1;
const SLEEPERS: u32 = 1 << 14;
const BROKEN: u32 = 1 << 15;
const RESETS: u32 = 1 << 16;
const PHASE: u32 = 1 << 17;

/// A meeting point for a fixed number of parties, which all go on once the last has come.
///
/// Python's `threading.Barrier`, std's `Barrier`. Eight bytes, and the action if there is one. It
/// can be used again at once: the next phase begins when one ends. A phase makes at most one system
/// call to wake.
///
/// ```
/// use waitword_core::spin::Barrier;
/// static ALONE: Barrier = Barrier::new(1);
/// assert!(ALONE.wait().unwrap().is_leader());
/// ```
///
/// A deadline that passes, and [`abort`](Barrier::abort), break it for all who wait and all who
/// come later, until it is [`reset`](Barrier::reset).
///
/// A barrier [`with_action`](Barrier::with_action) has the last party do something before all go
/// on. If that panics, the barrier is broken.
#[repr(C)]
pub struct Barrier<P, A = NoAction> {
    state: Word<P>,
    parties: u32,
    action: A,
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
        Barrier::with_action(parties, NoAction)
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

    /// A barrier for `parties` parties, of which the last does `action` before all go on.
    ///
    /// In memory that processes share, a pointer to a function means nothing: use a closure that
    /// captures nothing there.
    ///
    /// ```
    /// use waitword_core::spin::{Barrier, Semaphore};
    /// static ROUNDS: Semaphore = Semaphore::new(0);
    /// static TABLE: Barrier<fn()> = Barrier::with_action(1, || ROUNDS.release(1).unwrap());
    ///
    /// TABLE.wait().unwrap();
    /// TABLE.wait().unwrap();
    /// assert_eq!(ROUNDS.available(), 2);
    /// ```
    ///
    /// # Panics
    /// As [`new`](Barrier::new).
    pub const fn with_action<A>(parties: u32, action: A) -> Barrier<P, A> {
        assert!(
            0 < parties && parties <= Self::MAX,
            "a barrier has 1 to 16383 parties"
        );
        Barrier {
            state: Word::new(0),
            parties,
            action,
        }
    }
}

impl<P, A> Barrier<P, A> {
    /// How many parties have to come.
    pub const fn parties(&self) -> u32 {
        self.parties
    }
}

impl<P: Platform, A: Action> Barrier<P, A> {
    /// Comes to the barrier and waits until all have come.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`Broken::Aborted`] if a deadline of another party passed, or somebody aborted or reset the
    /// barrier; [`Broken::CannotWait`] if the caller is not the last and cannot wait here: then it
    /// has not come.
    ///
    /// # Panics
    /// Where the action does, in the party that comes last: the barrier is broken.
    #[inline]
    #[track_caller]
    pub fn wait(&self) -> Result<Arrival, Broken> {
        self.wait_with(Forever)
    }

    /// How many parties of this phase have come and wait; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn arrived(&self) -> u32 {
        let _scope = Scope::<P>::begin(KIND, "arrived", self);
        // ORDERING: Relaxed, the answer may be old whatever the ordering.
        self.state.load(Relaxed) & ARRIVED
    }

    /// Whether every wait fails, as a deadline has passed or somebody has aborted the barrier.
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
        // How many have to come stands in no word.
        let verb = ("wait", [0, self.parties]);
        let scope = Scope::<P>::begin_wait_until(KIND, verb, self, W::TIMED);
        let (arrival, mine) = scope.end(self.arrive(patience))?;
        if !A::NONE && arrival.leader {
            self.act(mine)?;
        }
        Ok(arrival)
    }

    /// Comes, and waits; returns how, and the state that coming made.
    #[inline]
    #[track_caller]
    fn arrive<W: Patience<P>>(&self, patience: W) -> Result<(Arrival, u32), Broken> {
        let address = self.state.address();
        let mut state = self.state.load(Relaxed);
        loop {
            let index = state & ARRIVED;
            if state & BROKEN != 0 || !A::NONE && index == self.parties {
                state = self.wait_to_come(state, patience)?;
                continue;
            }
            let leader = index + 1 == self.parties;
            if !leader && !P::can_wait() {
                return Err(Broken::CannotWait);
            }
            let next = if leader && A::NONE {
                end(state)
            } else {
                state + 1
            };
            match self
                .state
                .compare_exchange_weak(state, next, AcqRel, Relaxed)
            {
                Err(now) => {
                    state = now;
                    continue;
                }
                Ok(_) if !leader => self.wait_phase(next, patience)?,
                Ok(_) if A::NONE && state & SLEEPERS != 0 => P::wake(address, ALL),
                Ok(_) => {}
            }
            return Ok((Arrival { index, leader }, next));
        }
    }

    /// Waits until the caller can come, while others leave this phase or the action runs; returns
    /// the state.
    #[cold]
    #[track_caller]
    fn wait_to_come<W: Patience<P>>(&self, mine: u32, patience: W) -> Result<u32, Broken> {
        if mine & (BROKEN | RESETS) == BROKEN {
            return Err(Broken::Aborted);
        }
        let waited = self.sleep(mine, patience);
        waited.map_err(|error| match error {
            WaitError::TimedOut => Broken::TimedOut,
            WaitError::CannotWait => Broken::CannotWait,
        })?;
        // ORDERING: Relaxed, the caller arrives with the ordering it needs.
        Ok(self.state.load(Relaxed))
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
                return self.leave(mine, None);
            } else if P::give_way(round) {
                round += 1;
            } else if let Err(error) = self.sleep(state, patience) {
                return self.leave(mine, Some(error));
            }
        }
    }

    /// Says that somebody is about to sleep, and sleeps, if the state has not changed.
    #[track_caller]
    fn sleep<W: Patience<P>>(&self, state: u32, patience: W) -> Result<(), WaitError> {
        // ORDERING: Relaxed, the bit publishes nothing; the wake is decided by the leader's own
        // RMW.
        let marked = state & SLEEPERS != 0
            || self
                .state
                .compare_exchange(state, state | SLEEPERS, Relaxed, Relaxed)
                .is_ok();
        if marked {
            patience.wait(&self.state, state | SLEEPERS)?;
        }
        Ok(())
    }

    /// Does the action and ends the phase of `mine`, to which all have come.
    #[track_caller]
    fn act(&self, mine: u32) -> Result<(), Broken> {
        let acting = Acting(self, mine);
        self.action.run();
        mem::forget(acting);
        let scope = Scope::<P>::begin(KIND, "open", self);
        scope.end(self.open(mine))
    }

    /// Ends the phase of `mine` after the action, unless it is broken.
    #[track_caller]
    fn open(&self, mine: u32) -> Result<(), Broken> {
        let address = self.state.address();
        let mut state = self.state.load(Relaxed);
        while state & BROKEN == 0 {
            match self
                .state
                .compare_exchange_weak(state, end(state), Release, Relaxed)
            {
                Err(now) => state = now,
                Ok(_) => {
                    if state & SLEEPERS != 0 {
                        P::wake(address, ALL);
                    }
                    return Ok(());
                }
            }
        }
        self.leave(mine, None)
    }
}

/// The action of the phase, which breaks the barrier if it panics.
struct Acting<'a, P: Platform, A: Action>(&'a Barrier<P, A>, u32);

impl<P: Platform, A: Action> Drop for Acting<'_, P, A> {
    #[track_caller]
    fn drop(&mut self) {
        let Acting(barrier, mine) = *self;
        let _scope = Scope::<P>::begin(KIND, "abort", barrier);
        let _ = barrier.leave(mine, None);
    }
}

/// The state after the end of a phase: nobody has come to the next.
fn end(state: u32) -> u32 {
    (state & !(PHASE - 1)).wrapping_add(PHASE)
}

/// Whether `state` is of another phase than `mine`.
fn passed(state: u32, mine: u32) -> bool {
    (state ^ mine) & !(PHASE - 1) != 0
}

impl<P, A> fmt::Debug for Barrier<P, A> {
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
