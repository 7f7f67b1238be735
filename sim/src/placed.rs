//! A value in a place that comes to an end, as in a stack frame, and pointers that may outlive it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use waitword_core::Object;

use crate::engine;

/// A value whose end the simulator is told of: it stands for one in a task's stack frame, or in
/// memory that is freed by hand.
///
/// Code that hands a raw pointer to such a value to another task has to be sure that nobody uses
/// the pointer later. Here a [`Pointer`] keeps the memory, so that a late use is a verdict,
/// use-after-free, and no undefined behaviour.
///
/// ```
/// use std::sync::atomic::Ordering::{Acquire, Release};
/// use waitword_sim::{Placed, Word, check, spawn};
///
/// check(|| {
///     let ready = Placed::new(Word::new(0));
///     let pointer = ready.pointer();
///     let task = spawn("other", move || pointer.store(1, Release));
///     task.join().unwrap(); // without this, `ready` may be gone before it is written
///     assert_eq!(ready.load(Acquire), 1);
/// });
/// ```
///
/// Noticed are operations on words in it, those of primitives too, of which nothing says that they
/// come before the end; not plain reads of its other fields.
pub struct Placed<T> {
    place: Arc<Place<T>>,
}

/// The memory, until nobody has a pointer to it.
struct Place<T> {
    value: T,
}

impl<T> Place<T> {
    fn object(&self) -> Object {
        Object::new("place", &self.value)
    }
}

impl<T> Drop for Place<T> {
    fn drop(&mut self) {
        engine::forget_place(self.object());
    }
}

impl<T> Placed<T> {
    /// Puts the value in its place.
    pub fn new(value: T) -> Self {
        let place = Arc::new(Place { value });
        engine::begin_place(place.object());
        Placed { place }
    }

    /// A pointer to the value, which may be used until the place is given back.
    pub fn pointer(&self) -> Pointer<T> {
        Pointer {
            place: Arc::clone(&self.place),
        }
    }
}

impl<T> Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.place.value
    }
}

impl<T> Drop for Placed<T> {
    /// Gives the place back.
    fn drop(&mut self) {
        engine::leave_place(self.place.object());
    }
}

impl<T: fmt::Debug> fmt::Debug for Placed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Placed").field(&self.place.value).finish()
    }
}

/// A pointer to a [`Placed`] value.
pub struct Pointer<T> {
    place: Arc<Place<T>>,
}

impl<T> Clone for Pointer<T> {
    fn clone(&self) -> Self {
        Pointer {
            place: Arc::clone(&self.place),
        }
    }
}

impl<T> Deref for Pointer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.place.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Pointer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pointer").field(&self.place.value).finish()
    }
}
