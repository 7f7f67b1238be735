//! A value that is written once, and read by all from then on.
//!
//! # States
//! Those of [`crate::claim`]; the value follows the word, and is there once the word is `DONE`.
//!
//! # Orderings
//! Those of [`crate::claim`]: the value is written under a claim, and read by who has found the
//! word `DONE`.
//!
//! # Invariants
//! 1. The value is written by who has the claim, once, before it is finished.
//! 2. After that it is reached by shared references only, until somebody has the lock for itself.

use core::cell::UnsafeCell;
use core::convert::Infallible;
use core::fmt;
use core::mem::{self, MaybeUninit};
use core::time::Duration;

use crate::claim::{Claim, Claimed, Work};
use crate::error::{WaitError, waited};
use crate::operation::{Access, Object};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::scope::Scope;

const KIND: &str = "once lock";

/// A place for a value that is written once and read by all from then on.
///
/// std's `OnceLock`. Four bytes and the value. Once it is there, [`get`](OnceLock::get) is one load
/// and one branch.
///
/// Initialisers run one at a time. One that panics leaves the place empty, and the next one is
/// tried.
///
/// ```
/// use waitword_core::spin::OnceLock;
/// static SPEED: OnceLock<u32> = OnceLock::new();
///
/// assert_eq!(SPEED.get(), None);
/// assert_eq!(*SPEED.get_or_init(|| 9600), 9600);
/// assert_eq!(SPEED.set(115_200), Err(115_200));
/// assert_eq!(SPEED.get(), Some(&9600));
/// ```
///
/// It promises nothing after the death of a process that is about to write. An initialiser that
/// waits for its own value waits for ever.
#[repr(C)]
pub struct OnceLock<P, T> {
    work: Work<P>,
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: sharing the lock shares the value, and may send it from its writer to who drops it.
unsafe impl<P, T: Send + Sync> Sync for OnceLock<P, T> {}
// SAFETY: nothing in the lock has a thread of its own, and the value may be sent.
unsafe impl<P, T: Send> Send for OnceLock<P, T> {}

impl<P, T> OnceLock<P, T> {
    /// A place without a value.
    pub const fn new() -> Self {
        OnceLock {
            work: Work::new(),
            value: UnsafeCell::new(MaybeUninit::uninit()),
        }
    }

    /// The value, if there is one.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        let there = self.work.was_done();
        // SAFETY: it was written (invariant 1), and the reference is exclusive.
        there.then(|| unsafe { self.value.get_mut().assume_init_mut() })
    }

    /// The value, if there is one, which nobody else can reach any more.
    pub fn into_inner(mut self) -> Option<T> {
        self.take()
    }

    /// Takes the value out; the place is as new.
    pub fn take(&mut self) -> Option<T> {
        let taken = mem::take(self);
        let there = taken.work.was_done();
        let taken = mem::ManuallyDrop::new(taken);
        // SAFETY: it was written (invariant 1), and is never touched again in its old place.
        there.then(|| unsafe { taken.value.get().cast::<T>().read() })
    }
}

impl<P: Platform, T> OnceLock<P, T> {
    /// The value, if there is one. Never waits.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        let _scope = Scope::<P>::begin(KIND, "get", self);
        self.work.is_done().then(|| self.written())
    }

    /// Writes the value if there is none, and waits while somebody else is about to write one.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// `value`, if there is one already.
    ///
    /// # Panics
    /// If somebody else is about to write one and the caller cannot wait here.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        match waited(self.work.claim((KIND, "set"), self, Forever)) {
            Some(claim) => {
                self.write(claim, value);
                Ok(())
            }
            None => Err(value),
        }
    }

    /// Writes the value if there is none and nobody is about to write one. Never waits.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// `value`, if there is one already or somebody else is about to write one.
    #[track_caller]
    pub fn try_set(&self, value: T) -> Result<(), T> {
        match self.work.try_claim((KIND, "try_set"), self) {
            Claimed::Mine(claim) => {
                self.write(claim, value);
                Ok(())
            }
            Claimed::Done | Claimed::Busy => Err(value),
        }
    }

    /// The value; if there is none, `make` makes it, once; the others wait.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If somebody else makes it and the caller cannot wait here; and where `make` does.
    #[inline]
    #[track_caller]
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        waited(self.checked_get_or_init(make))
    }

    /// As [`get_or_init`](OnceLock::get_or_init), with an error where it cannot wait.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if somebody else makes the value and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_get_or_init(&self, make: impl FnOnce() -> T) -> Result<&T, WaitError> {
        self.init_with(make, Forever)
    }

    /// As [`get_or_init`](OnceLock::get_or_init), but never waits: `None` means that somebody else
    /// makes the value.
    ///
    /// Context: any.
    #[track_caller]
    pub fn try_get_or_init(&self, make: impl FnOnce() -> T) -> Option<&T> {
        match self.work.try_claim((KIND, "try_get_or_init"), self) {
            Claimed::Done => {}
            Claimed::Busy => return None,
            Claimed::Mine(claim) => self.write(claim, make()),
        }
        Some(self.written())
    }

    /// The value; if there is none, `make` makes it or fails, and then there is still none.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// That of `make`. Who has waited meanwhile tries its own.
    ///
    /// # Panics
    /// As [`get_or_init`](OnceLock::get_or_init).
    #[inline]
    #[track_caller]
    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        waited(self.try_init_with(make, Forever))
    }

    /// Waits until there is a value.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If there is none and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn wait(&self) -> &T {
        waited(self.checked_wait())
    }

    /// As [`wait`](OnceLock::wait), with an error where `wait` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if there is no value and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_wait(&self) -> Result<&T, WaitError> {
        self.wait_with(Forever)
    }

    #[inline(always)]
    #[track_caller]
    fn wait_with<W: Patience<P>>(&self, patience: W) -> Result<&T, WaitError> {
        self.work.wait_done((KIND, "wait"), self, patience)?;
        Ok(self.written())
    }

    #[inline(always)]
    #[track_caller]
    fn init_with<W: Patience<P>>(
        &self,
        make: impl FnOnce() -> T,
        patience: W,
    ) -> Result<&T, WaitError> {
        let made = self.try_init_with(|| Ok::<T, Infallible>(make()), patience)?;
        Ok(made.unwrap_or_else(|never| match never {}))
    }

    #[inline(always)]
    #[track_caller]
    fn try_init_with<E, W: Patience<P>>(
        &self,
        make: impl FnOnce() -> Result<T, E>,
        patience: W,
    ) -> Result<Result<&T, E>, WaitError> {
        if let Some(claim) = self.work.claim((KIND, "get_or_init"), self, patience)? {
            match make() {
                Ok(value) => self.write(claim, value),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(self.written()))
    }

    /// Writes the value, which ends the work.
    #[inline]
    #[track_caller]
    fn write(&self, claim: Claim<'_, P, Self>, value: T) {
        P::access(Access::Write, self.data());
        // SAFETY: nobody else writes (invariant 1), and nobody reads before the claim is finished.
        unsafe { self.value.get().cast::<T>().write(value) };
        claim.finish();
    }

    /// The value, for who has found the word `DONE`.
    #[inline(always)]
    #[track_caller]
    fn written(&self) -> &T {
        P::access(Access::Read, self.data());
        // SAFETY: it was written before the word was `DONE`, and nobody writes after (invariant 2).
        unsafe { &*self.value.get().cast::<T>() }
    }

    #[inline(always)]
    fn data(&self) -> Object {
        Object {
            kind: "data",
            address: self.value.get().addr(),
            size: size_of::<T>(),
        }
    }
}

impl<P: Clock, T> OnceLock<P, T> {
    /// As [`get_or_init`](OnceLock::get_or_init), but waits for others for at most `timeout`; zero
    /// looks once. `make` takes the time it takes.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_get_or_init`](OnceLock::checked_get_or_init). `make` was not called.
    #[inline]
    #[track_caller]
    pub fn get_or_init_timeout(
        &self,
        make: impl FnOnce() -> T,
        timeout: Duration,
    ) -> Result<&T, WaitError> {
        self.init_with(make, Within::new::<P>(timeout))
    }

    /// As [`get_or_init_timeout`](OnceLock::get_or_init_timeout), until `deadline`; a past one
    /// looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`get_or_init_timeout`](OnceLock::get_or_init_timeout).
    #[inline]
    #[track_caller]
    pub fn get_or_init_until(
        &self,
        make: impl FnOnce() -> T,
        deadline: P::Instant,
    ) -> Result<&T, WaitError> {
        self.init_with(make, Until(deadline))
    }

    /// Waits until there is a value, for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_wait`](OnceLock::checked_wait).
    #[inline]
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<&T, WaitError> {
        self.wait_with(Within::new::<P>(timeout))
    }

    /// Waits until there is a value, until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](OnceLock::wait_timeout).
    #[inline]
    #[track_caller]
    pub fn wait_until(&self, deadline: P::Instant) -> Result<&T, WaitError> {
        self.wait_with(Until(deadline))
    }
}

impl<P, T> Drop for OnceLock<P, T> {
    fn drop(&mut self) {
        if self.work.was_done() {
            // SAFETY: it was written (invariant 1), and nobody has a reference any more.
            unsafe { self.value.get_mut().assume_init_drop() };
        }
    }
}

impl<P, T> Default for OnceLock<P, T> {
    fn default() -> Self {
        OnceLock::new()
    }
}

impl<P: Platform, T> From<T> for OnceLock<P, T> {
    fn from(value: T) -> Self {
        let lock = OnceLock::new();
        // A new lock has no value.
        let _ = lock.try_set(value);
        lock
    }
}

impl<P: Platform, T: fmt::Debug> fmt::Debug for OnceLock<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(value) => f.debug_tuple("OnceLock").field(value).finish(),
            None => f.write_str("OnceLock(<empty>)"),
        }
    }
}
