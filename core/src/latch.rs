//! A latch: a count that goes down once, and a door that opens at zero.
//!
//! # States
//! One word: the count in its low 31 bits, and `WAITERS` in its top bit.
//!
//! | bit | meaning | set by | cleared by |
//! |---|---|---|---|
//! | `WAITERS` | somebody may sleep | who is about to sleep | the last countdown, which wakes all |
//!
//! # Orderings
//! A countdown is a `Release` read-modify-write, and who finds the count at zero has read it with
//! `Acquire`: what was done before each countdown is seen.
//!
//! # Invariants
//! 1. The count never goes up, and zero is final: the word is then 0 for good.
//! 2. `WAITERS` is set only while the count is not zero, so the countdown to zero finds it in what
//!    its own exchange replaced.
//! 3. A countdown touches nothing after its exchange but the word's address.

use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

use crate::error::{Excess, OutOfRange, WaitError, waited};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{ALL, Clock, Platform};
use crate::scope::Scope;
use crate::word::Word;

const KIND: &str = "latch";
const WAITERS: u32 = 1 << 31;

/// A count that goes down once, and that can be waited for to reach zero.
///
/// C++'s `std::latch`, Java's `CountDownLatch`; Python and std have none. Four bytes. An open latch
/// is waited for with one load; a countdown is one read-modify-write, and makes a system call only
/// if it is the last and somebody waits.
///
/// Who counts and who waits may be different tasks. It is used once: for rounds there are
/// [`Barrier`](crate::Barrier), and [`WaitGroup`](crate::WaitGroup), whose count goes up again.
///
/// ```
/// use waitword_core::spin::Latch;
/// static READY: Latch = Latch::new(2);
///
/// READY.count_down().unwrap();
/// assert!(!READY.is_open());
/// READY.count_down().unwrap();
/// READY.wait();
/// assert!(READY.count_down().is_err());
/// ```
#[repr(transparent)]
pub struct Latch<P> {
    state: Word<P>,
}

impl<P> Latch<P> {
    /// The most that a latch can count down from.
    pub const MAX: u32 = WAITERS - 1;

    /// A latch that opens after `count` countdowns; one of zero is open.
    ///
    /// # Panics
    /// If `count` is greater than [`MAX`](Latch::MAX): in a `static` or `const`, that does not
    /// compile. For a count from outside there is [`try_new`](Latch::try_new).
    pub const fn new(count: u32) -> Self {
        assert!(
            count <= Self::MAX,
            "a latch counts down from at most 2147483647"
        );
        Latch {
            state: Word::new(count),
        }
    }

    /// As [`new`](Latch::new), with an error where `new` panics.
    ///
    /// # Errors
    /// [`OutOfRange`] if `count` is greater than [`MAX`](Latch::MAX).
    pub const fn try_new(count: u32) -> Result<Self, OutOfRange> {
        if count > Self::MAX {
            Err(OutOfRange)
        } else {
            Ok(Self::new(count))
        }
    }
}

impl<P: Platform> Latch<P> {
    /// Counts down by one; at zero all who wait go on.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`Excess`] if the count is zero already.
    #[inline]
    #[track_caller]
    pub fn count_down(&self) -> Result<(), Excess> {
        self.count_down_by(1)
    }

    /// Counts down by `count`; at zero all who wait go on.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`Excess`] if less than that is left; nothing has changed.
    #[inline]
    #[track_caller]
    pub fn count_down_by(&self, count: u32) -> Result<(), Excess> {
        let scope = Scope::<P>::begin(KIND, ("count_down", count), self);
        scope.end(self.lower(count))
    }

    /// Counts down by one and waits until the count is zero.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`Excess`] if the count was zero already; then it has not waited.
    ///
    /// # Panics
    /// If the caller is not the last and cannot wait here; it has counted down.
    #[track_caller]
    pub fn arrive_and_wait(&self) -> Result<(), Excess> {
        self.count_down()?;
        self.wait();
        Ok(())
    }

    /// How much is left to count down; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn count(&self) -> u32 {
        let _scope = Scope::<P>::begin(KIND, "count", self);
        // ORDERING: Relaxed, the answer may be old whatever the ordering.
        self.state.load(Relaxed) & !WAITERS
    }

    /// Whether the count is zero; then what was done before each countdown is seen.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_open(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_open", self);
        self.state.load(Acquire) == 0
    }

    /// Waits until the count is zero.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it is not and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn wait(&self) {
        waited(self.checked_wait());
    }

    /// As [`wait`](Latch::wait), with an error where `wait` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if the count is not zero and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_wait(&self) -> Result<(), WaitError> {
        self.wait_with(Forever)
    }

    #[inline(always)]
    #[track_caller]
    fn lower(&self, count: u32) -> Result<(), Excess> {
        let address = self.state.address();
        let mut state = self.state.load(Relaxed);
        loop {
            let left = (state & !WAITERS).checked_sub(count).ok_or(Excess)?;
            let next = if left == 0 { 0 } else { left | state & WAITERS };
            match self
                .state
                .compare_exchange_weak(state, next, Release, Relaxed)
            {
                Err(now) => state = now,
                Ok(_) => {
                    if next == 0 && state & WAITERS != 0 {
                        P::wake(address, ALL);
                    }
                    return Ok(());
                }
            }
        }
    }

    #[inline(always)]
    #[track_caller]
    fn wait_with<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "wait", self, W::TIMED);
        if self.state.load(Acquire) == 0 {
            return Ok(());
        }
        scope.end(self.wait_closed(patience))
    }

    #[cold]
    #[track_caller]
    fn wait_closed<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        let mut round = 0;
        loop {
            let state = self.state.load(Acquire);
            if state == 0 {
                return Ok(());
            } else if round == 0 && patience.retry()? {
                continue;
            } else if P::give_way(round) {
                round += 1;
            } else if self.mark(state) {
                patience.wait(&self.state, state | WAITERS)?;
            }
        }
    }

    /// Says that somebody is about to sleep; false if the state has changed.
    #[track_caller]
    fn mark(&self, state: u32) -> bool {
        // ORDERING: Relaxed, the bit publishes nothing; the wake is decided by the last countdown's
        // own RMW.
        state & WAITERS != 0
            || self
                .state
                .compare_exchange(state, state | WAITERS, Relaxed, Relaxed)
                .is_ok()
    }
}

impl<P: Clock> Latch<P> {
    /// Waits until the count is zero, for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_wait`](Latch::checked_wait).
    #[inline]
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), WaitError> {
        self.wait_with(Within::new::<P>(timeout))
    }

    /// Waits until the count is zero, until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](Latch::wait_timeout).
    #[inline]
    #[track_caller]
    pub fn wait_until(&self, deadline: P::Instant) -> Result<(), WaitError> {
        self.wait_with(Until(deadline))
    }
}

impl<P> fmt::Debug for Latch<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // ORDERING: Relaxed, the number is only shown; past the platform, as no operation.
        let count = self.state.atomic().load(Relaxed) & !WAITERS;
        f.debug_struct("Latch").field("count", &count).finish()
    }
}
