//! The count of two words that [`Semaphore`](crate::Semaphore) is built on: permits that are taken,
//! given, and waited for.
//!
//! # States
//! `state` holds the free permits in its low 29 bits, and three bits above them. `waiting` counts
//! those who came to wait and have not left.
//!
//! | bit | meaning | set by | cleared by |
//! |---|---|---|---|
//! | `WAITERS` | somebody may sleep, so a release wakes | who is about to sleep | a release |
//! | `CLOSED` | nobody gets a permit any more; final | `close` | nobody |
//! | `COLLECTS` | somebody takes every permit that comes | who wants several | the same one |
//!
//! # Orderings
//! A release is `Release`, taking a permit is `Acquire`, and every change of `state` is a
//! read-modify-write, so what was done before a release is seen by whoever takes a permit after it.
//! A `close` is `Release`, and who is refused because of it has read it with `Acquire`. A waiter
//! counts itself in `waiting` before the `Release` that sets `WAITERS`; who reads a later value of
//! `state` with `Acquire` sees that count.
//!
//! # Invariants
//! 1. If somebody sleeps, `WAITERS` is set, or a waiter that was woken has not looked yet: the
//!    release that cleared the bit woke as many as it gave permits, or all if somebody collects.
//! 2. A woken waiter restores what the release cleared. It takes a permit and sets `WAITERS` if
//!    others wait, waking one more if permits are left; or it finds none and sets `WAITERS` before
//!    it sleeps again or leaves.
//! 3. While `COLLECTS` is set only the one who set it takes permits. It ends that by having what it
//!    wanted, or by giving back what it has, and then wakes all who wait.
//! 4. Who wants several sleeps only while somebody, itself or another, collects.
//! 5. A release, and a close, touch nothing after their read-modify-write but the word's address.
//!
//! Source: the states of glibc's `sem_t` (`nptl/sem_waitcommon.c`), with a bit in place of its
//! count because a word here has 32 bits; collecting is tokio's, for one at a time.

use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use crate::error::{AcquireError, Excess};
use crate::patience::Patience;
use crate::platform::{ALL, AtomicU32, Platform};
use crate::word::Word;

const WAITERS: u32 = 1 << 31;
const CLOSED: u32 = 1 << 30;
const COLLECTS: u32 = 1 << 29;
const FREE: u32 = COLLECTS - 1;

/// A count of permits.
#[repr(C)]
pub(crate) struct Permits<P> {
    state: Word<P>,
    waiting: Word<P>,
}

impl<P> Permits<P> {
    /// The most that can be counted.
    pub(crate) const MAX: u32 = FREE;

    pub(crate) const fn new(free: u32) -> Self {
        Permits {
            state: Word::new(free),
            waiting: Word::new(0),
        }
    }

    /// What is free, and whether it is closed, past the platform, to be shown.
    pub(crate) fn shown(&self) -> (u32, bool) {
        // ORDERING: Relaxed, the numbers are only shown; past the platform, as no operation.
        let state = self.state.atomic().load(Relaxed);
        (state & FREE, state & CLOSED != 0)
    }
}

/// Whether somebody who does not collect may take `count` permits.
#[inline(always)]
const fn has(state: u32, count: u32) -> bool {
    // Below 0 wraps around, and the bits above the count are more than there can be.
    (state & !WAITERS).wrapping_sub(count) <= FREE - count
}

impl<P: Platform> Permits<P> {
    #[inline]
    #[track_caller]
    pub(crate) fn free(&self) -> u32 {
        // ORDERING: Relaxed, the answer may be old whatever the ordering.
        self.state.load(Relaxed) & FREE
    }

    #[inline]
    #[track_caller]
    pub(crate) fn is_closed(&self) -> bool {
        self.state.load(Acquire) & CLOSED != 0
    }

    #[track_caller]
    pub(crate) fn close(&self) {
        let address = self.state.address();
        if self.state.fetch_or(CLOSED, Release) & CLOSED == 0 {
            P::wake(address, ALL);
        }
    }

    /// Takes `count` permits if they are there; returns the state that this made, as all that take
    /// do.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn try_take(&self, count: u32) -> Option<u32> {
        let mut state = self.state.load(Relaxed);
        while has(state, count) {
            match self
                .state
                .compare_exchange_weak(state, state - count, Acquire, Relaxed)
            {
                Ok(_) => return Some(state - count),
                Err(now) => state = now,
            }
        }
        None
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn take<W: Patience<P>>(&self, patience: W) -> Result<u32, AcquireError> {
        match self.try_take(1) {
            Some(left) => Ok(left),
            None => self.take_contended(patience),
        }
    }

    #[cold]
    #[track_caller]
    fn take_contended<W: Patience<P>>(&self, patience: W) -> Result<u32, AcquireError> {
        let mut round = 0;
        loop {
            if self.is_closed() {
                return Err(AcquireError::Closed);
            } else if let Some(left) = self.try_take(1) {
                return Ok(left);
            } else if round == 0 && patience.retry()? {
                continue;
            } else if !P::give_way(round) {
                break;
            }
            round += 1;
        }
        self.waiting.fetch_add(1, Relaxed);
        let taken = self.take_waiting(patience);
        self.waiting.fetch_sub(1, Relaxed);
        taken
    }

    /// Takes a permit as one of those counted in `waiting` (invariant 2).
    #[track_caller]
    fn take_waiting<W: Patience<P>>(&self, patience: W) -> Result<u32, AcquireError> {
        let mut state = self.mark();
        loop {
            if has(state, 1) {
                match self.take_restoring(state) {
                    Ok(left) => return Ok(left),
                    Err(now) => state = now,
                }
            } else {
                state = self.sleep(state, patience)?;
            }
        }
    }

    /// Sleeps until the state changes; returns what it then is.
    #[track_caller]
    fn sleep<W: Patience<P>>(&self, state: u32, patience: W) -> Result<u32, AcquireError> {
        if state & CLOSED != 0 {
            return Err(AcquireError::Closed);
        } else if state & WAITERS == 0 {
            return Ok(self.mark());
        }
        patience.wait(&self.state, state)?;
        // ORDERING: Acquire, see `take_restoring`.
        Ok(self.state.load(Acquire))
    }

    /// Says that somebody may sleep; returns the state that this made.
    #[track_caller]
    fn mark(&self) -> u32 {
        // ORDERING: Release, so that who reads this or a later state sees the caller in `waiting`.
        // Acquire, see `take_restoring`.
        self.state.fetch_or(WAITERS, AcqRel) | WAITERS
    }

    /// Takes one of the permits of `state`, and leaves the mark if others wait.
    ///
    /// `state` was read with `Acquire`, so everybody whose mark a release has cleared is counted in
    /// `waiting`; a mark that came later makes the exchange fail, or is still set in `state`.
    #[track_caller]
    fn take_restoring(&self, state: u32) -> Result<u32, u32> {
        let others = self.waiting.load(Relaxed) > 1;
        let next = if others {
            (state - 1) | WAITERS
        } else {
            state - 1
        };
        self.state.compare_exchange(state, next, Acquire, Acquire)?;
        if others && next & FREE != 0 {
            self.state.wake(1);
        }
        Ok(next)
    }

    /// Takes several permits: at once, or by collecting them. With `limit` permits in all.
    ///
    /// There is no [`Platform::retry`] here: that somebody collects keeps others out.
    #[inline]
    #[track_caller]
    pub(crate) fn take_many<W: Patience<P>>(
        &self,
        (count, limit): (u32, u32),
        patience: W,
    ) -> Result<u32, AcquireError> {
        if count > limit {
            return Err(AcquireError::TooMany);
        }
        match self.try_take(count) {
            Some(left) => Ok(left),
            None if count == 0 && !self.is_closed() => Ok(0),
            None => self.take_many_contended((count, limit), patience),
        }
    }

    #[cold]
    #[track_caller]
    fn take_many_contended<W: Patience<P>>(
        &self,
        (count, limit): (u32, u32),
        patience: W,
    ) -> Result<u32, AcquireError> {
        let mut round = 0;
        while P::give_way(round) {
            if let Some(left) = self.try_take(count) {
                return Ok(left);
            }
            round += 1;
        }
        self.waiting.fetch_add(1, Relaxed);
        let begun = self.begin_collecting(patience);
        let taken = begun.and_then(|()| self.collect((count, limit), patience));
        self.waiting.fetch_sub(1, Relaxed);
        taken
    }

    /// Waits until nobody else collects.
    #[track_caller]
    fn begin_collecting<W: Patience<P>>(&self, patience: W) -> Result<(), AcquireError> {
        let mut state = self.mark();
        loop {
            if state & (COLLECTS | CLOSED) != 0 {
                state = self.sleep(state, patience)?;
                continue;
            }
            // ORDERING: Relaxed, `collect` acquires what it takes.
            match self
                .state
                .compare_exchange(state, state | COLLECTS | WAITERS, Relaxed, Acquire)
            {
                Ok(_) => return Ok(()),
                Err(now) => state = now,
            }
        }
    }

    /// Takes every permit that comes, until it has as many as are wanted.
    #[track_caller]
    fn collect<W: Patience<P>>(
        &self,
        (count, limit): (u32, u32),
        patience: W,
    ) -> Result<u32, AcquireError> {
        let mut missing = count;
        let mut state = self.state.load(Acquire);
        loop {
            let free = (state & FREE).min(missing);
            if free == 0 || state & CLOSED != 0 {
                match self.sleep(state, patience) {
                    Ok(now) => state = now,
                    Err(error) => {
                        self.give_back(count - missing, limit);
                        return Err(error);
                    }
                }
                continue;
            }
            let is_last = free == missing;
            let next = (state - free) & if is_last { FREE } else { u32::MAX };
            // ORDERING: Acquire, though `state` was read so: who marked it meanwhile, which changes
            // nothing in it, is to be seen in `waiting`.
            match self.state.compare_exchange(state, next, Acquire, Acquire) {
                Err(now) => state = now,
                Ok(_) if is_last => {
                    self.wake_others();
                    return Ok(next);
                }
                Ok(_) => (missing, state) = (missing - free, next),
            }
        }
    }

    /// Gives back what was collected, and lets others take permits again.
    #[cold]
    #[track_caller]
    fn give_back(&self, has: u32, limit: u32) {
        let mut state = self.state.load(Relaxed);
        loop {
            // Permits that were released beyond those that were taken may have filled the room.
            let free = (state & FREE).saturating_add(has).min(limit);
            let next = state & CLOSED | free;
            // ORDERING: Relaxed, who takes them now sees what came before their releases, as this
            // is a read-modify-write; the caller has nothing of its own to publish.
            match self
                .state
                .compare_exchange_weak(state, next, Relaxed, Relaxed)
            {
                Ok(_) => return self.state.wake(ALL),
                Err(now) => state = now,
            }
        }
    }

    /// Wakes all who were kept out while the caller collected.
    #[inline]
    #[track_caller]
    fn wake_others(&self) {
        if self.waiting.load(Relaxed) > 1 {
            self.state.wake(ALL);
        }
    }

    /// Adds permits, up to `limit` in all; `state` is a guess at what the word holds.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn give(
        &self,
        (count, limit): (u32, u32),
        guess: Option<u32>,
    ) -> Result<(), Excess> {
        if count == 0 {
            // It would wake nobody, so it must not clear the mark either (invariant 1).
            return Ok(());
        }
        let address = self.state.address();
        let mut state = guess.unwrap_or_else(|| self.state.load(Relaxed));
        loop {
            let free = state & FREE;
            if count > limit || free > limit - count {
                return Err(Excess);
            }
            let next = (state & !WAITERS) + count;
            match self
                .state
                .compare_exchange_weak(state, next, Release, Relaxed)
            {
                Ok(_) => break,
                Err(now) => state = now,
            }
        }
        if state & WAITERS != 0 {
            wake::<P>(address, state, count);
        }
        Ok(())
    }
}

/// Wakes for a release of `count` permits, which replaced `state`.
#[cold]
#[track_caller]
fn wake<P: Platform>(address: *const AtomicU32, state: u32, count: u32) {
    let count = if state & COLLECTS != 0 { ALL } else { count };
    P::wake(address, count);
}
