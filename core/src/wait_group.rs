//! A wait group: a count of what is under way, and a wait for it to be none.
//!
//! # States
//! One word holds everything, so each change is one step:
//!
//! | bits | name | meaning |
//! |---|---|---|
//! | 0..16 | count | what is under way |
//! | 16 | `WAITERS` | somebody of this generation may sleep |
//! | 17..32 | generation | how often the count has come to zero, wrapping around |
//!
//! # Orderings
//! A [`done`](WaitGroup::done) is a `Release` read-modify-write, and so are all other changes of
//! the word read-modify-writes. A wait that returns has read with `Acquire` what the last of them
//! wrote, or what came of it: what was done before each of them is seen.
//!
//! # Invariants
//! 1. A waiter of generation `g` is released once the word has a count of zero or another
//!    generation, so an `add` that follows at once keeps nobody.
//! 2. `WAITERS` is set only while the count is not zero, so the `done` that makes it zero finds it
//!    in what its own exchange replaced, and wakes all.
//! 3. A `done` touches nothing after its exchange but the word's address.
//!
//! A waiter that is paused while the count comes to zero exactly 2^15 times, or a multiple of that,
//! waits for the next time.

use core::fmt;
use core::mem;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

use crate::error::{Excess, OutOfRange, WaitError, waited};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{ALL, Clock, Platform};
use crate::scope::Scope;
use crate::word::Word;

const KIND: &str = "wait group";
const COUNT: u32 = WAITERS - 1;
const WAITERS: u32 = 1 << 16;
const GENERATION: u32 = 1 << 17;

/// A count of what is under way, and a wait for all of it to be done.
///
/// Go's `sync.WaitGroup`; the count of `queue.Queue.join` in Python, without the queue. Four bytes.
/// An `add` and a `done` are one read-modify-write each; a system call is made only by the `done`
/// that is the last, if somebody waits.
///
/// It can be used again at once: who waited for the first round is released even if the second
/// begins before it has looked. Call [`add`](WaitGroup::add) before what it counts is started, or
/// a wait may find nothing to wait for.
///
/// ```
/// use waitword_core::spin::WaitGroup;
/// static JOBS: WaitGroup = WaitGroup::new();
///
/// JOBS.add(2).unwrap();
/// JOBS.done().unwrap();
/// assert_eq!(JOBS.count(), 1);
/// JOBS.done().unwrap();
/// JOBS.wait();
/// assert!(JOBS.done().is_err());
/// ```
///
/// A [`Member`] is done when it is dropped, also by a panic.
#[repr(transparent)]
pub struct WaitGroup<P> {
    state: Word<P>,
}

impl<P> WaitGroup<P> {
    /// The most that can be under way.
    pub const MAX: u32 = COUNT;

    /// A group with nothing under way.
    pub const fn new() -> Self {
        WaitGroup {
            state: Word::new(0),
        }
    }
}

impl<P: Platform> WaitGroup<P> {
    /// Says that so much more is under way.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`OutOfRange`] if that would be more than [`MAX`](WaitGroup::MAX); nothing has changed.
    #[inline]
    #[track_caller]
    pub fn add(&self, count: u32) -> Result<(), OutOfRange> {
        let scope = Scope::<P>::begin(KIND, ("add", count), self);
        scope.end(self.raise(count))
    }

    /// As [`add`](WaitGroup::add) of one, which is done when the [`Member`] is dropped.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// As [`add`](WaitGroup::add).
    #[inline]
    #[track_caller]
    pub fn enter(&self) -> Result<Member<'_, P>, OutOfRange> {
        self.add(1)?;
        Ok(Member { group: self })
    }

    /// Says that one is done; after the last one all who wait go on.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`Excess`] if nothing is under way; nothing has changed.
    #[inline]
    #[track_caller]
    pub fn done(&self) -> Result<(), Excess> {
        let scope = Scope::<P>::begin(KIND, "done", self);
        scope.end(self.lower())
    }

    /// How much is under way; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn count(&self) -> u32 {
        let _scope = Scope::<P>::begin(KIND, "count", self);
        // ORDERING: Relaxed, the answer may be old whatever the ordering.
        self.state.load(Relaxed) & COUNT
    }

    /// Waits until nothing is under way.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If something is and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn wait(&self) {
        waited(self.checked_wait());
    }

    /// As [`wait`](WaitGroup::wait), with an error where `wait` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if something is under way and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_wait(&self) -> Result<(), WaitError> {
        self.wait_with(Forever)
    }

    #[inline(always)]
    #[track_caller]
    fn raise(&self, count: u32) -> Result<(), OutOfRange> {
        let mut state = self.state.load(Relaxed);
        loop {
            if count > COUNT - (state & COUNT) {
                return Err(OutOfRange);
            }
            // ORDERING: Relaxed, nothing is published; who starts what it counts orders the two.
            match self
                .state
                .compare_exchange_weak(state, state + count, Relaxed, Relaxed)
            {
                Ok(_) => return Ok(()),
                Err(now) => state = now,
            }
        }
    }

    #[inline(always)]
    #[track_caller]
    fn lower(&self) -> Result<(), Excess> {
        let address = self.state.address();
        let mut state = self.state.load(Relaxed);
        loop {
            let next = match state & COUNT {
                0 => return Err(Excess),
                1 => (state & !(COUNT | WAITERS)).wrapping_add(GENERATION),
                _ => state - 1,
            };
            match self
                .state
                .compare_exchange_weak(state, next, Release, Relaxed)
            {
                Err(now) => state = now,
                Ok(_) => {
                    if next & COUNT == 0 && state & WAITERS != 0 {
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
        let state = self.state.load(Acquire);
        if state & COUNT == 0 {
            return Ok(());
        }
        scope.end(self.wait_generation(state, patience))
    }

    /// Waits for the end of the generation of `first`.
    ///
    /// There is no [`Platform::retry`] here: when a wait began decides what releases it, so it
    /// cannot be taken back and tried again from its start.
    #[cold]
    #[track_caller]
    fn wait_generation<W: Patience<P>>(&self, first: u32, patience: W) -> Result<(), WaitError> {
        let released = |state: u32| state & COUNT == 0 || state / GENERATION != first / GENERATION;
        let mut round = 0;
        loop {
            let state = self.state.load(Acquire);
            if released(state) {
                return Ok(());
            } else if P::give_way(round) {
                round += 1;
            } else if self.mark(state) {
                patience.wait(&self.state, state | WAITERS)?;
            }
        }
    }

    /// Says that somebody of this generation is about to sleep; false if the state has changed.
    #[track_caller]
    fn mark(&self, state: u32) -> bool {
        // ORDERING: Relaxed, the bit publishes nothing; the wake is decided by the last one's own
        // RMW.
        state & WAITERS != 0
            || self
                .state
                .compare_exchange(state, state | WAITERS, Relaxed, Relaxed)
                .is_ok()
    }
}

impl<P: Clock> WaitGroup<P> {
    /// Waits until nothing is under way, for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_wait`](WaitGroup::checked_wait).
    #[inline]
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), WaitError> {
        self.wait_with(Within::new::<P>(timeout))
    }

    /// Waits until nothing is under way, until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](WaitGroup::wait_timeout).
    #[inline]
    #[track_caller]
    pub fn wait_until(&self, deadline: P::Instant) -> Result<(), WaitError> {
        self.wait_with(Until(deadline))
    }
}

impl<P> Default for WaitGroup<P> {
    fn default() -> Self {
        WaitGroup::new()
    }
}

impl<P> fmt::Debug for WaitGroup<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // ORDERING: Relaxed, the number is only shown; past the platform, as no operation.
        let count = self.state.atomic().load(Relaxed) & COUNT;
        f.debug_struct("WaitGroup").field("count", &count).finish()
    }
}

/// Something that is under way in a [`WaitGroup`], and done when it is dropped.
#[must_use = "it is done when it is dropped"]
pub struct Member<'a, P: Platform> {
    group: &'a WaitGroup<P>,
}

impl<P: Platform> Member<'_, P> {
    /// Leaves it under way; a [`done`](WaitGroup::done) somewhere ends it, or nobody.
    pub fn forget(self) {
        mem::forget(self);
    }
}

impl<P: Platform> Drop for Member<'_, P> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        // Where somebody has said too often that one is done, nobody is short of this one.
        let _ = self.group.done();
    }
}

impl<P: Platform> fmt::Debug for Member<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Member").field(self.group).finish()
    }
}
