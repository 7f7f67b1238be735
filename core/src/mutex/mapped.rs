//! The right to a part of what a mutex guards.
//!
//! # Invariants
//! 1. A [`MappedMutexGuard`] is made of a guard that is forgotten, and holds the lock in its place.
//! 2. Its pointer was made of what a function returned for the data: it lives as long as the data
//!    does, and whoever holds the lock alone may use it.

use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use super::{KIND, MutexGuard};
use crate::lock::Lock;
use crate::operation::{Access, Object};
use crate::platform::Platform;
use crate::scope::Scope;

impl<'a, P: Platform, T: ?Sized> MutexGuard<'a, P, T> {
    /// The right to a part of the data only. An associated function, as `T` may have one of its
    /// own.
    ///
    /// ```
    /// use waitword_core::{MutexGuard, spin::Mutex};
    /// static PAIR: Mutex<(u32, u32)> = Mutex::new((1, 2));
    /// let mut second = MutexGuard::map(PAIR.lock(), |pair| &mut pair.1);
    /// *second += 1;
    /// drop(second);
    /// assert_eq!(PAIR.lock().1, 3);
    /// ```
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> &mut U,
    ) -> MappedMutexGuard<'a, P, U> {
        let data = NonNull::from(part(&mut guard));
        guard.mapped(data)
    }

    /// As [`map`](MutexGuard::map), if there is such a part; parking_lot's `try_map`.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// The guard, if there is none.
    #[inline]
    #[track_caller]
    pub fn filter_map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> Option<&mut U>,
    ) -> Result<MappedMutexGuard<'a, P, U>, Self> {
        match part(&mut guard).map(NonNull::from) {
            Some(data) => Ok(guard.mapped(data)),
            None => Err(guard),
        }
    }

    #[inline(always)]
    fn mapped<U: ?Sized>(self, data: NonNull<U>) -> MappedMutexGuard<'a, P, U> {
        let mutex = self.mutex;
        mem::forget(self);
        MappedMutexGuard {
            lock: &mutex.lock,
            size: mutex.object().size,
            data,
            borrowed: PhantomData,
        }
    }
}

/// The right to a part of the data of a [`Mutex`](crate::Mutex), given back when it is dropped.
///
/// Made by [`MutexGuard::map`]; std's and parking_lot's type of this name. A condition variable
/// takes the whole guard only.
#[must_use = "the mutex is released when the guard is dropped"]
pub struct MappedMutexGuard<'a, P: Platform, T: ?Sized> {
    lock: &'a Lock<P>,
    /// The size of the mutex, for those who are told of it.
    size: usize,
    data: NonNull<T>,
    borrowed: PhantomData<&'a mut T>,
}

// SAFETY: a shared guard gives `&T`, nothing more.
unsafe impl<P: Platform, T: ?Sized + Sync> Sync for MappedMutexGuard<'_, P, T> {}

impl<'a, P: Platform, T: ?Sized> MappedMutexGuard<'a, P, T> {
    /// The right to a part of this part; see [`MutexGuard::map`].
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> &mut U,
    ) -> MappedMutexGuard<'a, P, U> {
        let data = NonNull::from(part(&mut guard));
        guard.mapped(data)
    }

    /// As [`map`](MappedMutexGuard::map), if there is such a part.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// The guard, if there is none.
    #[inline]
    #[track_caller]
    pub fn filter_map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> Option<&mut U>,
    ) -> Result<MappedMutexGuard<'a, P, U>, Self> {
        match part(&mut guard).map(NonNull::from) {
            Some(data) => Ok(guard.mapped(data)),
            None => Err(guard),
        }
    }

    #[inline(always)]
    fn mapped<U: ?Sized>(self, data: NonNull<U>) -> MappedMutexGuard<'a, P, U> {
        let (lock, size) = (self.lock, self.size);
        mem::forget(self);
        MappedMutexGuard {
            lock,
            size,
            data,
            borrowed: PhantomData,
        }
    }

    /// The mutex, whose word is its first field.
    #[inline(always)]
    fn object(&self) -> Object {
        Object {
            size: self.size,
            ..Object::new(KIND, self.lock)
        }
    }

    #[inline(always)]
    fn part(&self) -> Object {
        Object {
            kind: "data",
            address: self.data.addr().get(),
            // SAFETY: the pointer is good for a reference (invariant 2).
            size: size_of_val(unsafe { self.data.as_ref() }),
        }
    }
}

impl<P: Platform, T: ?Sized> Drop for MappedMutexGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        let _scope = Scope::<P>::begin_of(self.object(), "unlock");
        P::released(self.object());
        self.lock.unlock();
    }
}

impl<P: Platform, T: ?Sized> Deref for MappedMutexGuard<'_, P, T> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.part());
        // SAFETY: the guard holds the lock (invariants 1 and 2), so nobody writes.
        unsafe { self.data.as_ref() }
    }
}

impl<P: Platform, T: ?Sized> DerefMut for MappedMutexGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        P::access(Access::Write, self.part());
        // SAFETY: the guard holds the lock (invariants 1 and 2) and is borrowed exclusively.
        unsafe { self.data.as_mut() }
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for MappedMutexGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<P: Platform, T: ?Sized + fmt::Display> fmt::Display for MappedMutexGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}
