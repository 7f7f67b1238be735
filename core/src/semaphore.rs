//! A semaphore: a count of permits that can be waited for.
//!
//! # States
//! Those of [`crate::permits`]; the limit, where there is one, follows and never changes.
//!
//! # Orderings
//! Those of [`crate::permits`].
//!
//! # Invariants
//! 1. A [`Permit`] of `n` stands for `n` permits that were taken and are given back once: when it
//!    is dropped, or by nobody.
//! 2. No more permits are free than the limit: whatever would change that is refused as a whole.

mod permit;
mod timed;

use core::fmt;

pub use permit::Permit;

use crate::error::{AcquireError, Excess, OutOfRange, waited};
use crate::operation::{Object, Outcome, Verb};
use crate::patience::{Forever, Patience};
use crate::permits::Permits;
use crate::platform::Platform;
use crate::scope::Scope;

const KIND: &str = "semaphore";

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
/// # A limit
/// A [`BoundedSemaphore`] refuses to have more permits than it began with. It has four bytes more.
///
/// # Several permits
/// Who wants several with [`acquire_many`](Semaphore::acquire_many) and does not find them
/// *collects*: every permit that comes is its own, and nobody else gets one, until it has as many
/// as it wants. So those who want few never starve one who wants many. One collects at a time;
/// among those who wait to, and among those who wait for one permit, there is no order.
///
/// Who holds permits and waits for more may wait for another who does the same: take all at once.
#[repr(C)]
pub struct Semaphore<P, L = Unlimited> {
    permits: Permits<P>,
    limit: L,
}

/// A [`Semaphore`] that never has more permits than it began with.
///
/// Python's `threading.BoundedSemaphore`. Twelve bytes.
///
/// ```
/// use waitword_core::{Excess, spin::{BoundedSemaphore, Semaphore}};
/// static SEATS: BoundedSemaphore = Semaphore::bounded(2);
///
/// let seat = SEATS.acquire();
/// assert_eq!(SEATS.release(2), Err(Excess));
/// drop(seat);
/// assert_eq!((SEATS.available(), SEATS.limit()), (2, 2));
/// assert_eq!(SEATS.release(1), Err(Excess));
/// ```
pub type BoundedSemaphore<P> = Semaphore<P, Limited>;

/// How many permits a semaphore may have: [`Unlimited`] or [`Limited`].
pub trait Limit: sealed::Sealed {
    /// The most permits.
    #[doc(hidden)]
    fn most(&self) -> u32;
}

/// As many permits as can be counted.
#[derive(Debug)]
#[repr(C)]
pub struct Unlimited;

/// As many permits as there were at first.
#[derive(Debug)]
#[repr(transparent)]
pub struct Limited(u32);

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Unlimited {}
    impl Sealed for super::Limited {}
}

impl Limit for Unlimited {
    #[inline(always)]
    fn most(&self) -> u32 {
        Permits::<()>::MAX
    }
}

impl Limit for Limited {
    #[inline(always)]
    fn most(&self) -> u32 {
        self.0
    }
}

impl<P> Semaphore<P> {
    /// The most permits a semaphore can hold.
    pub const MAX: u32 = Permits::<P>::MAX;

    /// A semaphore with `permits` free permits.
    ///
    /// # Panics
    /// If `permits` is greater than [`MAX`](Semaphore::MAX): in a `static` or `const`, that does
    /// not compile. For a count from outside there is [`try_new`](Semaphore::try_new).
    pub const fn new(permits: u32) -> Self {
        Semaphore::make(permits, Unlimited)
    }

    /// A semaphore with `permits` free permits, which never has more.
    ///
    /// # Panics
    /// As [`new`](Semaphore::new); there is [`try_bounded`](Semaphore::try_bounded).
    pub const fn bounded(permits: u32) -> BoundedSemaphore<P> {
        Semaphore::make(permits, Limited(permits))
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

    /// As [`bounded`](Semaphore::bounded), with an error where `bounded` panics.
    ///
    /// # Errors
    /// [`OutOfRange`] if `permits` is greater than [`MAX`](Semaphore::MAX).
    pub const fn try_bounded(permits: u32) -> Result<BoundedSemaphore<P>, OutOfRange> {
        if permits > Self::MAX {
            Err(OutOfRange)
        } else {
            Ok(Self::bounded(permits))
        }
    }
}

impl<P> Semaphore<P, Limited> {
    /// The most permits it may have: those it began with.
    pub const fn limit(&self) -> u32 {
        self.limit.0
    }
}

impl<P, L> Semaphore<P, L> {
    const fn make(permits: u32, limit: L) -> Self {
        assert!(
            permits <= Permits::<P>::MAX,
            "a semaphore holds at most 536870911 permits"
        );
        Semaphore {
            permits: Permits::new(permits),
            limit,
        }
    }
}

impl<P: Platform, L: Limit> Semaphore<P, L> {
    /// Waits until there is a permit and takes it.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If there is none and the caller cannot wait here, or if the semaphore is closed.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> Permit<'_, P, L> {
        waited(self.checked_acquire())
    }

    /// As [`acquire`](Semaphore::acquire), with an error where `acquire` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`AcquireError::CannotWait`] if there is no permit and the caller cannot wait here;
    /// [`AcquireError::Closed`].
    #[inline]
    #[track_caller]
    pub fn checked_acquire(&self) -> Result<Permit<'_, P, L>, AcquireError> {
        self.acquire_with(Forever)
    }

    /// Takes a permit if it can have one. Never waits; `None` means that it cannot: none is free,
    /// somebody collects, or the semaphore is closed.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Option<Permit<'_, P, L>> {
        let scope = Scope::<P>::begin(KIND, self.verb("try_acquire", 1), self);
        let taken = self.permits.try_take(1).map(|left| self.permit(1, left));
        scope.end(taken.ok_or(Outcome::Refused)).ok()
    }

    /// Waits until it has `count` permits, all of which the one [`Permit`] holds. See
    /// [above](#several-permits) for who gets them when.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// Where [`checked_acquire_many`](Semaphore::checked_acquire_many) fails.
    #[inline]
    #[track_caller]
    pub fn acquire_many(&self, count: u32) -> Permit<'_, P, L> {
        waited(self.checked_acquire_many(count))
    }

    /// As [`acquire_many`](Semaphore::acquire_many), with an error where that panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`AcquireError::TooMany`] if the semaphore can never have so many, and as
    /// [`checked_acquire`](Semaphore::checked_acquire). What it had collected is free again.
    #[inline]
    #[track_caller]
    pub fn checked_acquire_many(&self, count: u32) -> Result<Permit<'_, P, L>, AcquireError> {
        self.acquire_many_with(count, Forever)
    }

    /// Takes `count` permits if it can have all of them. Never waits; `None` means that it cannot.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn try_acquire_many(&self, count: u32) -> Option<Permit<'_, P, L>> {
        let scope = Scope::<P>::begin(KIND, self.verb("try_acquire", count), self);
        let can_be = count <= self.limit.most();
        let taken = can_be.then(|| self.permits.try_take(count)).flatten();
        let permit = taken.map(|left| self.permit(count, left));
        scope.end(permit.ok_or(Outcome::Refused)).ok()
    }

    /// Adds `permits` permits, and wakes as many of those who wait; while somebody collects, all
    /// who wait.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`Excess`] if there would be more than [`MAX`](Semaphore::MAX), or, of a
    /// [`BoundedSemaphore`], more than it began with; nothing has changed.
    #[inline]
    #[track_caller]
    pub fn release(&self, permits: u32) -> Result<(), Excess> {
        let scope = Scope::<P>::begin(KIND, self.verb("release", permits), self);
        let object = self.object();
        let given = self.permits.give((permits, self.limit.most()), None);
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
        self.permits.free()
    }

    /// Closes the semaphore for good: who waits for a permit is refused, and so is who comes later,
    /// even if permits are free. Those that were taken are given back as ever.
    ///
    /// Context: any.
    #[track_caller]
    pub fn close(&self) {
        let _scope = Scope::<P>::begin(KIND, "close", self);
        self.permits.close();
    }

    /// Whether the semaphore is closed; then what was done before that is seen.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_closed", self);
        self.permits.is_closed()
    }

    #[inline(always)]
    #[track_caller]
    fn acquire_with<W: Patience<P>>(&self, patience: W) -> Result<Permit<'_, P, L>, AcquireError> {
        let scope = Scope::<P>::begin_wait_until(KIND, self.verb("acquire", 1), self, W::TIMED);
        let taken = self.permits.take(patience);
        scope.end(taken.map(|left| self.permit(1, left)))
    }

    #[inline(always)]
    #[track_caller]
    fn acquire_many_with<W: Patience<P>>(
        &self,
        count: u32,
        patience: W,
    ) -> Result<Permit<'_, P, L>, AcquireError> {
        let verb = self.verb("acquire", count);
        let scope = Scope::<P>::begin_wait_until(KIND, verb, self, W::TIMED);
        let taken = self.permits.take_many((count, self.limit.most()), patience);
        scope.end(taken.map(|left| self.permit(count, left)))
    }

    /// A method that is about so many permits: the limit decides too what it does.
    #[inline(always)]
    fn verb(&self, name: &'static str, permits: u32) -> Verb {
        (name, [permits, self.limit.most()]).into()
    }

    #[inline(always)]
    fn object(&self) -> Object {
        Object::new(KIND, self)
    }
}

impl<P, L> fmt::Debug for Semaphore<P, L>
where
    L: Limit,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (free, is_closed) = self.permits.shown();
        let mut shown = f.debug_struct("Semaphore");
        shown.field("permits", &free);
        if size_of::<L>() > 0 {
            shown.field("limit", &self.limit.most());
        }
        if is_closed {
            shown.field("closed", &true);
        }
        shown.finish()
    }
}
