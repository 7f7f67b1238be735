//! An event: a flag that can be set, cleared and waited for.
//!
//! # States
//! One word: `SET`, `WAITERS`, and above them a generation that each clear of a set event advances.
//!
//! | bit | meaning | set by | cleared by |
//! |---|---|---|---|
//! | `SET` | waits return at once | `set` | `clear` |
//! | `WAITERS` | somebody of this generation may sleep | who is about to sleep | `clear` |
//!
//! # Orderings
//! `set` is `Release`; a wait that returns has read with `Acquire` the word that a set wrote, or
//! one that a chain of read-modify-writes made of it. `clear` is `Acquire`, so who clears sees what
//! every set before it published.
//!
//! # Invariants
//! 1. A waiter of generation `g` is released once the word has `SET` or another generation, so a
//!    set that is cleared at once still releases all who waited.
//! 2. `WAITERS` is set only while `SET` is not, so the set that finds `WAITERS` alone is the one
//!    that wakes.
//! 3. A set touches nothing after its `fetch_or` but the word's address.
//!
//! A waiter that is paused while exactly 2^30 sets and clears pass waits for the next set.

use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

use crate::error::{WaitError, waited};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{ALL, Clock, Platform};
use crate::scope::Scope;
use crate::word::Word;

const KIND: &str = "event";
const SET: u32 = 1;
const WAITERS: u32 = 2;
const FLAGS: u32 = SET | WAITERS;
const GENERATION: u32 = 4;

/// A flag that one side sets and any number wait for.
///
/// Python's `threading.Event`. Four bytes. A set event is waited for with one load; a set without
/// waiters is one read-modify-write and no system call.
///
/// ```
/// use waitword_core::spin::Event;
/// static STARTED: Event = Event::new();
/// STARTED.set();
/// STARTED.wait();
/// STARTED.clear();
/// assert!(!STARTED.is_set());
/// ```
#[repr(transparent)]
pub struct Event<P> {
    state: Word<P>,
}

impl<P> Event<P> {
    /// An event that is not set.
    pub const fn new() -> Self {
        Event {
            state: Word::new(0),
        }
    }
}

impl<P: Platform> Event<P> {
    /// Sets the event and wakes all who wait for it.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn set(&self) {
        let _scope = Scope::<P>::begin(KIND, "set", self);
        let address = self.state.address();
        if self.state.fetch_or(SET, Release) & FLAGS == WAITERS {
            P::wake(address, ALL);
        }
    }

    /// Takes the set back. Those who waited before stay released.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn clear(&self) {
        let _scope = Scope::<P>::begin(KIND, "clear", self);
        let mut state = self.state.load(Acquire);
        while state & SET != 0 {
            let next = (state & !FLAGS).wrapping_add(GENERATION);
            match self
                .state
                .compare_exchange_weak(state, next, Acquire, Acquire)
            {
                Ok(_) => return,
                Err(now) => state = now,
            }
        }
    }

    /// Whether the event is set; what was done before the set is seen.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_set(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_set", self);
        self.state.load(Acquire) & SET != 0
    }

    /// Waits until the event is set.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it is not set and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn wait(&self) {
        waited(self.checked_wait());
    }

    /// As [`wait`](Event::wait), with an error where `wait` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if the event is not set and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_wait(&self) -> Result<(), WaitError> {
        self.wait_with(Forever)
    }

    #[inline(always)]
    #[track_caller]
    fn wait_with<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "wait", self, W::TIMED);
        let state = self.state.load(Acquire);
        scope.end(if state & SET != 0 {
            Ok(())
        } else {
            self.wait_unset(state, patience)
        })
    }

    /// Waits for the end of the generation of `first`.
    ///
    /// There is no [`Platform::retry`] here: when a wait began decides which sets release it, so it
    /// cannot be taken back and tried again from its start.
    #[cold]
    #[track_caller]
    fn wait_unset<W: Patience<P>>(&self, first: u32, patience: W) -> Result<(), WaitError> {
        let released = |state: u32| state & SET != 0 || (state ^ first) & !FLAGS != 0;
        let mut round = 0;
        loop {
            let state = self.state.load(Acquire);
            if released(state) {
                return Ok(());
            }
            if P::give_way(round) {
                round += 1;
            } else if self.mark(state) {
                patience.wait(&self.state, state | WAITERS)?;
            }
        }
    }

    /// Says that somebody of this generation is about to sleep; false if the state has changed.
    #[track_caller]
    fn mark(&self, state: u32) -> bool {
        // ORDERING: Relaxed, the bit publishes nothing; the wake is decided by the set's own RMW.
        state & WAITERS != 0
            || self
                .state
                .compare_exchange(state, state | WAITERS, Relaxed, Relaxed)
                .is_ok()
    }
}

impl<P: Clock> Event<P> {
    /// Waits until the event is set, for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_wait`](Event::checked_wait).
    #[inline]
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), WaitError> {
        self.wait_with(Within::new::<P>(timeout))
    }

    /// Waits until the event is set, until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](Event::wait_timeout).
    #[inline]
    #[track_caller]
    pub fn wait_until(&self, deadline: P::Instant) -> Result<(), WaitError> {
        self.wait_with(Until(deadline))
    }
}

impl<P> Default for Event<P> {
    fn default() -> Self {
        Event::new()
    }
}

impl<P> fmt::Debug for Event<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // ORDERING: Relaxed, the flag is only shown; past the platform, as no operation.
        let set = self.state.atomic().load(Relaxed) & SET != 0;
        f.debug_struct("Event").field("set", &set).finish()
    }
}
