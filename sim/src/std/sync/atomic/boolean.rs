//! What only `bool` can do.

use std::sync::atomic;

use super::{AtomicBool, Ordering};

impl AtomicBool {
    /// An atomic that holds `value`.
    pub const fn new(value: bool) -> Self {
        let cell = atomic::AtomicBool::new(value);
        AtomicBool { cell }
    }

    /// The `bool` at `pointer`, taken as an atomic.
    ///
    /// # Safety
    /// The pointer is valid for reads and writes during `'a`, and whoever else touches the `bool`
    /// meanwhile does it atomically.
    pub const unsafe fn from_ptr<'a>(pointer: *mut bool) -> &'a Self {
        // SAFETY: an atomic has the layout of its value, and the caller answers for the rest.
        unsafe { &*pointer.cast::<Self>() }
    }

    /// Whether both are true; returns what was there.
    #[track_caller]
    pub fn fetch_and(&self, value: bool, order: Ordering) -> bool {
        self.update_with("fetch_and", order, |held| held & value)
    }

    /// Whether not both are true; returns what was there.
    #[track_caller]
    pub fn fetch_nand(&self, value: bool, order: Ordering) -> bool {
        self.update_with("fetch_nand", order, |held| !(held & value))
    }

    /// Whether one or both are true; returns what was there.
    #[track_caller]
    pub fn fetch_or(&self, value: bool, order: Ordering) -> bool {
        self.update_with("fetch_or", order, |held| held | value)
    }

    /// Whether just one is true; returns what was there.
    #[track_caller]
    pub fn fetch_xor(&self, value: bool, order: Ordering) -> bool {
        self.update_with("fetch_xor", order, |held| held ^ value)
    }

    /// The opposite; returns what was there.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.update_with("fetch_not", order, |held| !held)
    }
}

impl Default for AtomicBool {
    fn default() -> Self {
        Self::new(false)
    }
}

impl From<bool> for AtomicBool {
    fn from(value: bool) -> Self {
        Self::new(value)
    }
}
