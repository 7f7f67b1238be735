//! The guards of an [`RwLock`].

use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::ops::{Deref, DerefMut};

use waitword_core::{Access, Platform, Scope};

use super::RwLock;
use super::poison::Taken;
use super::rwlock::KIND;
use crate::engine;
use crate::sim::Sim;

/// The right to read the data of an [`RwLock`], given back when it is dropped.
#[must_use = "the lock is released when the guard is dropped"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives `&T`, nothing more.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}

impl<'a, T: ?Sized> RwLockReadGuard<'a, T> {
    /// The guard of a lock that was just taken.
    pub(super) fn new(lock: &'a RwLock<T>) -> Self {
        Sim::acquired(lock.object());
        RwLockReadGuard {
            lock,
            not_send: PhantomData,
        }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    #[track_caller]
    fn drop(&mut self) {
        let _scope = Scope::<Sim>::begin(KIND, "unlock", self.lock);
        Sim::released(self.lock.object());
        self.lock.unlock_read();
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        engine::data(Access::Read, self.lock.data());
        // SAFETY: the guard holds the lock to read, so nobody writes.
        unsafe { &*self.lock.data.get() }
    }
}

/// The right to write the data of an [`RwLock`], given back when it is dropped.
#[must_use = "the lock is released when the guard is dropped"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    taken: Taken,
    not_send: PhantomData<*const ()>,
}

// SAFETY: a shared guard gives `&T`, nothing more.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// The guard of a lock that was just taken.
    pub(super) fn new(lock: &'a RwLock<T>) -> Self {
        Sim::acquired(lock.object());
        RwLockWriteGuard {
            lock,
            taken: Taken::now(),
            not_send: PhantomData,
        }
    }

    /// Goes on as a reader, with no writer in between.
    #[track_caller]
    pub fn downgrade(guard: Self) -> RwLockReadGuard<'a, T> {
        let lock = guard.lock;
        let _scope = Scope::<Sim>::begin(KIND, "downgrade", lock);
        lock.downgrade();
        mem::forget(guard);
        RwLockReadGuard {
            lock,
            not_send: PhantomData,
        }
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    #[track_caller]
    fn drop(&mut self) {
        let _scope = Scope::<Sim>::begin(KIND, "unlock", self.lock);
        if self.taken.is_lost() {
            self.lock.poison.set();
        }
        Sim::released(self.lock.object());
        self.lock.unlock_write();
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        engine::data(Access::Read, self.lock.data());
        // SAFETY: the guard holds the lock to write, and is borrowed for as long.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        engine::data(Access::Write, self.lock.data());
        // SAFETY: the guard holds the lock to write, and is borrowed exclusively.
        unsafe { &mut *self.lock.data.get() }
    }
}

macro_rules! show {
    ($guard:ident) => {
        impl<T: ?Sized + fmt::Debug> fmt::Debug for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&**self, f)
            }
        }

        impl<T: ?Sized + fmt::Display> fmt::Display for $guard<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&**self, f)
            }
        }
    };
}

show!(RwLockReadGuard);
show!(RwLockWriteGuard);
