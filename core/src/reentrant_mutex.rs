//! A lock that its holder may take again.
//!
//! # States
//! Those of [`crate::owned`] say who holds it. `again` counts how often the owner has taken it
//! beyond the first time; it is 0 while nobody holds it. The data follows.
//!
//! # Orderings
//! Those of [`crate::owned`]. `again` is read and written by the owner alone, but for who only
//! wants to show it, so `Relaxed` is enough: it is handed from owner to owner with the data.
//!
//! # Invariants
//! 1. A [`ReentrantMutexGuard`] exists only while its maker holds the lock, and never moves to
//!    another thread. Of guards that live at the same time there is one more than `again` says.
//! 2. The data is reached only through a guard, which gives `&T`, through `&mut ReentrantMutex`, or
//!    by value. So all references to it are of one thread, and none is exclusive.
//!
//! Source: std `sync/reentrant_lock.rs`; the owner in the lock's own word as in the futexes of
//! Linux that know their owner (`futex(2)`, priority inheritance).

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;

use crate::error::{LockError, TryLockError, waited};
use crate::operation::{Access, Object};
use crate::owned::{Caller, Owned};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Identity, Platform};
use crate::scope::Scope;
use crate::word::Word;

const KIND: &str = "reentrant mutex";

/// A lock that its holder may take again, and the data that only its holder reaches.
///
/// Python's `threading.RLock` with data inside, std's `ReentrantLock`, parking_lot's
/// `ReentrantMutex`, FreeRTOS's recursive mutex. It is given back when as many guards have been
/// dropped as were made. Eight bytes and the data. Taking it is a question who calls and one
/// read-modify-write; taking it again is two loads and a store.
///
/// As several guards may live at once, they give `&T`: data that changes is in a `Cell` or a
/// `RefCell`.
///
/// ```
/// # use std::{cell::Cell, num::NonZeroU32};
/// # use waitword_core::platform::{Callers, Spin};
/// # struct Board;
/// # impl spin::RelaxStrategy for Board { fn relax() {} }
/// # impl Callers for Board { fn current() -> NonZeroU32 { NonZeroU32::MIN } }
/// # waitword_core::primitives!(Spin<Board>);
/// static TOTAL: ReentrantMutex<Cell<u32>> = ReentrantMutex::new(Cell::new(0));
///
/// fn add(number: u32) {
///     let total = TOTAL.lock();
///     total.set(total.get() + number);
/// }
///
/// let total = TOTAL.lock();
/// add(3); // no deadlock: the caller holds it
/// assert_eq!((total.get(), TOTAL.depth()), (3, 1));
/// ```
///
/// It does not promise an order among those who wait, nor anything after the death of a process
/// that holds it. Should a thread end while a guard of its own is forgotten, a later thread to
/// which the platform gives the same number holds the lock.
#[repr(C)]
pub struct ReentrantMutex<P, T: ?Sized> {
    lock: Owned<P>,
    again: Word<P>,
    data: UnsafeCell<T>,
}

// SAFETY: one thread at a time has references to the data (invariant 2), so sharing the lock only
// ever sends the data.
unsafe impl<P, T: ?Sized + Send> Sync for ReentrantMutex<P, T> {}
// SAFETY: as for `Sync`; the words are atomics and have no thread of their own.
unsafe impl<P, T: ?Sized + Send> Send for ReentrantMutex<P, T> {}

impl<P, T> ReentrantMutex<P, T> {
    /// A free mutex around `data`.
    pub const fn new(data: T) -> Self {
        ReentrantMutex {
            lock: Owned::new(),
            again: Word::new(0),
            data: UnsafeCell::new(data),
        }
    }

    /// The data, which nobody else can reach any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<P: Identity, T: ?Sized> ReentrantMutex<P, T> {
    /// Waits until nobody else holds the mutex and takes it, once more if the caller holds it.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If another holds it and the caller cannot wait here, and as [`LockError::TooDeep`] says.
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> ReentrantMutexGuard<'_, P, T> {
        waited(self.checked_lock())
    }

    /// As [`lock`](ReentrantMutex::lock), with an error where `lock` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`LockError::CannotWait`] if another holds it and the caller cannot wait here;
    /// [`LockError::TooDeep`] if the caller has 2^32 guards that it has not dropped.
    #[inline]
    #[track_caller]
    pub fn checked_lock(&self) -> Result<ReentrantMutexGuard<'_, P, T>, LockError> {
        self.lock_with(Forever)
    }

    /// Takes the mutex if nobody else holds it. Never waits.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryLockError::Held`] if another holds it; [`TryLockError::TooDeep`] as for
    /// [`checked_lock`](ReentrantMutex::checked_lock).
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> Result<ReentrantMutexGuard<'_, P, T>, TryLockError> {
        let scope = Scope::<P>::begin(KIND, "try_lock", self);
        let caller = Caller::current::<P>();
        let taken = if self.lock.is_owned_by(caller) {
            self.take_again().ok_or(TryLockError::TooDeep)
        } else if self.lock.try_lock(caller) {
            Ok(self.take_first())
        } else {
            Err(TryLockError::Held)
        };
        scope.end(taken)
    }

    /// Whether the caller holds the mutex.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_held(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_held", self);
        self.lock.is_owned_by(Caller::current::<P>())
    }

    /// How often the caller holds the mutex: 0 if it does not, whoever else does. Python's
    /// `_recursion_count`.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn depth(&self) -> u64 {
        let _scope = Scope::<P>::begin(KIND, "depth", self);
        if self.lock.is_owned_by(Caller::current::<P>()) {
            u64::from(self.again.load(Relaxed)) + 1
        } else {
            0
        }
    }

    #[inline(always)]
    #[track_caller]
    fn lock_with<W: Patience<P>>(
        &self,
        patience: W,
    ) -> Result<ReentrantMutexGuard<'_, P, T>, LockError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "lock", self, W::TIMED);
        let caller = Caller::current::<P>();
        let taken = if self.lock.is_owned_by(caller) {
            self.take_again().ok_or(LockError::TooDeep)
        } else {
            let taken = self.lock.lock(caller, patience);
            taken.map(|()| self.take_first()).map_err(LockError::from)
        };
        scope.end(taken)
    }

    /// The first guard of a lock that was just taken.
    #[inline(always)]
    fn take_first(&self) -> ReentrantMutexGuard<'_, P, T> {
        P::acquired(self.object());
        ReentrantMutexGuard::new(self)
    }

    /// One more guard for the owner, if it can be counted.
    #[inline(always)]
    #[track_caller]
    fn take_again(&self) -> Option<ReentrantMutexGuard<'_, P, T>> {
        let again = self.again.load(Relaxed).checked_add(1)?;
        self.again.store(again, Relaxed);
        Some(ReentrantMutexGuard::new(self))
    }
}

impl<P: Platform, T: ?Sized> ReentrantMutex<P, T> {
    /// Whether somebody holds the mutex; unless it is the caller, the answer may be old when it
    /// arrives.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_locked", self);
        self.lock.is_locked()
    }

    /// The data, which the exclusive reference guards.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }

    /// One guard less.
    #[inline(always)]
    #[track_caller]
    fn unlock(&self) {
        let _scope = Scope::<P>::begin(KIND, "unlock", self);
        match self.again.load(Relaxed) {
            0 => {
                P::released(self.object());
                self.lock.unlock();
            }
            again => self.again.store(again - 1, Relaxed),
        }
    }

    #[inline(always)]
    fn object(&self) -> Object {
        Object::new(KIND, self)
    }

    #[inline(always)]
    fn data(&self) -> Object {
        Object {
            kind: "data",
            address: self.data.get().addr(),
            size: size_of_val(&self.data),
        }
    }
}

impl<P: Clock + Identity, T: ?Sized> ReentrantMutex<P, T> {
    /// As [`checked_lock`](ReentrantMutex::checked_lock), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`LockError::TimedOut`], never early, and those of `checked_lock`.
    #[inline]
    #[track_caller]
    pub fn lock_timeout(
        &self,
        timeout: Duration,
    ) -> Result<ReentrantMutexGuard<'_, P, T>, LockError> {
        self.lock_with(Within::new::<P>(timeout))
    }

    /// As [`checked_lock`](ReentrantMutex::checked_lock), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`lock_timeout`](ReentrantMutex::lock_timeout).
    #[inline]
    #[track_caller]
    pub fn lock_until(
        &self,
        deadline: P::Instant,
    ) -> Result<ReentrantMutexGuard<'_, P, T>, LockError> {
        self.lock_with(Until(deadline))
    }
}

impl<P, T: Default> Default for ReentrantMutex<P, T> {
    fn default() -> Self {
        ReentrantMutex::new(T::default())
    }
}

impl<P, T> From<T> for ReentrantMutex<P, T> {
    fn from(data: T) -> Self {
        ReentrantMutex::new(data)
    }
}

/// Shows how often it is held, by whoever holds it, and the data if the caller can reach it.
impl<P: Identity, T: ?Sized + fmt::Debug> fmt::Debug for ReentrantMutex<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let depth = match self.is_locked() {
            true => u64::from(self.again.load(Relaxed)) + 1,
            false => 0,
        };
        let mut text = f.debug_struct("ReentrantMutex");
        text.field("depth", &depth);
        match self.try_lock() {
            Ok(guard) => text.field("data", &&*guard).finish(),
            Err(_) => text.field("data", &format_args!("<locked>")).finish(),
        }
    }
}

/// The right to the data of a [`ReentrantMutex`]; the last one gives it back when it is dropped.
#[must_use = "the mutex is released when the guard is dropped"]
pub struct ReentrantMutexGuard<'a, P: Platform, T: ?Sized> {
    mutex: &'a ReentrantMutex<P, T>,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives `&T`, nothing more.
unsafe impl<P: Platform, T: ?Sized + Sync> Sync for ReentrantMutexGuard<'_, P, T> {}

impl<'a, P: Platform, T: ?Sized> ReentrantMutexGuard<'a, P, T> {
    #[inline(always)]
    fn new(mutex: &'a ReentrantMutex<P, T>) -> Self {
        ReentrantMutexGuard {
            mutex,
            not_send: PhantomData,
        }
    }
}

/// For a condition variable.
impl<P: Identity, T: ?Sized> ReentrantMutexGuard<'_, P, T> {
    /// Gives the lock back, however often it is held; returns how often beyond the first time.
    #[track_caller]
    pub(crate) fn unlock_all(&mut self) -> u32 {
        let scope = Scope::<P>::begin(KIND, "unlock", self.mutex);
        let again = self.mutex.again.load(Relaxed);
        self.mutex.again.store(0, Relaxed);
        P::released(self.mutex.object());
        self.mutex.lock.unlock();
        drop(scope);
        again
    }

    /// Takes the lock again after [`unlock_all`](ReentrantMutexGuard::unlock_all), as often.
    ///
    /// The caller has just waited, so it can wait; should the platform change its mind, only going
    /// on would keep invariant 1.
    #[track_caller]
    pub(crate) fn relock(&mut self, again: u32) {
        let _scope = Scope::<P>::begin_wait(KIND, "lock", self.mutex);
        let caller = Caller::current::<P>();
        while self.mutex.lock.lock(caller, Forever).is_err() {
            core::hint::spin_loop();
        }
        self.mutex.again.store(again, Relaxed);
        P::acquired(self.mutex.object());
    }
}

impl<P: Platform, T: ?Sized> Drop for ReentrantMutexGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        self.mutex.unlock();
    }
}

impl<P: Platform, T: ?Sized> Deref for ReentrantMutexGuard<'_, P, T> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.mutex.data());
        // SAFETY: the guard's thread holds the lock, and nobody has an exclusive reference
        // (invariants 1 and 2).
        unsafe { &*self.mutex.data.get() }
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for ReentrantMutexGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<P: Platform, T: ?Sized + fmt::Display> fmt::Display for ReentrantMutexGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests;
