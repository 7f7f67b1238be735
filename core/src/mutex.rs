//! A lock that one thread holds at a time.
//!
//! # States
//! Those of [`crate::lock`]; the data follows the word.
//!
//! # Orderings
//! Those of [`crate::lock`]: the data is read and written only between an `Acquire` and a `Release`
//! of the same word.
//!
//! # Invariants
//! 1. A [`MutexGuard`] exists only while its maker holds the lock, and never moves to another
//!    thread.
//! 2. The data is reached only through a guard, through `&mut Mutex`, or by value.

mod mapped;

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::time::Duration;

pub use mapped::MappedMutexGuard;

use crate::error::{WaitError, waited};
use crate::lock::Lock;
use crate::operation::{Access, Object, Outcome};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::scope::Scope;

const KIND: &str = "mutex";

/// A lock that one thread holds at a time, and the data that only its holder reaches.
///
/// Python's `threading.Lock` with data inside, std's `Mutex` without poisoning: a thread that
/// panics releases. Four bytes and the data. Uncontended, a lock and an unlock are one
/// read-modify-write each and no system call.
///
/// ```
/// use waitword_core::spin::Mutex;
///
/// static COUNT: Mutex<u32> = Mutex::new(0);
/// *COUNT.lock() += 1;
/// assert!(COUNT.try_lock().is_some());
/// assert_eq!(*COUNT.lock(), 1);
/// ```
///
/// It does not promise an order among those who wait, does not know its holder (who locks it twice
/// waits for itself for ever), and promises nothing after the death of a process that holds it.
#[repr(C)]
pub struct Mutex<P, T: ?Sized> {
    lock: Lock<P>,
    data: UnsafeCell<T>,
}

// SAFETY: the lock lets one thread at a time reach the data (invariants 1 and 2), so sharing the
// mutex only ever sends the data.
unsafe impl<P, T: ?Sized + Send> Sync for Mutex<P, T> {}
// SAFETY: as for `Sync`; the word is an atomic and has no thread of its own.
unsafe impl<P, T: ?Sized + Send> Send for Mutex<P, T> {}

impl<P, T> Mutex<P, T> {
    /// A free mutex around `data`.
    pub const fn new(data: T) -> Self {
        Mutex {
            lock: Lock::new(),
            data: UnsafeCell::new(data),
        }
    }

    /// The data, which nobody else can reach any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<P: Platform, T: ?Sized> Mutex<P, T> {
    /// Waits until the mutex is free and takes it.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it is held and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, P, T> {
        waited(self.checked_lock())
    }

    /// As [`lock`](Mutex::lock), with an error where `lock` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if the mutex is held and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_lock(&self) -> Result<MutexGuard<'_, P, T>, WaitError> {
        self.lock_with("lock", Forever)
    }

    /// Takes the mutex if it is free. Never waits; `None` means that it is held.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, P, T>> {
        let scope = Scope::<P>::begin(KIND, "try_lock", self);
        let taken = self.lock.try_lock().then(|| self.guard());
        scope.end(taken.ok_or(Outcome::Refused)).ok()
    }

    /// Whether somebody holds the mutex; the answer may be old when it arrives.
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

    #[inline(always)]
    #[track_caller]
    fn lock_with<W: Patience<P>>(
        &self,
        verb: &'static str,
        patience: W,
    ) -> Result<MutexGuard<'_, P, T>, WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, verb, self, W::TIMED);
        scope.end(self.lock.lock(patience).map(|()| self.guard()))
    }

    /// The guard of a lock that was just taken.
    #[inline(always)]
    fn guard(&self) -> MutexGuard<'_, P, T> {
        P::acquired(self.object());
        MutexGuard {
            mutex: self,
            not_send: PhantomData,
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

impl<P: Clock, T: ?Sized> Mutex<P, T> {
    /// Waits until the mutex is free, for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_lock`](Mutex::checked_lock).
    #[inline]
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> Result<MutexGuard<'_, P, T>, WaitError> {
        self.lock_with("lock", Within::new::<P>(timeout))
    }

    /// Waits until the mutex is free, until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`lock_timeout`](Mutex::lock_timeout).
    #[inline]
    #[track_caller]
    pub fn lock_until(&self, deadline: P::Instant) -> Result<MutexGuard<'_, P, T>, WaitError> {
        self.lock_with("lock", Until(deadline))
    }
}

impl<P, T: Default> Default for Mutex<P, T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<P, T> From<T> for Mutex<P, T> {
    fn from(data: T) -> Self {
        Mutex::new(data)
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for Mutex<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_lock() {
            Some(guard) => f.debug_tuple("Mutex").field(&&*guard).finish(),
            None => f.write_str("Mutex(<locked>)"),
        }
    }
}

/// The right to the data of a [`Mutex`], given back when it is dropped.
#[must_use = "the mutex is released when the guard is dropped"]
pub struct MutexGuard<'a, P: Platform, T: ?Sized> {
    mutex: &'a Mutex<P, T>,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives `&T`, nothing more.
unsafe impl<P: Platform, T: ?Sized + Sync> Sync for MutexGuard<'_, P, T> {}

impl<P: Platform, T: ?Sized> MutexGuard<'_, P, T> {
    /// The lock, for a condition variable to give back and take again.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn unlock(&mut self) {
        let scope = Scope::<P>::begin(KIND, "unlock", self.mutex);
        P::released(self.mutex.object());
        self.mutex.lock.unlock();
        drop(scope);
    }

    /// Takes the lock again after [`unlock`](MutexGuard::unlock).
    ///
    /// The caller has just waited, so it can wait; should the platform change its mind, only going
    /// on would keep invariant 1.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn relock(&mut self) {
        let _scope = Scope::<P>::begin_wait(KIND, "lock", self.mutex);
        while self.mutex.lock.lock(Forever).is_err() {
            core::hint::spin_loop();
        }
        P::acquired(self.mutex.object());
    }
}

impl<P: Platform, T: ?Sized> Drop for MutexGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        self.unlock();
    }
}

impl<P: Platform, T: ?Sized> Deref for MutexGuard<'_, P, T> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.mutex.data());
        // SAFETY: the guard holds the lock (invariant 1), so nobody writes.
        unsafe { &*self.mutex.data.get() }
    }
}

impl<P: Platform, T: ?Sized> DerefMut for MutexGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        P::access(Access::Write, self.mutex.data());
        // SAFETY: the guard holds the lock (invariant 1) and is borrowed exclusively.
        unsafe { &mut *self.mutex.data.get() }
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<P: Platform, T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}
