//! What is done when a thread ends by a panic.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use waitword_core::future::Panicked;

use super::record::Thread;
use crate::Mutex;

type Hook = Arc<dyn Fn(&Thread, &Panicked) + Send + Sync>;

static HOOK: Mutex<Option<Hook>> = Mutex::new(None);

/// Has `hook` called on each thread that was started here and ends by a panic, before its end can
/// be seen; in place of the one before.
///
/// Python's `threading.excepthook`. std's own panic hook has told of the panic by then, and where
/// it was; use `std::panic::set_hook` to change that. A panic of the hook goes no further.
pub fn set_panic_hook(hook: impl Fn(&Thread, &Panicked) + Send + Sync + 'static) {
    let before = HOOK.lock().replace(Arc::new(hook));
    drop(before);
}

/// The thread has panicked.
pub(super) fn call(thread: &Thread, panic: &Panicked) {
    let hook = HOOK.lock().clone();
    if let Some(hook) = hook {
        let _ = panic::catch_unwind(AssertUnwindSafe(|| hook(thread, panic)));
    }
}
