//! Platforms: how a word is accessed and how a waiter sleeps.
//!
//! A new platform (an RTOS, say) is a type without values and two functions:
//!
//! ```
//! use waitword_core::platform::{AtomicU32, Platform};
//!
//! struct MyRtos;
//! impl Platform for MyRtos {
//!     type Mask = ();
//!     fn wait(word: &AtomicU32, expected: u32) {
//!         // sleep while `word` holds `expected`, or return early
//!     }
//!     fn wake(word: *const AtomicU32, count: u32) {
//!         // wake up to `count` sleepers of this address
//!     }
//! }
//! type Mutex<T> = waitword_core::Mutex<MyRtos, T>;
//! static SETTINGS: Mutex<u32> = Mutex::new(1);
//! assert_eq!(*SETTINGS.lock(), 1);
//! ```

use core::fmt;
use core::num::NonZeroU32;
use core::sync::atomic::Ordering;
use core::time::Duration;

pub use portable_atomic::AtomicU32;

use crate::operation::{Access, Object, Operation, Outcome};

#[cfg(not(any(
    target_has_atomic = "32",
    feature = "portable-atomic-critical-section",
    feature = "portable-atomic-unsafe-assume-single-core",
)))]
compile_error!(
    "this target has no compare-and-swap: enable the feature `portable-atomic-critical-section` of \
     waitword-core, or on one core without an operating system \
     `portable-atomic-unsafe-assume-single-core`"
);

mod callers;
#[cfg(feature = "critical-section")]
mod masked;
mod spin;
mod ticks;
mod traced;

pub use callers::Callers;
#[cfg(feature = "critical-section")]
pub use masked::{Bare, Machine, Masked};
pub use spin::Spin;
pub use ticks::{Tick, Ticks};
pub use traced::{Note, Sink, Traced};

/// As many as there are: the count that wakes every waiter.
pub const ALL: u32 = u32::MAX;

/// What one word needs, wherever it lives.
///
/// The operations on words are provided: each is the machine's instruction. So are the hooks at the
/// end, which do nothing: simulators, recorders and interrupt controllers need to know what a
/// program of threads does not.
///
/// # What primitives rely on
/// 1. A [`wait`](Platform::wait) that began before a [`wake`](Platform::wake) of its word, and
///    whose `expected` the word held until then, returns after it if `count` reaches it.
/// 2. `wait` checks the word and goes to sleep as one step: no wake between the two is lost.
/// 3. `wait` returns at once if the word does not hold `expected`, and may return for no reason.
/// 4. Each wake that somebody must notice comes after a change of the word, so a platform may poll.
pub trait Platform: Sized + 'static {
    /// What [`mask`](Platform::mask) has to remember for [`unmask`](Platform::unmask).
    type Mask: Default;

    /// Between `mask` and `unmask`, nobody who shares a word with the caller runs.
    const MASK_EXCLUDES: bool = false;

    /// Sleeps while `word` holds `expected`; may return early for no reason.
    fn wait(word: &AtomicU32, expected: u32);

    /// Wakes up to `count` sleepers of the word at this address, whose memory may be gone.
    fn wake(word: *const AtomicU32, count: u32);

    /// Masks the interrupts that share words with this code, on a platform that has them.
    #[inline(always)]
    fn mask() -> Self::Mask {
        Self::Mask::default()
    }

    /// Takes back one [`mask`](Platform::mask), the newest first.
    #[inline(always)]
    fn unmask(mask: Self::Mask) {
        drop(mask);
    }

    /// Reads the word.
    #[inline(always)]
    #[track_caller]
    fn load(word: &AtomicU32, order: Ordering) -> u32 {
        word.load(order)
    }

    /// Writes the word.
    #[inline(always)]
    #[track_caller]
    fn store(word: &AtomicU32, value: u32, order: Ordering) {
        word.store(value, order);
    }

    /// Writes the word and returns what it held.
    #[inline(always)]
    #[track_caller]
    fn swap(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        word.swap(value, order)
    }

    /// Writes `new` if the word holds `current`; else fails with what it holds.
    #[inline(always)]
    #[track_caller]
    fn compare_exchange(
        word: &AtomicU32,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        word.compare_exchange(current, new, success, failure)
    }

    /// As `compare_exchange`, but may fail for no reason.
    #[inline(always)]
    #[track_caller]
    fn compare_exchange_weak(
        word: &AtomicU32,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        word.compare_exchange_weak(current, new, success, failure)
    }

    /// Adds, wrapping around, and returns what the word held.
    #[inline(always)]
    #[track_caller]
    fn fetch_add(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        word.fetch_add(value, order)
    }

    /// Subtracts, wrapping around, and returns what the word held.
    #[inline(always)]
    #[track_caller]
    fn fetch_sub(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        word.fetch_sub(value, order)
    }

    /// Sets bits and returns what the word held.
    #[inline(always)]
    #[track_caller]
    fn fetch_or(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        word.fetch_or(value, order)
    }

    /// Clears the bits that `value` does not have and returns what the word held.
    #[inline(always)]
    #[track_caller]
    fn fetch_and(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        word.fetch_and(value, order)
    }

    /// Orders the operations around it; see [`core::sync::atomic::fence`].
    #[inline(always)]
    #[track_caller]
    fn fence(order: Ordering) {
        core::sync::atomic::fence(order);
    }

    /// Half of a pair: of one who changes something and then looks whether somebody waits for it,
    /// which is [`light_fence`](Platform::light_fence), and one who says that it waits and then
    /// looks once more, which is [`heavy_fence`](Platform::heavy_fence), at least one sees what the
    /// other did. Both are a `SeqCst` fence; a platform may make the light one cheaper at the
    /// expense of the heavy one.
    #[inline(always)]
    #[track_caller]
    fn light_fence() {
        // ORDERING: SeqCst, a store before it and a load after it stay in their order.
        Self::fence(Ordering::SeqCst);
    }

    /// The half of the pair for who is about to sleep; see [`light_fence`](Platform::light_fence).
    #[inline(always)]
    #[track_caller]
    fn heavy_fence() {
        // ORDERING: SeqCst, as the light one.
        Self::fence(Ordering::SeqCst);
    }

    /// Spends one bounded step of the spinning that is worth while before a sleep.
    ///
    /// `round` counts from 0. False says that it is time to sleep; that is the provided answer.
    #[inline(always)]
    fn spin(round: u32) -> bool {
        let _ = round;
        false
    }

    /// As [`spin`](Platform::spin), for who waits until others have come and done something, not
    /// just until one has left a stretch of a few instructions: it may let them run here meanwhile.
    #[inline(always)]
    fn give_way(round: u32) -> bool {
        Self::spin(round)
    }

    /// Whether the caller may be put to sleep here: not in an interrupt handler, say.
    #[inline(always)]
    fn can_wait() -> bool {
        true
    }

    /// Whether a primitive that could not do its work at once is to try again from its start.
    ///
    /// A simulator that takes an operation as one step answers [`Retry::Changed`] once a word has
    /// changed that the operation read. It may only be called before the operation has changed
    /// anything.
    #[inline(always)]
    fn retry() -> Retry {
        Retry::Unsupported
    }

    /// An operation of a primitive begins. They nest: a wait on a condition unlocks a mutex.
    #[inline(always)]
    #[track_caller]
    fn begin(operation: Operation) {
        let _ = operation;
    }

    /// The newest operation that began has ended.
    #[inline(always)]
    fn end(outcome: Outcome) {
        let _ = outcome;
    }

    /// The caller holds the object, or one more of its permits, from here on.
    #[inline(always)]
    fn acquired(object: Object) {
        let _ = object;
    }

    /// The caller gives the object, or one of its permits, back.
    #[inline(always)]
    fn released(object: Object) {
        let _ = object;
    }

    /// The caller reads or writes the data that a primitive guards.
    #[inline(always)]
    #[track_caller]
    fn access(access: Access, data: Object) {
        let _ = (access, data);
    }

    /// The memory of the object is given back: what comes to lie there has no history, and who
    /// still touches it has a bug.
    #[inline(always)]
    fn retire(object: Object) {
        let _ = object;
    }

    /// The object is called so in traces and reports.
    #[inline(always)]
    fn name(object: Object, name: fmt::Arguments<'_>) {
        let _ = (object, name);
    }
}

/// The answer of [`Platform::retry`] and [`Clock::retry_until`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// This platform has no such thing: go on and wait.
    Unsupported,
    /// A word has changed: try again.
    Changed,
    /// The deadline has passed.
    Expired,
}

/// A platform with time: adds the `_timeout` and `_until` forms.
///
/// # What primitives rely on
/// No deadline is reported as passed before it has.
pub trait Clock: Platform {
    /// A point in time. Counters wrap around, so it need not be `Ord`.
    type Instant: Copy + fmt::Debug;

    /// The time.
    fn now() -> Self::Instant;

    /// The instant that is `timeout` from now; `None` if it is too far away to be told from never.
    fn after(timeout: Duration) -> Option<Self::Instant>;

    /// Whether `deadline` has passed.
    fn is_past(deadline: Self::Instant) -> bool;

    /// Sleeps while `word` holds `expected` and the deadline has not passed; may return early.
    fn wait_until(word: &AtomicU32, expected: u32, deadline: Self::Instant);

    /// As [`Platform::retry`], but also ends when the deadline passes.
    #[inline(always)]
    fn retry_until(deadline: Self::Instant) -> Retry {
        let _ = deadline;
        Retry::Unsupported
    }
}

/// A platform that can tell its callers apart: adds locks that know their owner.
pub trait Identity: Platform {
    /// Who calls: the same number each time, less than 2^31.
    ///
    /// No two callers get the same number while both live, and an interrupt handler is not the
    /// thread that it interrupts. Locks that know their owner rely on it.
    fn current() -> NonZeroU32;
}
