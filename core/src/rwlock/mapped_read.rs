//! The right to read a part of what a lock guards.
//!
//! # Invariants
//! 1. A [`MappedRwLockReadGuard`] is made of a guard that is forgotten, and holds the lock in its
//!    place.
//! 2. Its pointer was made of what a function returned for the data: it lives as long as the data
//!    does, and whoever reads may use it.

use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::ops::Deref;
use core::ptr::NonNull;

use super::{KIND, RwLockReadGuard};
use crate::holders::Holders;
use crate::operation::{Access, Object};
use crate::platform::Platform;
use crate::scope::Scope;

impl<'a, P: Platform, T: ?Sized> RwLockReadGuard<'a, P, T> {
    /// The right to a part of the data only. An associated function, as `T` may have one of its
    /// own.
    ///
    /// ```
    /// use waitword_core::{RwLockReadGuard, spin::RwLock};
    /// static PAIR: RwLock<(u32, u32)> = RwLock::new((1, 2));
    /// let second = RwLockReadGuard::map(PAIR.read(), |pair| &pair.1);
    /// assert_eq!(*second, 2);
    /// ```
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn map<U: ?Sized>(
        guard: Self,
        part: impl FnOnce(&T) -> &U,
    ) -> MappedRwLockReadGuard<'a, P, U> {
        let data = NonNull::from(part(&guard));
        guard.mapped(data)
    }

    /// As [`map`](RwLockReadGuard::map), if there is such a part; parking_lot's `try_map`.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// The guard, if there is none.
    #[inline]
    #[track_caller]
    pub fn filter_map<U: ?Sized>(
        guard: Self,
        part: impl FnOnce(&T) -> Option<&U>,
    ) -> Result<MappedRwLockReadGuard<'a, P, U>, Self> {
        match part(&guard).map(NonNull::from) {
            Some(data) => Ok(guard.mapped(data)),
            None => Err(guard),
        }
    }

    #[inline(always)]
    fn mapped<U: ?Sized>(self, data: NonNull<U>) -> MappedRwLockReadGuard<'a, P, U> {
        let lock = self.lock;
        mem::forget(self);
        MappedRwLockReadGuard {
            holders: &lock.holders,
            size: lock.object().size,
            data,
            borrowed: PhantomData,
        }
    }
}

/// The right to read a part of the data of a [`RwLock`](crate::RwLock), given back when it is
/// dropped.
///
/// Made by [`RwLockReadGuard::map`]; std's and parking_lot's type of this
/// name.
#[must_use = "the lock is released when the guard is dropped"]
pub struct MappedRwLockReadGuard<'a, P: Platform, T: ?Sized> {
    holders: &'a Holders<P>,
    /// The size of the lock, for those who are told of it.
    size: usize,
    data: NonNull<T>,
    borrowed: PhantomData<&'a T>,
}

// SAFETY: a shared guard gives `&T`, nothing more.
unsafe impl<P: Platform, T: ?Sized + Sync> Sync for MappedRwLockReadGuard<'_, P, T> {}

impl<'a, P: Platform, T: ?Sized> MappedRwLockReadGuard<'a, P, T> {
    /// The right to a part of this part; see [`RwLockReadGuard::map`].
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn map<U: ?Sized>(
        guard: Self,
        part: impl FnOnce(&T) -> &U,
    ) -> MappedRwLockReadGuard<'a, P, U> {
        let data = NonNull::from(part(&guard));
        guard.mapped(data)
    }

    /// As [`map`](MappedRwLockReadGuard::map), if there is such a part.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// The guard, if there is none.
    #[inline]
    #[track_caller]
    pub fn filter_map<U: ?Sized>(
        guard: Self,
        part: impl FnOnce(&T) -> Option<&U>,
    ) -> Result<MappedRwLockReadGuard<'a, P, U>, Self> {
        match part(&guard).map(NonNull::from) {
            Some(data) => Ok(guard.mapped(data)),
            None => Err(guard),
        }
    }

    #[inline(always)]
    fn mapped<U: ?Sized>(self, data: NonNull<U>) -> MappedRwLockReadGuard<'a, P, U> {
        let (holders, size) = (self.holders, self.size);
        mem::forget(self);
        MappedRwLockReadGuard {
            holders,
            size,
            data,
            borrowed: PhantomData,
        }
    }

    /// The lock, whose words are its first field.
    #[inline(always)]
    fn object(&self) -> Object {
        Object {
            size: self.size,
            ..Object::new(KIND, self.holders)
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

impl<P: Platform, T: ?Sized> Drop for MappedRwLockReadGuard<'_, P, T> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        let _scope = Scope::<P>::begin_of(self.object(), "unlock_read");
        P::released(self.object());
        self.holders.unlock_read();
    }
}

impl<P: Platform, T: ?Sized> Deref for MappedRwLockReadGuard<'_, P, T> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        P::access(Access::Read, self.part());
        // SAFETY: the guard holds the lock (invariants 1 and 2), so nobody writes.
        unsafe { self.data.as_ref() }
    }
}

impl<P: Platform, T: ?Sized + fmt::Debug> fmt::Debug for MappedRwLockReadGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<P: Platform, T: ?Sized + fmt::Display> fmt::Display for MappedRwLockReadGuard<'_, P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}
