//! One 32-bit word that can be waited on.

use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::Ordering;

use crate::platform::{AtomicU32, Platform};

/// A 32-bit atomic word whose accesses and waits go through the platform `P`.
///
/// It has the layout of one `AtomicU32`, so it can lie in a `static`, in shared memory and in a
/// `repr(C)` struct. Each method is one operation of [`Platform`]; on real platforms each compiles
/// to the machine's instruction.
///
/// ```
/// use core::sync::atomic::Ordering::{Acquire, Release};
/// use waitword_core::spin::Word;
///
/// static READY: Word = Word::new(0);
/// READY.store(1, Release);
/// READY.wait(0); // returns at once: the word does not hold 0
/// assert_eq!(READY.load(Acquire), 1);
/// ```
#[repr(transparent)]
pub struct Word<P> {
    value: AtomicU32,
    platform: PhantomData<fn() -> P>,
}

impl<P> Word<P> {
    /// A word that holds `value`.
    pub const fn new(value: u32) -> Self {
        Word {
            value: AtomicU32::new(value),
            platform: PhantomData,
        }
    }

    /// Where the word is, to be woken when the word itself may be gone.
    #[inline(always)]
    pub fn address(&self) -> *const AtomicU32 {
        &raw const self.value
    }

    /// The atomic itself, for a platform that is built on another one.
    #[inline(always)]
    pub fn atomic(&self) -> &AtomicU32 {
        &self.value
    }
}

/// The operations. Context: any, but for `wait`, whose context is thread.
impl<P: Platform> Word<P> {
    /// Reads the word.
    #[inline(always)]
    #[track_caller]
    pub fn load(&self, order: Ordering) -> u32 {
        P::load(&self.value, order)
    }

    /// Writes the word.
    #[inline(always)]
    #[track_caller]
    pub fn store(&self, value: u32, order: Ordering) {
        P::store(&self.value, value, order);
    }

    /// Writes the word and returns what it held.
    #[inline(always)]
    #[track_caller]
    pub fn swap(&self, value: u32, order: Ordering) -> u32 {
        P::swap(&self.value, value, order)
    }

    /// Writes `new` if the word holds `current`.
    ///
    /// # Errors
    /// What the word held, if it was not `current`.
    #[inline(always)]
    #[track_caller]
    pub fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        P::compare_exchange(&self.value, current, new, success, failure)
    }

    /// As [`compare_exchange`](Word::compare_exchange), but may fail for no reason.
    ///
    /// # Errors
    /// What the word held, which may be `current`.
    #[inline(always)]
    #[track_caller]
    pub fn compare_exchange_weak(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        P::compare_exchange_weak(&self.value, current, new, success, failure)
    }

    /// Adds, wrapping around, and returns what the word held.
    #[inline(always)]
    #[track_caller]
    pub fn fetch_add(&self, value: u32, order: Ordering) -> u32 {
        P::fetch_add(&self.value, value, order)
    }

    /// Subtracts, wrapping around, and returns what the word held.
    #[inline(always)]
    #[track_caller]
    pub fn fetch_sub(&self, value: u32, order: Ordering) -> u32 {
        P::fetch_sub(&self.value, value, order)
    }

    /// Sets bits and returns what the word held.
    #[inline(always)]
    #[track_caller]
    pub fn fetch_or(&self, value: u32, order: Ordering) -> u32 {
        P::fetch_or(&self.value, value, order)
    }

    /// Clears the bits that `value` does not have and returns what the word held.
    #[inline(always)]
    #[track_caller]
    pub fn fetch_and(&self, value: u32, order: Ordering) -> u32 {
        P::fetch_and(&self.value, value, order)
    }

    /// Sleeps while the word holds `expected`; may return early for no reason.
    #[inline]
    #[track_caller]
    pub fn wait(&self, expected: u32) {
        P::wait(&self.value, expected);
    }

    /// Wakes up to `count` of those who wait on this word.
    ///
    /// After an operation by which the word's memory may be given back, use
    /// [`address`](Word::address), taken before it, and [`Platform::wake`].
    #[inline]
    #[track_caller]
    pub fn wake(&self, count: u32) {
        P::wake(self.address(), count);
    }
}

impl<P> fmt::Debug for Word<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // ORDERING: Relaxed, the number is only shown; past the platform, as no operation.
        write!(f, "Word({})", self.value.load(Ordering::Relaxed))
    }
}
