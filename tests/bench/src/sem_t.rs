//! glibc's semaphore.

use std::cell::UnsafeCell;
use std::mem::MaybeUninit;

/// A `sem_t` of this process.
pub(crate) struct SemT(Box<UnsafeCell<libc::sem_t>>);

// SAFETY: a `sem_t` is made to be used by several threads at once, and its place does not move.
unsafe impl Send for SemT {}
// SAFETY: as for `Send`.
unsafe impl Sync for SemT {}

impl SemT {
    pub(crate) fn new(permits: u32) -> Self {
        let mut place = Box::new(UnsafeCell::new(MaybeUninit::<libc::sem_t>::uninit()));
        // SAFETY: the pointer is valid for writes of a `sem_t`.
        let status = unsafe { libc::sem_init(place.get_mut().as_mut_ptr(), 0, permits) };
        assert_eq!(status, 0, "sem_init failed");
        let place = Box::into_raw(place).cast::<UnsafeCell<libc::sem_t>>();
        // SAFETY: the box was just given up, its content is initialised, and the layouts are equal.
        SemT(unsafe { Box::from_raw(place) })
    }

    #[inline(always)]
    pub(crate) fn acquire(&self) {
        // SAFETY: the semaphore is initialised.
        while unsafe { libc::sem_wait(self.0.get()) } != 0 {}
    }

    #[inline(always)]
    pub(crate) fn release(&self) {
        // SAFETY: the semaphore is initialised.
        let status = unsafe { libc::sem_post(self.0.get()) };
        assert_eq!(status, 0, "sem_post failed");
    }
}

impl Drop for SemT {
    fn drop(&mut self) {
        // SAFETY: the semaphore is initialised, and nobody waits for it: the drop is exclusive.
        unsafe { libc::sem_destroy(self.0.get()) };
    }
}
