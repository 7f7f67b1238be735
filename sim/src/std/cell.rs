//! `std::cell`: cells whose accesses the simulator sees.
//!
//! Two threads that reach a cell without an order, one of them to write, are a data race.
//! What cannot be shared by threads is std's own.

use std::cell;
use std::fmt;

use waitword_core::{Access, Object};

use crate::engine;

pub use std::cell::{BorrowError, BorrowMutError, LazyCell, OnceCell, Ref, RefCell, RefMut};

const KIND: &str = "cell";

/// Data that is written through shared references, by who has made sure that it is alone.
///
/// loom's [`with`](UnsafeCell::with) and [`with_mut`](UnsafeCell::with_mut) are seen by the
/// simulator; what is done through the pointer of [`get`](UnsafeCell::get) is not.
#[repr(transparent)]
pub struct UnsafeCell<T: ?Sized> {
    data: cell::UnsafeCell<T>,
}

impl<T> UnsafeCell<T> {
    /// A cell with `data`.
    pub const fn new(data: T) -> Self {
        let data = cell::UnsafeCell::new(data);
        UnsafeCell { data }
    }

    /// The data.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Reads the data. While `work` runs, nobody may write it.
    #[track_caller]
    pub fn with<R>(&self, work: impl FnOnce(*const T) -> R) -> R {
        self.touch(Access::Read, |data| work(data))
    }

    /// Writes the data. While `work` runs, nobody else may reach it.
    #[track_caller]
    pub fn with_mut<R>(&self, work: impl FnOnce(*mut T) -> R) -> R {
        self.touch(Access::Write, work)
    }

    /// Where the data is; see [the type](UnsafeCell).
    pub const fn get(&self) -> *mut T {
        self.data.get()
    }

    /// The data, which the exclusive reference guards.
    pub const fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }

    /// Touches the data from the beginning of `work` to its end.
    #[track_caller]
    fn touch<R>(&self, access: Access, work: impl FnOnce(*mut T) -> R) -> R {
        let object = Object::new(KIND, self);
        engine::data(access, object);
        let result = work(self.data.get());
        engine::data(access, object);
        result
    }
}

impl<T: Default> Default for UnsafeCell<T> {
    fn default() -> Self {
        UnsafeCell::new(T::default())
    }
}

impl<T> From<T> for UnsafeCell<T> {
    fn from(data: T) -> Self {
        UnsafeCell::new(data)
    }
}

impl<T: ?Sized> fmt::Debug for UnsafeCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsafeCell").finish_non_exhaustive()
    }
}

/// A value that is read and written as a whole.
#[repr(transparent)]
pub struct Cell<T: ?Sized> {
    value: cell::Cell<T>,
}

impl<T> Cell<T> {
    /// A cell with `value`.
    pub const fn new(value: T) -> Self {
        let value = cell::Cell::new(value);
        Cell { value }
    }

    /// Writes the value.
    #[track_caller]
    pub fn set(&self, value: T) {
        drop(self.replace(value));
    }

    /// Writes the value and returns what was there.
    #[track_caller]
    pub fn replace(&self, value: T) -> T {
        self.written().replace(value)
    }

    /// Exchanges the values of two cells.
    #[track_caller]
    pub fn swap(&self, other: &Self) {
        self.written().swap(other.written());
    }

    /// Takes the value, and leaves the default one.
    #[track_caller]
    pub fn take(&self) -> T
    where
        T: Default,
    {
        self.written().take()
    }

    /// A copy of the value.
    #[track_caller]
    pub fn get(&self) -> T
    where
        T: Copy,
    {
        engine::data(Access::Read, Object::new(KIND, self));
        self.value.get()
    }

    /// Writes what `new` makes of the value.
    #[track_caller]
    pub fn update(&self, new: impl FnOnce(T) -> T)
    where
        T: Copy,
    {
        self.set(new(self.get()));
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }

    #[track_caller]
    fn written(&self) -> &cell::Cell<T> {
        engine::data(Access::Write, Object::new(KIND, self));
        &self.value
    }
}

impl<T: ?Sized> Cell<T> {
    /// Where the value is. What is done through the pointer, the simulator does not see.
    pub const fn as_ptr(&self) -> *mut T {
        self.value.as_ptr()
    }

    /// The value, which the exclusive reference guards.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T: Default> Default for Cell<T> {
    fn default() -> Self {
        Cell::new(T::default())
    }
}

impl<T> From<T> for Cell<T> {
    fn from(value: T) -> Self {
        Cell::new(value)
    }
}

impl<T: Copy> Clone for Cell<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        Cell::new(self.get())
    }
}

impl<T: PartialEq + Copy> PartialEq for Cell<T> {
    #[track_caller]
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq + Copy> Eq for Cell<T> {}

impl<T: PartialOrd + Copy> PartialOrd for Cell<T> {
    #[track_caller]
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

impl<T: Ord + Copy> Ord for Cell<T> {
    #[track_caller]
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.get().cmp(&other.get())
    }
}

impl<T: ?Sized> fmt::Debug for Cell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cell").finish_non_exhaustive()
    }
}
