//! Data that only a primitive keeps from being touched by two tasks at once.

use core::cell::UnsafeCell;

/// A number that is read and written as plain memory.
///
/// If the primitive under test does not order its users, it is a data race, which ThreadSanitizer
/// reports; on a machine that orders everything itself no other test would tell.
#[derive(Debug, Default)]
pub struct Plain(UnsafeCell<u32>);

// SAFETY: whoever calls `get` or `set` promises that nobody else does.
unsafe impl Sync for Plain {}

impl Plain {
    /// Zero.
    pub const fn new() -> Self {
        Plain(UnsafeCell::new(0))
    }

    /// The number.
    ///
    /// # Safety
    /// Nobody may be in [`set`](Plain::set).
    pub unsafe fn get(&self) -> u32 {
        // SAFETY: the caller's promise.
        unsafe { *self.0.get() }
    }

    /// Changes the number.
    ///
    /// # Safety
    /// Nobody may be in [`get`](Plain::get) or here.
    pub unsafe fn set(&self, number: u32) {
        // SAFETY: the caller's promise.
        unsafe { *self.0.get() = number };
    }
}
