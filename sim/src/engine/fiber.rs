//! Fibers: the call stacks of tasks, on one thread, switched by hand.
//!
//! The only file that knows corosensei. A fiber runs when it is resumed and until it suspends
//! itself or ends.
//!
//! # Invariants
//! 1. `ACTIVE` is the yielder of the fiber that runs, and null outside: a fiber sets it when it
//!    begins and each time it comes back from a suspension, and nothing else runs on this thread in
//!    between.
//! 2. The yielder lies on the fiber's own stack, above every frame that can suspend.

use std::cell::Cell;
use std::ptr;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

/// Deep enough for a panic with a backtrace under a recursion of some hundred frames. Pages that
/// are not touched cost nothing.
const STACK: usize = 512 * 1024;

thread_local! {
    static ACTIVE: Cell<*const Yielder<(), u32>> = const { Cell::new(ptr::null()) };
}

/// A call stack that runs `body` to its end, in pieces. At the end of each it says who is next.
pub(super) struct Fiber {
    coroutine: Coroutine<(), u32, u32>,
}

impl Fiber {
    /// A stack of the pool, or a new one; `None` if the operating system has no memory for it.
    pub(super) fn stack(pool: &mut Vec<DefaultStack>) -> Option<DefaultStack> {
        pool.pop().or_else(|| DefaultStack::new(STACK).ok())
    }

    /// A fiber that has not begun. `body` must not panic.
    pub(super) fn new(stack: DefaultStack, body: impl FnOnce() -> u32 + 'static) -> Fiber {
        let coroutine = Coroutine::with_stack(stack, move |yielder: &Yielder<(), u32>, ()| {
            ACTIVE.set(yielder);
            body()
        });
        Fiber { coroutine }
    }

    /// Runs the fiber until it suspends itself (`Ok`) or ends (`Err`).
    #[inline(always)]
    pub(super) fn resume(&mut self) -> Result<u32, u32> {
        let result = self.coroutine.resume(());
        ACTIVE.set(ptr::null());
        match result {
            CoroutineResult::Yield(next) => Ok(next),
            CoroutineResult::Return(next) => Err(next),
        }
    }

    /// Gives the stack of a fiber that has ended back to the pool.
    pub(super) fn recycle(self, pool: &mut Vec<DefaultStack>) {
        pool.push(self.coroutine.into_stack());
    }

    /// Gives up a fiber that cannot be brought to its end: its stack stays as it is, for ever.
    pub(super) fn leak(self) {
        std::mem::forget(self.coroutine);
    }
}

/// Whether a fiber runs.
pub(super) fn is_active() -> bool {
    !ACTIVE.get().is_null()
}

/// Suspends the fiber that runs, until it is resumed, and says who is next.
#[inline(always)]
pub(super) fn suspend(next: u32) {
    let yielder = ACTIVE.get();
    assert!(
        !yielder.is_null(),
        "only a task of the simulator can be suspended"
    );
    // SAFETY: the yielder of the fiber that runs (invariants 1 and 2).
    let active = unsafe { &*yielder };
    active.suspend(next);
    ACTIVE.set(yielder);
}
