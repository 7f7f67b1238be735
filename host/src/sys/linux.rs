//! Linux: futexes.
//!
//! # Invariants
//! 1. A deadline is given to the kernel as an absolute time of the monotonic clock, at or after the
//!    [`Instant`] it was made from (see `deadline`), so no wait ends early and none drifts.

mod deadline;
mod fence;
pub(crate) mod memory;

use std::cell::Cell;
use std::fs;
use std::num::NonZeroU32;
use std::sync::{Once, atomic};
use std::time::Instant;

use rustix::process::getpid;
use rustix::thread::{CpuSet, futex, gettid, sched_getaffinity};
use waitword_core::platform::AtomicU32;

/// Words that the threads of one process share.
pub(crate) mod private {
    pub(crate) use super::fence::{heavy_fence, light_fence};
    use super::*;

    pub(crate) fn wait(word: &AtomicU32, expected: u32, deadline: Option<Instant>) {
        super::wait(futex::Flags::PRIVATE, word, expected, deadline);
    }

    pub(crate) fn wake(word: *const AtomicU32, count: u32) {
        super::wake(libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, word, count);
    }

    pub(crate) use super::current;
}

/// Words that processes share.
pub(crate) mod shared {
    use super::*;

    /// One process cannot fence another one that has not agreed to it: both halves are whole.
    #[inline(always)]
    pub(crate) fn light_fence() {
        // ORDERING: SeqCst, a store before it and a load after it stay in their order.
        atomic::fence(atomic::Ordering::SeqCst);
    }

    pub(crate) use light_fence as heavy_fence;

    pub(crate) fn wait(word: &AtomicU32, expected: u32, deadline: Option<Instant>) {
        super::wait(futex::Flags::empty(), word, expected, deadline);
    }

    pub(crate) fn wake(word: *const AtomicU32, count: u32) {
        super::wake(libc::FUTEX_WAKE, word, count);
    }

    pub(crate) use super::current;
}

/// Sleeps while the word holds `expected` and the deadline has not passed.
///
/// Every error means that the caller is to look again: the word has changed, a signal came, the
/// deadline passed.
fn wait(flags: futex::Flags, word: &AtomicU32, expected: u32, deadline: Option<Instant>) {
    // SAFETY: the pointer is valid and aligned for as long as `word` is borrowed, and everybody
    // accesses it atomically.
    let word = unsafe { atomic::AtomicU32::from_ptr(word.as_ptr()) };
    let _ = match deadline.and_then(deadline::monotonic) {
        Some(time) => futex::wait_bitset(word, flags, expected, Some(&time), NonZeroU32::MAX),
        None => futex::wait(word, flags, expected, None),
    };
}

/// Wakes up to `count` of those who wait at this address.
///
/// The word may be gone by now, so there must be no reference to it, which is what rustix's `wake`
/// takes: this is the one system call that is made through libc.
fn wake(operation: libc::c_int, word: *const AtomicU32, count: u32) {
    // The kernel takes the count as a signed number.
    let count = count.min(i32::MAX as u32);
    // SAFETY: the kernel only looks the address up among those of sleepers; it fails, with nothing
    // done, if there is no memory. A sleeper that it wakes by mistake looks again.
    unsafe { libc::syscall(libc::SYS_futex, word, operation, count) };
}

/// How many processors the process may run on: its main thread or the caller, since threads may be
/// tied to processors of their own.
pub(crate) fn processors() -> usize {
    let Ok(mine) = sched_getaffinity(None) else {
        return CpuSet::MAX_CPU; // More than fit into the set.
    };
    let main = sched_getaffinity(Some(getpid())).unwrap_or(mine);
    (0..CpuSet::MAX_CPU)
        .filter(|&cpu| mine.is_set(cpu) || main.is_set(cpu))
        .count()
}

thread_local! {
    /// The calling thread's number, 0 while it is not known.
    static CURRENT: Cell<u32> = const { Cell::new(0) };
}

/// The kernel's number of the calling thread, which no other live thread of the machine has; the
/// kernel's numbers end at 2^22. A child that forks off asks anew.
#[inline]
pub(crate) fn current() -> NonZeroU32 {
    NonZeroU32::new(CURRENT.get()).unwrap_or_else(ask_for_current)
}

#[cold]
fn ask_for_current() -> NonZeroU32 {
    static ONCE: Once = Once::new();
    ONCE.call_once(forget_after_fork);
    let current = gettid().as_raw_nonzero().cast_unsigned();
    CURRENT.set(current.get());
    current
}

/// Lets the thread that runs on in a forked child forget the number of its parent.
fn forget_after_fork() {
    extern "C" fn forget() {
        CURRENT.set(0);
    }
    // SAFETY: the function may run in a forked child, as it only writes to memory of its thread.
    let failed = unsafe { libc::pthread_atfork(None, None, Some(forget)) };
    assert_eq!(failed, 0, "no memory for the handler");
}

/// The longest name that the kernel keeps of a thread, in bytes.
const NAME: usize = 15;

/// Tells the kernel how a thread of this process is called: up to the first zero byte, and as many
/// whole characters as there is room for. A thread that has ended is none.
pub(crate) fn rename(thread: NonZeroU32, name: &str) {
    let name = name.split('\0').next().unwrap_or_default();
    let name = &name[..name.floor_char_boundary(NAME)];
    // Only debuggers look at it, so nothing is lost if the file cannot be written.
    let _ = fs::write(format!("/proc/self/task/{thread}/comm"), name);
}

/// Whether it is the thread that the process began with, or that it was forked by.
pub(crate) fn is_main(thread: NonZeroU32) -> bool {
    thread.get() == getpid().as_raw_nonzero().get().cast_unsigned()
}

/// Has `last` called when the process exits, after `main`; false if there is no room.
pub(crate) fn at_exit(last: extern "C" fn()) -> bool {
    // SAFETY: the function does not unwind out of its own.
    unsafe { libc::atexit(last) == 0 }
}
