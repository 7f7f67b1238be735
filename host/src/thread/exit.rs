//! The end of the process, which waits for the threads that are no daemons.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use waitword_core::Identity;

use super::record::Thread;
use super::registry::enumerate;
use crate::{Threads, sys};

static EXITING: AtomicBool = AtomicBool::new(false);

/// Whether the process exits, so that no thread can be started.
pub(super) fn has_begun() -> bool {
    // ORDERING: SeqCst, with the table's lock: who is on the table before the flag is seen is
    // waited for, and who comes later sees the flag.
    EXITING.load(SeqCst)
}

/// Sees to it that the process waits.
pub(super) fn prepare() {
    static PREPARED: Once = Once::new();
    // Without room for it the process ends at once, as any other does.
    PREPARED.call_once(|| _ = sys::at_exit(wait));
}

extern "C" fn wait() {
    // ORDERING: SeqCst, as in `has_begun`.
    EXITING.store(true, SeqCst);
    // By the system's number: the caller has dropped its thread-local values by now.
    let me = Some(Threads::current());
    let is_awaited = |thread: &Thread| !thread.is_daemon() && thread.native_id() != me;
    while let Some(thread) = enumerate().into_iter().find(is_awaited) {
        thread.wait();
    }
}
