//! Tasks that do the same, and waiting for what they do.

use std::panic;
use std::sync::Arc;

use waitword_core::Runtime;
use waitword_core::runtime::Join;

use crate::World;

/// Started tasks.
#[must_use = "tasks are to be joined"]
pub struct Crew<R: Runtime, T: Send + 'static> {
    handles: Vec<R::Handle<T>>,
}

/// Starts `count` tasks, each of which runs `work` with its number.
pub fn crew<R: Runtime, T: Send + 'static>(
    count: u32,
    work: impl Fn(u32) -> T + Send + Sync + 'static,
) -> Crew<R, T> {
    let work = Arc::new(work);
    let start = |number| {
        let work = Arc::clone(&work);
        R::spawn(format_args!("task {number}"), move || work(number))
    };
    Crew {
        handles: (0..count).map(start).collect(),
    }
}

/// Starts one task.
pub fn task<R: Runtime, T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Crew<R, T> {
    Crew {
        handles: vec![R::spawn(format_args!("task"), work)],
    }
}

impl<R: Runtime, T: Send + 'static> Crew<R, T> {
    /// Waits for all, and panics as the first of them that did.
    pub fn join(self) -> Vec<T> {
        let result = |handle: R::Handle<T>| match handle.join() {
            Ok(result) => result,
            Err(panic) => panic::resume_unwind(panic),
        };
        self.handles.into_iter().map(result).collect()
    }
}

/// Lets others run until `condition` holds.
pub fn until<W: World>(mut condition: impl FnMut() -> bool) {
    loop {
        W::settle();
        if condition() {
            return;
        }
    }
}

struct Thrown;

/// Panics without a message.
pub fn throw() -> ! {
    panic::resume_unwind(Box::new(Thrown))
}

/// Runs `work`, which ends in a [`throw`].
pub fn catch(work: impl FnOnce()) {
    let result = panic::catch_unwind(panic::AssertUnwindSafe(work));
    assert!(result.is_err_and(|panic| panic.is::<Thrown>()));
}

/// The text that `work` panics with.
pub fn panic_text(work: impl FnOnce()) -> String {
    let panic = panic::catch_unwind(panic::AssertUnwindSafe(work)).expect_err("no panic");
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast::<&str>().expect("a text").to_string(),
    }
}
