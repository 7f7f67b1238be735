//! What only pointers can do.

use std::fmt;
use std::ptr;
use std::sync::atomic;

use super::primitive::Primitive;
use super::{AtomicPtr, Ordering};

impl<T> AtomicPtr<T> {
    /// An atomic that holds `pointer`.
    pub const fn new(pointer: *mut T) -> Self {
        let cell = atomic::AtomicPtr::new(pointer);
        AtomicPtr { cell }
    }

    /// An atomic that holds the null pointer.
    pub const fn null() -> Self {
        Self::new(ptr::null_mut())
    }

    /// The pointer at `pointer`, taken as an atomic.
    ///
    /// # Safety
    /// The outer pointer is aligned for the atomic and valid for reads and writes during `'a`, and
    /// whoever else touches the inner one meanwhile does it atomically.
    pub const unsafe fn from_ptr<'a>(pointer: *mut *mut T) -> &'a Self {
        // SAFETY: an atomic has the layout of its value, and the caller answers for the rest.
        unsafe { &*pointer.cast::<Self>() }
    }

    /// Adds so many values of `T` to the address, and returns what was there.
    #[track_caller]
    pub fn fetch_ptr_add(&self, values: usize, order: Ordering) -> *mut T {
        let added = |held: *mut T| held.wrapping_add(values);
        self.update_with("fetch_ptr_add", order, added)
    }

    /// Subtracts so many values of `T` from the address, and returns what was there.
    #[track_caller]
    pub fn fetch_ptr_sub(&self, values: usize, order: Ordering) -> *mut T {
        let subtracted = |held: *mut T| held.wrapping_sub(values);
        self.update_with("fetch_ptr_sub", order, subtracted)
    }

    /// Adds so many bytes to the address, and returns what was there.
    #[track_caller]
    pub fn fetch_byte_add(&self, bytes: usize, order: Ordering) -> *mut T {
        let added = |held: *mut T| held.wrapping_byte_add(bytes);
        self.update_with("fetch_byte_add", order, added)
    }

    /// Subtracts so many bytes from the address, and returns what was there.
    #[track_caller]
    pub fn fetch_byte_sub(&self, bytes: usize, order: Ordering) -> *mut T {
        let subtracted = |held: *mut T| held.wrapping_byte_sub(bytes);
        self.update_with("fetch_byte_sub", order, subtracted)
    }

    /// Sets these bits of the address, and returns what was there.
    #[track_caller]
    pub fn fetch_or(&self, bits: usize, order: Ordering) -> *mut T {
        let set = |held: *mut T| held.map_addr(|address| address | bits);
        self.update_with("fetch_or", order, set)
    }

    /// Clears the other bits of the address, and returns what was there.
    #[track_caller]
    pub fn fetch_and(&self, bits: usize, order: Ordering) -> *mut T {
        let cleared = |held: *mut T| held.map_addr(|address| address & bits);
        self.update_with("fetch_and", order, cleared)
    }

    /// Changes these bits of the address, and returns what was there.
    #[track_caller]
    pub fn fetch_xor(&self, bits: usize, order: Ordering) -> *mut T {
        let changed = |held: *mut T| held.map_addr(|address| address ^ bits);
        self.update_with("fetch_xor", order, changed)
    }
}

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        Self::null()
    }
}

impl<T> From<*mut T> for AtomicPtr<T> {
    fn from(pointer: *mut T) -> Self {
        Self::new(pointer)
    }
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&<*mut T>::peek(&self.cell), f)
    }
}
