//! A mutex that is handed to those who wait.
//!
//! # States, Orderings
//! Those of [`crate::fair`]; the data follows the words.
//!
//! # Invariants
//! 1. A [`FairMutexGuard`] exists only while its maker holds the lock, and never moves to another
//!    thread.
//! 2. The data is reached only through a guard, through `&mut FairMutex`, or by value.

use core::cell::UnsafeCell;
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::time::Duration;

use crate::error::{WaitError, waited};
use crate::fair::Fair;
use crate::operation::{Access, Object, Outcome};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::scope::Scope;

const KIND: &str = "mutex";

/// A mutex that its holder hands to one of those who wait.
///
/// A plain [`Mutex`](crate::Mutex) is faster: whoever comes first after a release takes it, and
/// that is most often who has just given it back, while those who sleep starve. Here who gives it
/// back and comes again goes behind those who wait, and none starves. The price is that the lock
/// idles while the one that it was handed to wakes up. Use it where a turn is long, or where who
/// waits too long is in trouble.
///
/// Eight bytes and the data. It is a type of its own, as its promise takes a count of those who
/// wait and of the times that it was handed over, for which a plain one should not pay.
/// Uncontended, a lock and an unlock are one read-modify-write each and no system call.
/// parking_lot's fair unlocking; Python and std have none.
///
/// ```
/// use waitword_core::spin::FairMutex;
///
/// static TURNS: FairMutex<u32> = FairMutex::new(0);
/// *TURNS.lock() += 1;
/// assert!(TURNS.try_lock().is_some());
/// ```
///
/// Which of those who wait is next is up to the platform: on Linux who has slept longest, or who
/// was just about to sleep. So it does not promise equal shares: one who never sleeps may have
/// every second turn. It does not know its holder, and promises nothing after the death of a
/// process that holds it or waits for it.
#[repr(C)]
pub struct FairMutex<P, T: ?Sized> {
    lock: Fair<P>,
    data: UnsafeCell<T>,
}

// SAFETY: the lock lets one thread at a time reach the data (invariants 1 and 2), so sharing the
// mutex only ever sends the data.
unsafe impl<P, T: ?Sized + Send> Sync for FairMutex<P, T> {}
// SAFETY: as for `Sync`; the words are atomics and have no thread of their own.
unsafe impl<P, T: ?Sized + Send> Send for FairMutex<P, T> {}

impl<P, T> FairMutex<P, T> {
    /// A free mutex around `data`.
    pub const fn new(data: T) -> Self {
        FairMutex {
            lock: Fair::new(),
            data: UnsafeCell::new(data),
        }
    }

    /// The data, which nobody else can reach any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<P: Platform, T: ?Sized> FairMutex<P, T> {
    /// Waits until the mutex is free, or is handed over, and takes it.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it has to wait and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn lock(&self) -> FairMutexGuard<'_, P, T> {
        waited(self.checked_lock())
    }

    /// As [`lock`](FairMutex::lock), with an error where `lock` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if it has to wait and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_lock(&self) -> Result<FairMutexGuard<'_, P, T>, WaitError> {
        self.lock_with(Forever)
    }

    /// Takes the mutex if it is free. Never waits; `None` means that it is held, or that others
    /// wait.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> Option<FairMutexGuard<'_, P, T>> {
        let scope = Scope::<P>::begin(KIND, "try_lock", self);
        let taken = self.lock.try_lock().then(|| self.guard());
        scope.end(taken.ok_or(Outcome::Refused)).ok()
    }

    /// Whether somebody holds the mutex, or it was handed to somebody; the answer may be old when
    /// it arrives.
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
        patience: W,
    ) -> Result<FairMutexGuard<'_, P, T>, WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "lock", self, W::TIMED);
        scope.end(self.lock.lock(patience).map(|()| self.guard()))
    }

    /// The guard of a lock that was just taken.
    #[inline(always)]
    fn guard(&self) -> FairMutexGuard<'_, P, T> {
        P::acquired(self.object());
        FairMutexGuard {
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

impl<P: Clock, T: ?Sized> FairMutex<P, T> {
    /// As [`lock`](FairMutex::lock), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_lock`](FairMutex::checked_lock).
    #[inline]
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> Result<FairMutexGuard<'_, P, T>, WaitError> {
        self.lock_with(Within::new::<P>(timeout))
    }

    /// As [`lock`](FairMutex::lock), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`lock_timeout`](FairMutex::lock_timeout).
    #[inline]
    #[track_caller]
    pub fn lock_until(&self, deadline: P::Instant) -> Result<FairMutexGuard<'_, P, T>, WaitError> {
        self.lock_with(Until(deadline))
    }
}

impl<P, T: Default> Default for FairMutex<P, T> {
    fn default() -> Self {
        FairMutex::new(T::default())
    }
}

impl<P, T> From<T> for FairMutex<P, T> {
    fn from(data: T) -> Self {
        FairMutex::new(data)
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for FairMutex<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_lock() {
            Some(guard) => f.debug_tuple("FairMutex").field(&&*guard).finish(),
            None => f.write_str("FairMutex(<locked>)"),
        }
    }
}

/// The right to the data of a [`FairMutex`], handed over or given back when it is dropped.
#[must_use = "the mutex is released when the guard is dropped"]
pub struct FairMutexGuard<'a, P: Platform, T: ?Sized> {
    mutex: &'a FairMutex<P, T>,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives `&T`, nothing more.
unsafe impl<P: Platform, T: ?Sized + Sync> Sync for FairMutexGuard<'_, P, T> {}

impl<P: Platform, T: ?Sized> Drop for FairMutexGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        let _scope = Scope::<P>::begin(KIND, "unlock", self.mutex);
        P::released(self.mutex.object());
        self.mutex.lock.unlock();
    }
}

impl<P: Platform, T: ?Sized> Deref for FairMutexGuard<'_, P, T> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.mutex.data());
        // SAFETY: the guard holds the lock (invariant 1), so nobody writes.
        unsafe { &*self.mutex.data.get() }
    }
}

impl<P: Platform, T: ?Sized> DerefMut for FairMutexGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        P::access(Access::Write, self.mutex.data());
        // SAFETY: the guard holds the lock (invariant 1) and is borrowed exclusively.
        unsafe { &mut *self.mutex.data.get() }
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for FairMutexGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<P: Platform, T: ?Sized + fmt::Display> fmt::Display for FairMutexGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}
