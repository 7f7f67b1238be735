//! A value of which everybody sees the newest.
//!
//! # States
//! A mutex guards the value, its version, and whether there will be another. A condition variable
//! tells of each change.
//!
//! # Orderings
//! Those of the mutex, which orders everything.
//!
//! # Invariants
//! 1. Each set advances the version under the same hold of the mutex, so a watcher whose version is
//!    another one has not seen the value.
//!
//! A watcher that stays away for exactly a multiple of 2^32 sets takes the value for the old one.

mod watcher;

use core::fmt;
use core::mem;

pub use watcher::Watcher;

use crate::condvar::Condvar;
use crate::mutex::Mutex;
use crate::platform::Platform;
use crate::queue::TryPutError;
use crate::share::Share;

/// A value that some set, and of which others wait for a newer one.
///
/// tokio's `watch`, embassy's `Watch`. A watcher that looks late sees the newest value and none of
/// those between: settings, a state, the last reading of a sensor.
///
/// ```
/// use waitword_core::spin::Watch;
///
/// static SPEED: Watch<u32> = Watch::new(0);
///
/// let mut watcher = SPEED.watch();
/// SPEED.set(3).unwrap();
/// SPEED.set(5).unwrap();
/// assert_eq!(watcher.changed(), Ok(5));
/// assert_eq!(SPEED.get(), 5);
/// ```
///
/// The value is cloned, or changed in place, while a mutex is held, so not in interrupt handlers
/// that share a core with a holder.
#[repr(C)]
pub struct Watch<P, T> {
    state: Mutex<P, State<T>>,
    changed: Condvar<P>,
}

#[repr(C)]
struct State<T> {
    version: u32,
    closed: bool,
    value: T,
}

impl<P, T> Watch<P, T> {
    /// Watches `value`, which nobody has seen as a change.
    pub const fn new(value: T) -> Self {
        Watch {
            state: Mutex::new(State {
                version: 0,
                closed: false,
                value,
            }),
            changed: Condvar::new(),
        }
    }

    /// The value, which nobody else can reach any more.
    pub fn into_inner(self) -> T {
        self.state.into_inner().value
    }
}

impl<P: Platform, T> Watch<P, T> {
    /// Sets the value and tells all watchers.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`TryPutError::Closed`] with the value.
    ///
    /// # Panics
    /// As [`Mutex::lock`].
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), TryPutError<T>> {
        let mut state = self.state.lock();
        if state.closed {
            return Err(TryPutError::Closed(value));
        }
        state.version = state.version.wrapping_add(1);
        let old = mem::replace(&mut state.value, value);
        drop(state);
        self.changed.notify_all();
        drop(old);
        Ok(())
    }

    /// Changes the value in place, even if it was closed, and tells all watchers.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// As [`Mutex::lock`], and where `change` does: then the watchers are told of what it left.
    #[track_caller]
    pub fn update<U>(&self, change: impl FnOnce(&mut T) -> U) -> U {
        let _told = Tell(&self.changed);
        let mut state = self.state.lock();
        state.version = state.version.wrapping_add(1);
        change(&mut state.value)
    }

    /// A copy of the value.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// As [`Mutex::lock`].
    #[track_caller]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.state.lock().value.clone()
    }

    /// A watcher, who waits for values that are set from now on.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn watch(&self) -> Watcher<&Self> {
        Self::watch_by(self)
    }

    /// As [`watch`](Watch::watch), with any pointer: a clone of an `Arc`, say.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn watch_by<R: Share<Target = Self>>(watch: R) -> Watcher<R> {
        let seen = watch.state.lock().version;
        Watcher::new(watch, seen)
    }

    /// Ends it: nothing more is set, and watchers are told once they have seen the last value.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn close(&self) {
        self.state.lock().closed = true;
        self.changed.notify_all();
    }

    /// Whether it was closed.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        self.state.lock().closed
    }
}

/// Tells the watchers when it is dropped.
struct Tell<'a, P: Platform>(&'a Condvar<P>);

impl<P: Platform> Drop for Tell<'_, P> {
    #[track_caller]
    fn drop(&mut self) {
        self.0.notify_all();
    }
}

impl<P, T: Default> Default for Watch<P, T> {
    fn default() -> Self {
        Watch::new(T::default())
    }
}

impl<P: Platform, T: fmt::Debug> fmt::Debug for Watch<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.state.try_lock() {
            Some(state) => f.debug_tuple("Watch").field(&state.value).finish(),
            None => f.write_str("Watch(<locked>)"),
        }
    }
}
