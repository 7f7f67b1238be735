//! The count of those who wait for one side of a queue, kept under the queue's lock.
//!
//! Who waits reads the side's word of calls under the lock and sleeps on it outside; a call changes
//! the word under the lock and wakes after it.
//!
//! # Invariants
//! 1. `called <= waiting`, and at least `called` of those counted in `waiting` return without
//!    another call: each was woken, or finds the word changed.
//! 2. So a call is needed, and made, only while `waiting > called`, and a burst of items makes one
//!    system call for each sleeper, not one for each item.

/// Who waits, and how many of them have been called.
#[repr(C)]
pub(crate) struct Room {
    waiting: u32,
    called: u32,
}

impl Room {
    pub(crate) const fn new() -> Self {
        Room {
            waiting: 0,
            called: 0,
        }
    }

    pub(crate) fn enter(&mut self) {
        self.waiting += 1;
    }

    /// One of those who waited is back, called or not.
    pub(crate) fn leave(&mut self) {
        self.waiting -= 1;
        self.called = self.called.saturating_sub(1);
    }

    /// How many wait and have not been called.
    pub(crate) fn uncalled(&self) -> u32 {
        self.waiting - self.called
    }

    /// How many of `count` are there to be called, who count as called from here on.
    #[inline]
    pub(crate) fn call(&mut self, count: u32) -> u32 {
        let called = count.min(self.waiting - self.called);
        self.called += called;
        called
    }
}
