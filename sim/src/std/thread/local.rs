//! Values of which each thread has its own.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;
use std::rc::Rc;

use crate::engine;

/// A value of which each thread has its own, made when the thread first uses it, and dropped by the
/// thread at its end, the newest first.
///
/// Declared by [`thread_local!`](crate::std::thread_local!).
pub struct LocalKey<T: 'static> {
    make: fn() -> T,
}

/// The value has been dropped: its thread is about to end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AccessError;

impl fmt::Debug for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessError")
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("already destroyed")
    }
}

impl Error for AccessError {}

impl<T: 'static> LocalKey<T> {
    /// A key whose values `make` makes. The macro calls it.
    #[doc(hidden)]
    pub const fn new(make: fn() -> T) -> Self {
        LocalKey { make }
    }

    /// Works on the value of the calling thread.
    ///
    /// # Panics
    /// If the value has been dropped.
    #[track_caller]
    pub fn with<R>(&'static self, work: impl FnOnce(&T) -> R) -> R {
        work(&self.value())
    }

    /// Works on the value of the calling thread.
    ///
    /// # Errors
    /// [`AccessError`] if the value has been dropped.
    pub fn try_with<R>(&'static self, work: impl FnOnce(&T) -> R) -> Result<R, AccessError> {
        let value = self.find()?.unwrap_or_else(|| self.keep((self.make)()));
        Ok(work(&value))
    }

    /// The value of the calling thread, made by `make` if there is none yet, and whether it was.
    fn begin_with(&'static self, value: T, use_it: impl FnOnce(&T, T)) {
        match self.find() {
            Ok(None) => drop(self.keep(value)),
            Ok(Some(there)) => use_it(&there, value),
            Err(error) => gone(error),
        }
    }

    #[track_caller]
    fn value(&'static self) -> Rc<T> {
        match self.find() {
            Ok(value) => value.unwrap_or_else(|| self.keep((self.make)())),
            Err(error) => gone(error),
        }
    }

    fn key(&'static self) -> usize {
        (&raw const *self).addr()
    }

    fn find(&'static self) -> Result<Option<Rc<T>>, AccessError> {
        engine::local(self.key()).map_err(|()| AccessError)
    }

    fn keep(&'static self, value: T) -> Rc<T> {
        let value = Rc::new(value);
        // Making it may have made it before.
        drop(engine::keep(self.key(), Rc::clone(&value)));
        value
    }
}

#[cold]
#[track_caller]
fn gone(error: AccessError) -> ! {
    panic!("cannot access a Thread Local Storage value during or after destruction: {error:?}")
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Writes the value; the first one is not made before.
    pub fn set(&'static self, value: T) {
        self.begin_with(Cell::new(value), |there, value| there.swap(&value));
    }

    /// A copy of the value.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes the value, and leaves the default one.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Writes the value and returns what was there.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|there| there.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Works on the value.
    ///
    /// # Panics
    /// If it is borrowed mutably.
    #[track_caller]
    pub fn with_borrow<R>(&'static self, work: impl FnOnce(&T) -> R) -> R {
        self.with(|there| work(&there.borrow()))
    }

    /// Works on the value, and may write it.
    ///
    /// # Panics
    /// If it is borrowed.
    #[track_caller]
    pub fn with_borrow_mut<R>(&'static self, work: impl FnOnce(&mut T) -> R) -> R {
        self.with(|there| work(&mut there.borrow_mut()))
    }

    /// Writes the value; the first one is not made before.
    ///
    /// # Panics
    /// If it is borrowed.
    pub fn set(&'static self, value: T) {
        self.begin_with(RefCell::new(value), |there, value| there.swap(&value));
    }

    /// Takes the value, and leaves the default one.
    ///
    /// # Panics
    /// If it is borrowed.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Writes the value and returns what was there.
    ///
    /// # Panics
    /// If it is borrowed.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|there| there.replace(value))
    }
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

/// Declares values of which each thread has its own, as std's macro of this name.
#[doc(hidden)]
#[macro_export]
macro_rules! __std_thread_local {
    () => {};
    ($(#[$about:meta])* $vis:vis static $name:ident: $type:ty = const $make:block
        $(; $($more:tt)*)?) => {
        $crate::__std_thread_local!($(#[$about])* $vis static $name: $type = $make $(; $($more)*)?);
    };
    ($(#[$about:meta])* $vis:vis static $name:ident: $type:ty = $make:expr
        $(; $($more:tt)*)?) => {
        $(#[$about])*
        $vis static $name: $crate::std::thread::LocalKey<$type> = {
            fn make() -> $type {
                $make
            }
            $crate::std::thread::LocalKey::new(make)
        };
        $($crate::__std_thread_local!($($more)*);)?
    };
}
