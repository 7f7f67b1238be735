//! `std::sync::OnceLock`: a value that is written once.
//!
//! # Invariants
//! 1. The value is written by who runs the [`Once`], and read by those who found it done.
//! 2. What an execution wrote into a `static` goes with it, and no reference to it may be left
//!    then; see [the module](crate::std#statics).

use std::cell::UnsafeCell;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use waitword_core::{Access, Object};

use super::Once;
use super::place::Place;
use crate::engine;

/// A value that is written once, by whoever comes first.
pub struct OnceLock<T> {
    once: Once,
    value: UnsafeCell<Place<T>>,
}

// SAFETY: the value is written by one thread and read by others (invariant 1), and may be dropped
// by another one than has made it.
unsafe impl<T: Sync + Send> Sync for OnceLock<T> {}
// SAFETY: the cell has no thread of its own, and sends its value.
unsafe impl<T: Send> Send for OnceLock<T> {}

impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// A place without a value.
    pub const fn new() -> Self {
        OnceLock {
            once: Once::new(),
            value: UnsafeCell::new(Place::new()),
        }
    }

    /// The value, if there is one.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        self.once.is_completed().then(|| self.written())
    }

    /// The value, if there is one.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut().get_mut()
    }

    /// Waits until there is a value.
    #[track_caller]
    pub fn wait(&self) -> &T {
        self.once.wait_force();
        self.written()
    }

    /// Writes the value.
    ///
    /// # Errors
    /// `value`, if there is one already.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.write("set", || value.take());
        value.map_or(Ok(()), Err)
    }

    /// The value; where there is none, `make` makes it.
    #[track_caller]
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        self.write("get_or_init", || Some(make()));
        self.written()
    }

    /// Takes the value out.
    pub fn take(&mut self) -> Option<T> {
        self.once = Once::new();
        self.value.get_mut().take()
    }

    /// The value.
    pub fn into_inner(mut self) -> Option<T> {
        self.take()
    }

    #[track_caller]
    fn write(&self, verb: &'static str, make: impl FnOnce() -> Option<T>) {
        self.once.call(verb, true, |_| {
            let value = make();
            engine::data(Access::Write, self.data());
            // SAFETY: who runs the `Once` is alone with the value (invariant 1).
            let place = unsafe { &mut *self.value.get() };
            if let Some(value) = value {
                place.write(value);
            }
        });
    }

    /// The value, which was found to be there.
    #[track_caller]
    fn written(&self) -> &T {
        engine::data(Access::Read, self.data());
        // SAFETY: once the `Once` is done nobody writes (invariant 1).
        let place = unsafe { &*self.value.get() };
        place.get().expect("what was done has left its value")
    }

    fn data(&self) -> Object {
        Object::new("data", &self.value)
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> Self {
        OnceLock::new()
    }
}

impl<T> From<T> for OnceLock<T> {
    fn from(value: T) -> Self {
        let cell = OnceLock::new();
        let _ = cell.set(value);
        cell
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    fn clone(&self) -> Self {
        self.get()
            .map_or_else(OnceLock::new, |value| value.clone().into())
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}

impl<T> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceLock").finish_non_exhaustive()
    }
}
