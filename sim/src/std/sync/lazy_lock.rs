//! `std::sync::LazyLock`: a value that is made when it is first used.
//!
//! # Invariants
//! 1. What is inside is written by who runs the [`Once`], and read by those who found it done.
//! 2. As the second one of [`OnceLock`](super::OnceLock).

use std::any::TypeId;
use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr;

use waitword_core::{Access, Object};

use super::Once;
use super::place::Place;
use crate::engine;

const POISONED: &str = "LazyLock instance has previously been poisoned";

/// A value that is made when it is first used.
///
/// One in a `static`, which has a `fn` to make it, is made again in each execution.
pub struct LazyLock<T, F = fn() -> T> {
    once: Once,
    parts: UnsafeCell<Parts<T, F>>,
}

struct Parts<T, F> {
    make: Option<F>,
    value: Place<T>,
}

// SAFETY: the parts are written by one thread, to which `make` is sent, and the value is read by
// others (invariant 1), and may be dropped by another one than has made it.
unsafe impl<T: Sync + Send, F: Send> Sync for LazyLock<T, F> {}

impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}
impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// A value that `make` makes.
    pub const fn new(make: F) -> Self {
        LazyLock {
            once: Once::new(),
            parts: UnsafeCell::new(Parts {
                make: Some(make),
                value: Place::new(),
            }),
        }
    }

    /// The value, made now if it is not there.
    ///
    /// # Panics
    /// If making it panicked.
    #[track_caller]
    pub fn force(this: &Self) -> &T {
        this.once.call("force", true, |state| {
            assert!(!state.is_poisoned(), "{POISONED}");
            this.make();
        });
        this.made()
    }

    /// The value, made now if it is not there.
    ///
    /// # Panics
    /// If making it panicked.
    pub fn force_mut(this: &mut Self) -> &mut T {
        Self::force(this);
        let value = this.parts.get_mut().value.get_mut();
        value.expect("what was forced is there")
    }

    /// The value, if it was made.
    #[track_caller]
    pub fn get(this: &Self) -> Option<&T> {
        this.once.is_completed().then(|| this.made())
    }

    /// The value, if it was made.
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        this.parts.get_mut().value.get_mut()
    }

    /// Makes the value, as the one who runs the `Once`.
    #[track_caller]
    fn make(&self) {
        engine::data(Access::Write, self.data());
        // SAFETY: who runs the `Once` is alone with the parts (invariant 1), and the borrow ends
        // before `make` is called.
        let parts = unsafe { &mut *self.parts.get() };
        let Some(make) = parts.make.take() else {
            // Whoever made it was unwound with its execution.
            engine::give_up()
        };
        parts.make = copy(&make);
        let value = make();
        // SAFETY: as above.
        let parts = unsafe { &mut *self.parts.get() };
        parts.value.write(value);
    }

    /// The value, which was found to be made.
    #[track_caller]
    fn made(&self) -> &T {
        engine::data(Access::Read, self.data());
        // SAFETY: once the `Once` is done nobody writes (invariant 1).
        let parts = unsafe { &*self.parts.get() };
        parts.value.get().expect("what was done has left its value")
    }

    fn data(&self) -> Object {
        Object::new("data", &self.parts)
    }
}

/// A copy of what makes a `T`, if it is a plain function: in a `static` it is needed again, in the
/// next execution.
fn copy<T, F: FnOnce() -> T>(make: &F) -> Option<F> {
    let plain = type_id::<F>() == type_id::<fn() -> T>();
    // SAFETY: it is a function pointer, which is `Copy`.
    plain.then(|| unsafe { ptr::read(make) })
}

/// The identity of a type, but for lifetimes.
fn type_id<T: ?Sized>() -> TypeId {
    trait Typed {
        fn id(&self) -> TypeId
        where
            Self: 'static;
    }
    impl<T: ?Sized> Typed for PhantomData<T> {
        fn id(&self) -> TypeId
        where
            Self: 'static,
        {
            TypeId::of::<T>()
        }
    }
    let typed: &dyn Typed = &PhantomData::<T>;
    // SAFETY: only the lifetime changes, of what holds nothing, and the identity of a type has no
    // lifetimes in it.
    let typed = unsafe { mem::transmute::<&dyn Typed, &(dyn Typed + 'static)>(typed) };
    typed.id()
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        Self::force(self)
    }
}

impl<T, F: FnOnce() -> T> DerefMut for LazyLock<T, F> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        Self::force_mut(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    fn default() -> Self {
        LazyLock::new(T::default)
    }
}

impl<T, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyLock").finish_non_exhaustive()
    }
}
