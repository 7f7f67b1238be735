//! A semaphore: a count of permits that can be waited for.
//!
//! # States
//! `permits` holds the free permits in its low 31 bits and `WAITERS` in its top bit; `waiting`
//! counts those who came to wait and have not left.
//!
//! | bit | meaning | set by | cleared by |
//! |---|---|---|---|
//! | `WAITERS` | somebody may sleep, so a release wakes | who is about to sleep | a release |
//!
//! # Orderings
//! A release is `Release`, taking a permit is `Acquire`, and every change of `permits` is a
//! read-modify-write, so what was done before a release is seen by whoever takes a permit after it.
//! A waiter counts itself in `waiting` before the `Release` that sets `WAITERS`; who reads a later
//! value of `permits` with `Acquire` sees that count.
//!
//! # Invariants
//! 1. If somebody sleeps, `WAITERS` is set, or a waiter that was woken has not looked yet: the
//!    release that cleared the bit woke as many as it gave permits.
//! 2. A woken waiter restores what the release cleared. It takes a permit and sets `WAITERS` if
//!    others wait, waking one more if permits are left; or it finds none and sets `WAITERS` before
//!    it sleeps again or leaves.
//! 3. A release touches nothing after its compare-exchange but the word's address.
//!
//! Source: the states of glibc's `sem_t` (`nptl/sem_waitcommon.c`), with a bit in place of its
//! count because a word here has 32 bits.

use core::fmt;
use core::mem;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use core::time::Duration;

use crate::error::{Excess, OutOfRange, WaitError, waited};
use crate::operation::{Object, Outcome};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{AtomicU32, Clock, Platform};
use crate::scope::Scope;
use crate::word::Word;

const KIND: &str = "semaphore";
const WAITERS: u32 = 1 << 31;

/// A count of permits; who finds none waits until one is released.
///
/// Python's `threading.Semaphore`, FreeRTOS's counting semaphore. Eight bytes. Uncontended, taking
/// and releasing are one read-modify-write each and no system call.
///
/// A permit is released when its [`Permit`] is dropped. To release it elsewhere, or by somebody
/// else, [`forget`](Permit::forget) it and call [`release`](Semaphore::release).
///
/// ```
/// use waitword_core::spin::Semaphore;
/// static PRINTERS: Semaphore = Semaphore::new(2);
///
/// let first = PRINTERS.acquire();
/// let second = PRINTERS.try_acquire().unwrap();
/// assert!(PRINTERS.try_acquire().is_none());
/// drop(first);
/// assert_eq!(PRINTERS.available(), 1);
/// ```
///
/// It does not promise an order among those who wait.
#[repr(C)]
pub struct Semaphore<P> {
    permits: Word<P>,
    waiting: Word<P>,
}

impl<P> Semaphore<P> {
    /// The most permits a semaphore can hold.
    pub const MAX: u32 = WAITERS - 1;

    /// A semaphore with `permits` free permits.
    ///
    /// # Panics
    /// If `permits` is greater than [`MAX`](Semaphore::MAX): in a `static` or `const`, that does
    /// not compile. For a count from outside there is [`try_new`](Semaphore::try_new).
    pub const fn new(permits: u32) -> Self {
        assert!(
            permits <= Self::MAX,
            "a semaphore holds at most 2147483647 permits"
        );
        Semaphore {
            permits: Word::new(permits),
            waiting: Word::new(0),
        }
    }

    /// As [`new`](Semaphore::new), with an error where `new` panics.
    ///
    /// # Errors
    /// [`OutOfRange`] if `permits` is greater than [`MAX`](Semaphore::MAX).
    pub const fn try_new(permits: u32) -> Result<Self, OutOfRange> {
        if permits > Self::MAX {
            Err(OutOfRange)
        } else {
            Ok(Self::new(permits))
        }
    }
}

impl<P: Platform> Semaphore<P> {
    /// Waits until there is a permit and takes it.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If there is none and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> Permit<'_, P> {
        waited(self.checked_acquire())
    }

    /// As [`acquire`](Semaphore::acquire), with an error where `acquire` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if there is no permit and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_acquire(&self) -> Result<Permit<'_, P>, WaitError> {
        self.acquire_with(Forever)
    }

    /// Takes a permit if there is one. Never waits; `None` means that there is none.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Option<Permit<'_, P>> {
        let scope = Scope::<P>::begin(KIND, "try_acquire", self);
        let taken = self.try_take().map(|left| self.permit(left));
        scope.end(taken.ok_or(Outcome::Refused)).ok()
    }

    /// Adds `permits` permits, and wakes as many of those who wait.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`Excess`] if there would be more than [`MAX`](Semaphore::MAX); nothing has changed.
    #[inline]
    #[track_caller]
    pub fn release(&self, permits: u32) -> Result<(), Excess> {
        let scope = Scope::<P>::begin(KIND, ("release", permits), self);
        let object = self.object();
        let given = self.give(permits, self.permits.load(Relaxed));
        if given.is_ok() {
            P::released(object);
        }
        scope.end(given)
    }

    /// How many permits are free; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn available(&self) -> u32 {
        let _scope = Scope::<P>::begin(KIND, "available", self);
        // ORDERING: Relaxed, the answer may be old whatever the ordering.
        self.permits.load(Relaxed) & !WAITERS
    }

    #[inline(always)]
    #[track_caller]
    fn acquire_with<W: Patience<P>>(&self, patience: W) -> Result<Permit<'_, P>, WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "acquire", self, W::TIMED);
        let taken = match self.try_take() {
            Some(left) => Ok(left),
            None => self.take_contended(patience),
        };
        scope.end(taken.map(|left| self.permit(left)))
    }

    /// Takes a permit if there is one; returns the state that this made, as all that take do.
    #[inline(always)]
    #[track_caller]
    fn try_take(&self) -> Option<u32> {
        let mut state = self.permits.load(Relaxed);
        while state & !WAITERS != 0 {
            match self
                .permits
                .compare_exchange_weak(state, state - 1, Acquire, Relaxed)
            {
                Ok(_) => return Some(state - 1),
                Err(now) => state = now,
            }
        }
        None
    }

    #[cold]
    #[track_caller]
    fn take_contended<W: Patience<P>>(&self, patience: W) -> Result<u32, WaitError> {
        while patience.retry()? {
            if let Some(left) = self.try_take() {
                return Ok(left);
            }
        }
        let mut round = 0;
        while P::give_way(round) {
            if let Some(left) = self.try_take() {
                return Ok(left);
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
    fn take_waiting<W: Patience<P>>(&self, patience: W) -> Result<u32, WaitError> {
        let mut state = self.mark();
        loop {
            if state & !WAITERS != 0 {
                match self.take_restoring(state) {
                    Ok(left) => return Ok(left),
                    Err(now) => state = now,
                }
            } else if state & WAITERS == 0 {
                state = self.mark();
            } else {
                patience.wait(&self.permits, WAITERS)?;
                // ORDERING: Acquire, see `take_restoring`.
                state = self.permits.load(Acquire);
            }
        }
    }

    /// Says that somebody may sleep; returns the state that this made.
    #[track_caller]
    fn mark(&self) -> u32 {
        // ORDERING: Release, so that who reads this or a later state sees the caller in `waiting`.
        // Acquire, see `take_restoring`.
        self.permits.fetch_or(WAITERS, AcqRel) | WAITERS
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
        self.permits
            .compare_exchange(state, next, Acquire, Acquire)?;
        if others && next & !WAITERS != 0 {
            self.permits.wake(1);
        }
        Ok(next)
    }

    /// Adds permits; `state` is a guess at what the word holds.
    #[inline(always)]
    #[track_caller]
    fn give(&self, permits: u32, mut state: u32) -> Result<(), Excess> {
        if permits == 0 {
            // It would wake nobody, so it must not clear the mark either (invariant 1).
            return Ok(());
        }
        let address = self.permits.address();
        loop {
            let free = (state & !WAITERS).checked_add(permits).ok_or(Excess)?;
            if free > Self::MAX {
                return Err(Excess);
            }
            match self
                .permits
                .compare_exchange_weak(state, free, Release, Relaxed)
            {
                Ok(_) => break,
                Err(now) => state = now,
            }
        }
        if state & WAITERS != 0 {
            wake::<P>(address, permits);
        }
        Ok(())
    }

    #[inline(always)]
    fn permit(&self, left: u32) -> Permit<'_, P> {
        P::acquired(self.object());
        Permit {
            semaphore: self,
            left,
        }
    }

    #[inline(always)]
    fn object(&self) -> Object {
        Object::new(KIND, self)
    }
}

impl<P: Clock> Semaphore<P> {
    /// Waits until there is a permit, for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_acquire`](Semaphore::checked_acquire).
    #[inline]
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Result<Permit<'_, P>, WaitError> {
        self.acquire_with(Within::new::<P>(timeout))
    }

    /// Waits until there is a permit, until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`acquire_timeout`](Semaphore::acquire_timeout).
    #[inline]
    #[track_caller]
    pub fn acquire_until(&self, deadline: P::Instant) -> Result<Permit<'_, P>, WaitError> {
        self.acquire_with(Until(deadline))
    }
}

#[cold]
#[track_caller]
fn wake<P: Platform>(address: *const AtomicU32, count: u32) {
    P::wake(address, count);
}

impl<P> fmt::Debug for Semaphore<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // ORDERING: Relaxed, the number is only shown; past the platform, as no operation.
        let permits = self.permits.atomic().load(Relaxed) & !WAITERS;
        f.debug_struct("Semaphore")
            .field("permits", &permits)
            .finish()
    }
}

/// One permit of a [`Semaphore`], released when it is dropped.
#[must_use = "the permit is released when it is dropped"]
pub struct Permit<'a, P: Platform> {
    semaphore: &'a Semaphore<P>,
    /// The state that taking it left: what its release finds if nobody came between, without a
    /// look.
    left: u32,
}

impl<P: Platform> Permit<'_, P> {
    /// Keeps the permit taken; a [`release`](Semaphore::release) somewhere gives it back, or
    /// nobody.
    pub fn forget(self) {
        mem::forget(self);
    }
}

impl<P: Platform> Drop for Permit<'_, P> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        let scope = Scope::<P>::begin(KIND, ("release", 1), self.semaphore);
        P::released(self.semaphore.object());
        // Permits that were released beyond those that were taken may have filled the semaphore;
        // then there is no room for this one, and nobody can be short of it.
        let _ = scope.end(self.semaphore.give(1, self.left));
    }
}

impl<P: Platform> fmt::Debug for Permit<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Permit").field(self.semaphore).finish()
    }
}
