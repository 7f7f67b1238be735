//! `std::sync::RwLock`: a lock that many read or one writes.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | 0 | free | whoever takes it |
//! | 1 .. `WRITING` | so many read | a reader (one more, or one less) |
//! | `WRITING` | one writes | the writer (to 0, or to 1 as a reader) |
//!
//! # Orderings
//! Taking is `Acquire`, giving back is `Release`, and every change is a read-modify-write: a writer
//! sees what all before it did, a reader what the last writer did.
//!
//! # Invariants
//! 1. A guard for writing exists only in state `WRITING`, one for reading only in those below, and
//!    each stays on its thread.
//! 2. Who comes to 0 or makes readers of a writer wakes all that sleep, whatever they saw.

use std::cell::UnsafeCell;
use std::fmt;
use std::mem::ManuallyDrop;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{LockResult, TryLockError, TryLockResult};

use waitword_core::platform::ALL;
use waitword_core::{Object, Outcome, Platform, Retry, Scope, Word};

use super::mutex::either;
use super::poison::Poison;
use super::rwlock_guards::{RwLockReadGuard, RwLockWriteGuard};
use crate::engine;
use crate::sim::Sim;

pub(super) const KIND: &str = "rwlock";
const WRITING: u32 = u32::MAX;

/// A lock that many threads hold to read or one to write, and the data that only they reach.
pub struct RwLock<T: ?Sized> {
    pub(super) poison: Poison,
    state: Word<Sim>,
    pub(super) data: UnsafeCell<T>,
}

// SAFETY: the data is sent to the thread that writes, and shared by those that read (invariant 1).
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
// SAFETY: the lock has no thread of its own, and sends its data.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}

impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

/// The state after one more reader has come, if it can.
fn read(state: u32) -> Option<u32> {
    (state < WRITING - 1).then(|| state + 1)
}

/// The state after the writer has come, if it can.
fn write(state: u32) -> Option<u32> {
    (state == 0).then_some(WRITING)
}

impl<T> RwLock<T> {
    /// A free lock around `data`.
    pub const fn new(data: T) -> Self {
        RwLock {
            poison: Poison::new(),
            state: Word::new(0),
            data: UnsafeCell::new(data),
        }
    }

    /// The data.
    ///
    /// # Errors
    /// The data too, if the lock is poisoned.
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.poison.peek();
        let this = ManuallyDrop::new(self);
        this.retire();
        // SAFETY: it is read once, and never dropped where it was.
        let data = unsafe { ptr::read(&raw const this.data) };
        either(poisoned, data.into_inner())
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until nobody writes and takes the lock to read.
    ///
    /// # Errors
    /// The guard too, if the lock is poisoned.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        let _scope = Scope::<Sim>::begin_wait(KIND, "read", self);
        self.take(read);
        either(self.poison.is_set(), RwLockReadGuard::new(self))
    }

    /// Waits until the lock is free and takes it to write.
    ///
    /// # Errors
    /// The guard too, if the lock is poisoned.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let _scope = Scope::<Sim>::begin_wait(KIND, "write", self);
        self.take(write);
        either(self.poison.is_set(), RwLockWriteGuard::new(self))
    }

    /// Takes the lock to read if nobody writes.
    ///
    /// # Errors
    /// [`TryLockError::WouldBlock`] if somebody writes; the guard, if the lock is poisoned.
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        let scope = Scope::<Sim>::begin(KIND, "try_read", self);
        let taken = self.try_take(read).map_err(|_| Outcome::Refused);
        scope.end(taken).map_err(|_| TryLockError::WouldBlock)?;
        either(self.poison.is_set(), RwLockReadGuard::new(self)).map_err(TryLockError::Poisoned)
    }

    /// Takes the lock to write if it is free.
    ///
    /// # Errors
    /// [`TryLockError::WouldBlock`] if it is held; the guard, if the lock is poisoned.
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        let scope = Scope::<Sim>::begin(KIND, "try_write", self);
        let taken = self.try_take(write).map_err(|_| Outcome::Refused);
        scope.end(taken).map_err(|_| TryLockError::WouldBlock)?;
        either(self.poison.is_set(), RwLockWriteGuard::new(self)).map_err(TryLockError::Poisoned)
    }

    /// Whether a thread has panicked while it held the lock to write.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        let _scope = Scope::<Sim>::begin(KIND, "is_poisoned", self);
        self.poison.is_set()
    }

    /// Forgets that a thread has panicked.
    #[track_caller]
    pub fn clear_poison(&self) {
        let _scope = Scope::<Sim>::begin(KIND, "clear_poison", self);
        self.poison.clear();
    }

    /// The data, which the exclusive reference guards.
    ///
    /// # Errors
    /// The data too, if the lock is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        either(self.poison.peek(), self.data.get_mut())
    }

    /// Waits until the lock can be taken.
    #[track_caller]
    fn take(&self, next: fn(u32) -> Option<u32>) {
        let mut taken = self.try_take(next);
        while taken.is_err() && Sim::retry() == Retry::Changed {
            taken = self.try_take(next);
        }
        while let Err(state) = taken {
            self.state.wait(state);
            taken = self.try_take(next);
        }
    }

    /// Takes the lock if it can be taken; fails with the state in which it cannot.
    #[track_caller]
    fn try_take(&self, next: fn(u32) -> Option<u32>) -> Result<(), u32> {
        // ORDERING: Relaxed, the lock is taken with Acquire.
        let mut state = self.state.load(Relaxed);
        while let Some(taken) = next(state) {
            match self.state.compare_exchange(state, taken, Acquire, Relaxed) {
                Ok(_) => return Ok(()),
                Err(now) => state = now,
            }
        }
        Err(state)
    }

    /// A reader goes.
    #[track_caller]
    pub(super) fn unlock_read(&self) {
        let address = self.state.address();
        if self.state.fetch_sub(1, Release) == 1 {
            Sim::wake(address, ALL);
        }
    }

    /// The writer goes.
    #[track_caller]
    pub(super) fn unlock_write(&self) {
        let address = self.state.address();
        self.state.swap(0, Release);
        Sim::wake(address, ALL);
    }

    /// The writer becomes the only reader.
    #[track_caller]
    pub(super) fn downgrade(&self) {
        self.state.swap(1, Release);
        self.state.wake(ALL);
    }

    /// Its words are gone. The data may be touched by its own destructor yet.
    fn retire(&self) {
        for word in [
            Object::new(KIND, &self.poison),
            Object::new(KIND, &self.state),
        ] {
            engine::retire(word);
        }
    }

    pub(super) fn object(&self) -> Object {
        Object::new(KIND, self)
    }

    pub(super) fn data(&self) -> Object {
        Object {
            kind: "data",
            address: self.data.get().addr(),
            size: size_of_val(&self.data),
        }
    }
}

impl<T: ?Sized> Drop for RwLock<T> {
    fn drop(&mut self) {
        self.retire();
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(data: T) -> Self {
        RwLock::new(data)
    }
}

impl<T: ?Sized> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RwLock")
            .field("poisoned", &self.poison.peek())
            .finish_non_exhaustive()
    }
}
