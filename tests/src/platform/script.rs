//! A platform for one thread, on which the test writes what happens while it waits.

use core::num::NonZeroU32;
use core::time::Duration;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::platform::{ALL, AtomicU32};
use waitword_core::{Clock, Identity, Platform};

use super::{Handlers, thread_number};

/// A platform whose waits run the next step of a script instead of sleeping.
///
/// Time stands still but for [`advance`](Scripted::advance) and for a wait without a step, which
/// lasts until its deadline. Each thread has its own script and its own time.
#[derive(Debug)]
pub struct Scripted;

thread_local! {
    static STEPS: RefCell<VecDeque<Box<dyn FnOnce()>>> = const { RefCell::new(VecDeque::new()) };
    static NOW: Cell<u64> = const { Cell::new(0) };
    static WAITS: Cell<u32> = const { Cell::new(0) };
    static WAKES: Cell<u32> = const { Cell::new(0) };
    static IN_HANDLER: Cell<bool> = const { Cell::new(false) };
}

impl Scripted {
    /// The next wait that has no step yet does this and returns.
    pub fn then(step: impl FnOnce() + 'static) {
        STEPS.with_borrow_mut(|steps| steps.push_back(Box::new(step)));
    }

    /// Time goes on.
    pub fn advance(time: Duration) {
        NOW.set(NOW.get() + nanoseconds(time));
    }

    /// How often this thread has waited.
    pub fn waits() -> u32 {
        WAITS.get()
    }

    /// How many sleepers this thread has called, counting each call of all as one.
    pub fn wakes() -> u32 {
        WAKES.get()
    }

    /// Whether every step has been taken.
    pub fn is_over() -> bool {
        STEPS.with_borrow(VecDeque::is_empty)
    }

    fn step() -> bool {
        WAITS.set(WAITS.get() + 1);
        let step = STEPS.with_borrow_mut(VecDeque::pop_front);
        step.map(|step| step()).is_some()
    }
}

impl Platform for Scripted {
    type Mask = ();

    fn wait(word: &AtomicU32, expected: u32) {
        if Scripted::load(word, Relaxed) == expected {
            assert!(Scripted::step(), "this wait would never end");
        }
    }

    fn wake(_: *const AtomicU32, count: u32) {
        let count = if count == ALL { 1 } else { count };
        WAKES.set(WAKES.get() + count);
    }

    fn can_wait() -> bool {
        !IN_HANDLER.get()
    }
}

impl Clock for Scripted {
    type Instant = u64;

    fn now() -> u64 {
        NOW.get()
    }

    fn after(timeout: Duration) -> Option<u64> {
        NOW.get()
            .checked_add(u64::try_from(timeout.as_nanos()).ok()?)
    }

    fn is_past(deadline: u64) -> bool {
        NOW.get() >= deadline
    }

    fn wait_until(word: &AtomicU32, expected: u32, deadline: u64) {
        let sleeps = Scripted::load(word, Relaxed) == expected;
        if sleeps && !Scripted::step() {
            NOW.set(NOW.get().max(deadline));
        }
    }
}

impl Identity for Scripted {
    fn current() -> NonZeroU32 {
        thread_number()
    }
}

impl Handlers for Scripted {
    fn in_handler<T>(handler: impl FnOnce() -> T) -> T {
        struct Leave;
        impl Drop for Leave {
            fn drop(&mut self) {
                IN_HANDLER.set(false);
            }
        }
        IN_HANDLER.set(true);
        let _leave = Leave;
        handler()
    }
}

fn nanoseconds(time: Duration) -> u64 {
    time.as_nanos().try_into().expect("less than 584 years")
}
