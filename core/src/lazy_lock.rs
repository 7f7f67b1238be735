//! A value that is made when it is first needed.
//!
//! # States
//! Those of a [`OnceLock`], which the function follows.
//!
//! # Orderings
//! Those of [`crate::claim`]: the function is called under a claim.
//!
//! # Invariants
//! 1. The function is called by who is to make the value, by one at a time, and touched by nobody
//!    else.
//! 2. It stays where it is: a word that is as new again, as those of a simulation's `static`s are,
//!    finds it there.

use core::cell::UnsafeCell;
use core::fmt;
use core::ops::Deref;

use crate::error::{WaitError, waited};
use crate::once_lock::OnceLock;
use crate::platform::Platform;

/// A value that a function makes when it is first needed.
///
/// std's `LazyLock`. Four bytes, the value and the function. Once it is there, reading it is one
/// load and one branch.
///
/// The function runs in one task at a time. If it panics, there is no value, and the next one who
/// needs it calls the function again: that is why it is `FnMut`, where std's is `FnOnce`.
///
/// ```
/// use waitword_core::spin::LazyLock;
/// static SQUARES: LazyLock<[u32; 4]> = LazyLock::new(|| core::array::from_fn(|i| (i * i) as u32));
/// assert_eq!(SQUARES[3], 9);
/// ```
///
/// What the function has captured lives as long as the lock. In memory that processes share, a
/// pointer to a function means nothing: use a [`OnceLock`] there, or a closure that captures
/// nothing. A function that needs its own value waits for ever; the simulator calls it a deadlock.
#[repr(C)]
pub struct LazyLock<P, T, F = fn() -> T> {
    value: OnceLock<P, T>,
    make: UnsafeCell<F>,
}

// SAFETY: sharing the lock shares the value and sends the function, which one task at a time calls
// (invariant 1) and nobody ever shares.
unsafe impl<P, T: Send + Sync, F: Send> Sync for LazyLock<P, T, F> {}

impl<P, T, F> LazyLock<P, T, F> {
    /// A value that `make` makes later.
    pub const fn new(make: F) -> Self {
        LazyLock {
            value: OnceLock::new(),
            make: UnsafeCell::new(make),
        }
    }
}

/// These are functions and no methods, so that they are not in the way of the value's own.
impl<P: Platform, T, F: FnMut() -> T> LazyLock<P, T, F> {
    /// The value, if it was made. Never waits.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn get(this: &Self) -> Option<&T> {
        this.value.get()
    }

    /// The value, which is made if it was not. `*this` is the same.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If somebody else makes it and the caller cannot wait here; and where the function does.
    #[inline]
    #[track_caller]
    pub fn force(this: &Self) -> &T {
        waited(Self::checked_force(this))
    }

    /// As [`force`](LazyLock::force), with an error where it cannot wait.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if somebody else makes the value and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_force(this: &Self) -> Result<&T, WaitError> {
        this.value.checked_get_or_init(|| this.call())
    }

    /// As [`force`](LazyLock::force), but never waits: `None` means that somebody else makes the
    /// value.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn try_force(this: &Self) -> Option<&T> {
        this.value.try_get_or_init(|| this.call())
    }

    /// What the function makes, for who is to make the value.
    #[cold]
    fn call(&self) -> T {
        // SAFETY: nobody else touches the function (invariant 1).
        let make = unsafe { &mut *self.make.get() };
        make()
    }
}

impl<P: Platform, T, F: FnMut() -> T> Deref for LazyLock<P, T, F> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        Self::force(self)
    }
}

impl<P: Platform, T: Default> Default for LazyLock<P, T> {
    fn default() -> Self {
        LazyLock::new(T::default)
    }
}

impl<P: Platform, T: fmt::Debug, F: FnMut() -> T> fmt::Debug for LazyLock<P, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match LazyLock::get(self) {
            Some(value) => f.debug_tuple("LazyLock").field(value).finish(),
            None => f.write_str("LazyLock(<empty>)"),
        }
    }
}
