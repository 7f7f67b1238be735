//! `std::sync::Mutex`: waitword's own, and poison.
//!
//! # Invariants
//! 1. A [`MutexGuard`] exists only while its maker holds the lock, as waitword's own.

use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr;
use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

use waitword_core::{Object, Outcome, Scope};

use super::poison::{Poison, Taken};
use crate::engine;
use crate::sim::Sim;

const KIND: &str = "mutex";

type Held<'a, T> = waitword_core::MutexGuard<'a, Sim, T>;

/// A lock that one thread holds at a time, and the data that only its holder reaches.
pub struct Mutex<T: ?Sized> {
    poison: Poison,
    mutex: waitword_core::Mutex<Sim, T>,
}

impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

impl<T> Mutex<T> {
    /// A free mutex around `data`.
    pub const fn new(data: T) -> Self {
        Mutex {
            poison: Poison::new(),
            mutex: waitword_core::Mutex::new(data),
        }
    }

    /// The data.
    ///
    /// # Errors
    /// The data too, if the mutex is poisoned.
    pub fn into_inner(self) -> LockResult<T> {
        let poisoned = self.poison.peek();
        let mut this = ManuallyDrop::new(self);
        this.retire();
        // SAFETY: it is read once, and never dropped where it was.
        let mutex = unsafe { ptr::read(&raw const this.mutex) };
        either(poisoned, mutex.into_inner())
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until the mutex is free and takes it.
    ///
    /// # Errors
    /// The guard too, if the mutex is poisoned.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let _scope = Scope::<Sim>::begin_wait(KIND, "lock", &self.mutex);
        self.guard(self.mutex.lock())
    }

    /// Takes the mutex if it is free.
    ///
    /// # Errors
    /// [`TryLockError::WouldBlock`] if it is held; the guard, if it is poisoned.
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        let scope = Scope::<Sim>::begin(KIND, "try_lock", &self.mutex);
        let held = self.mutex.try_lock().ok_or(Outcome::Refused);
        match scope.end(held) {
            Ok(held) => self.guard(held).map_err(TryLockError::Poisoned),
            Err(_) => Err(TryLockError::WouldBlock),
        }
    }

    /// Whether a thread has panicked while it held the mutex.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        let _scope = Scope::<Sim>::begin(KIND, "is_poisoned", &self.mutex);
        self.poison.is_set()
    }

    /// Forgets that a thread has panicked.
    #[track_caller]
    pub fn clear_poison(&self) {
        let _scope = Scope::<Sim>::begin(KIND, "clear_poison", &self.mutex);
        self.poison.clear();
    }

    /// The data, which the exclusive reference guards.
    ///
    /// # Errors
    /// The data too, if the mutex is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        either(self.poison.peek(), self.mutex.get_mut())
    }

    #[track_caller]
    fn guard<'a>(&'a self, held: Held<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let guard = MutexGuard {
            taken: Taken::now(),
            lock: self,
            held,
        };
        either(self.poison.is_set(), guard)
    }

    /// Its words are gone. The data may be touched by its own destructor yet.
    fn retire(&mut self) {
        let address = (&raw const *self).addr();
        let data = (&raw const *self.mutex.get_mut()).addr();
        engine::retire(Object {
            kind: KIND,
            address,
            size: data - address,
        });
    }
}

impl<T: ?Sized> Drop for Mutex<T> {
    fn drop(&mut self) {
        self.retire();
    }
}

/// `value`, as an error if there is poison.
pub(super) fn either<T>(poisoned: bool, value: T) -> LockResult<T> {
    if poisoned {
        Err(PoisonError::new(value))
    } else {
        Ok(value)
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(data: T) -> Self {
        Mutex::new(data)
    }
}

impl<T: ?Sized> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex")
            .field("poisoned", &self.poison.peek())
            .finish_non_exhaustive()
    }
}

/// The right to the data of a [`Mutex`], given back when it is dropped.
#[must_use = "the mutex is released when the guard is dropped"]
pub struct MutexGuard<'a, T: ?Sized> {
    lock: &'a Mutex<T>,
    taken: Taken,
    held: Held<'a, T>,
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// The guard, after it was given back and taken again, as an error if the mutex is poisoned.
    ///
    /// To look is part of the event that took the mutex: who poisons it has to take it as well.
    pub(super) fn again(self) -> LockResult<Self> {
        either(self.lock.poison.peek(), self)
    }

    /// waitword's own guard, for a condition variable.
    pub(super) fn held(&mut self) -> &mut Held<'a, T> {
        &mut self.held
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    #[track_caller]
    fn drop(&mut self) {
        if self.taken.is_lost() {
            let _scope = Scope::<Sim>::begin(KIND, "poison", &self.lock.mutex);
            self.lock.poison.set();
        }
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        &self.held
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.held
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}
