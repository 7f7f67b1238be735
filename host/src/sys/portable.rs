//! Every system with threads: the parking lot of the `parking_lot_core` crate, keyed by address.

use std::ffi::c_int;
use std::num::NonZeroU32;
use std::time::Instant;

/// How many threads the process can run at once.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, Into::into)
}

/// There is no way to tell the system that is the same everywhere.
pub(crate) fn rename(_thread: NonZeroU32, _name: &str) {}

/// Whether it is the thread that the process began with: nobody knows.
pub(crate) fn is_main(_thread: NonZeroU32) -> bool {
    false
}

/// Has `last` called when the process exits, after `main`; false if there is no room.
pub(crate) fn at_exit(last: extern "C" fn()) -> bool {
    // SAFETY: as the C standard has it.
    unsafe extern "C" {
        fn atexit(last: extern "C" fn()) -> c_int;
    }
    // SAFETY: the function does not unwind out of its own.
    unsafe { atexit(last) == 0 }
}

/// Words that the threads of one process share.
pub(crate) mod private {
    use std::cell::Cell;
    use std::sync::atomic;
    use std::sync::atomic::Ordering::{Relaxed, SeqCst};

    use parking_lot_core::{FilterOp, ParkToken, UnparkToken};
    use waitword_core::platform::AtomicU32;

    use super::*;

    /// What a sleeper of this module leaves at its place. An address whose word is gone may be
    /// another lock's by now, and who sleeps there must not be woken.
    fn token() -> ParkToken {
        static MARK: u8 = 0;
        ParkToken((&raw const MARK).addr())
    }

    #[inline(always)]
    pub(crate) fn light_fence() {
        // ORDERING: SeqCst, a store before it and a load after it stay in their order.
        atomic::fence(SeqCst);
    }

    pub(crate) use light_fence as heavy_fence;

    pub(crate) fn wait(word: &AtomicU32, expected: u32, deadline: Option<Instant>) {
        let key = word.as_ptr().addr();
        // ORDERING: Relaxed, the lot's own lock orders the look and the wake that follows a change.
        let unchanged = || word.load(Relaxed) == expected;
        // SAFETY: the closures neither panic nor use the lot; the key is shared with nobody who
        // would be harmed, see `token`.
        unsafe {
            parking_lot_core::park(key, unchanged, || {}, |_, _| {}, token(), deadline);
        }
    }

    pub(crate) fn wake(word: *const AtomicU32, count: u32) {
        let left = Cell::new(count);
        let choose = |found| match left.get() {
            0 => FilterOp::Stop,
            _ if found != token() => FilterOp::Skip,
            _ => {
                left.set(left.get() - 1);
                FilterOp::Unpark
            }
        };
        // SAFETY: as in `wait`; the address is only a key.
        unsafe {
            parking_lot_core::unpark_filter(word.addr(), choose, |_| UnparkToken(0));
        }
    }

    /// A number that no other thread of the process has or had.
    ///
    /// # Panics
    /// If the process has started 2^31 threads.
    #[inline]
    pub(crate) fn current() -> NonZeroU32 {
        thread_local!(static CURRENT: NonZeroU32 = next());
        CURRENT.with(|current| *current)
    }

    fn next() -> NonZeroU32 {
        static LAST: atomic::AtomicU32 = atomic::AtomicU32::new(0);
        // ORDERING: Relaxed, the number is all there is.
        LAST.fetch_update(Relaxed, Relaxed, |last| last.checked_add(1))
            .ok()
            .and_then(|last| NonZeroU32::MIN.checked_add(last))
            .filter(|number| number.get() < 1 << 31)
            .expect("fewer than 2^31 threads")
    }
}
