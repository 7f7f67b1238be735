//! A condition variable: wait for a change of what a mutex guards.
//!
//! # States
//! `sequence` counts notifications; `waiting` counts those between their decision to wait and their
//! return from it. Neither has a state that must be left.
//!
//! # Orderings
//! All `Relaxed`: the mutex orders everything. A waiter counts itself and reads the sequence while
//! it holds the mutex; who changes the condition does so holding it too, so a notification that
//! follows the change sees the count, and its increment comes after what the waiter read.
//!
//! # Invariants
//! 1. A waiter reads `sequence` before it gives the mutex back, so a notification between the two
//!    makes its sleep return at once. Whoever still looks at `sequence` and does not sleep yet
//!    returns at each notification: a wait may return for no reason.
//! 2. `waiting` is at least the number of sleepers, so zero means that nobody is missed.
//!
//! A waiter that is paused between reading `sequence` and sleeping while exactly 2^32 notifications
//! pass sleeps through them; std and Linux's own libraries live with the same bound.
//!
//! Source: std `sys/sync/condvar/futex.rs`; the waiter count as in *Rust Atomics and Locks*, ch. 9.

mod guard;

use core::fmt;
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;

pub use guard::{Guard, Look, View};

use crate::error::{WaitError, waited};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{ALL, Clock, Platform};
use crate::scope::Scope;
use crate::word::Word;

const KIND: &str = "condvar";

/// A place to wait for a change of what a [`Mutex`](crate::Mutex) guards, or a
/// [`ReentrantMutex`](crate::ReentrantMutex).
///
/// Python's `threading.Condition`, std's `Condvar`. Eight bytes. Without waiters a notification is
/// one load.
///
/// A wait may return for no reason, so wait in a loop or with [`wait_while`](Condvar::wait_while).
/// Change the condition while you hold the mutex; notify before or after you give it back. Use one
/// mutex with one condition variable.
///
/// ```
/// use waitword_core::spin::{Condvar, Mutex};
/// static ITEMS: Mutex<u32> = Mutex::new(1);
/// static CHANGED: Condvar = Condvar::new();
///
/// let mut items = ITEMS.lock();
/// CHANGED.wait_while(&mut items, |items| *items == 0);
/// *items -= 1;
/// CHANGED.notify_all();
/// ```
///
/// A reentrant mutex is given back as often as the caller holds it, as by Python's, and then held
/// as often again. References to its data that the caller has meanwhile stay good, but what they
/// show may have changed.
#[repr(C)]
pub struct Condvar<P> {
    sequence: Word<P>,
    waiting: Word<P>,
}

impl<P> Condvar<P> {
    /// A condition variable on which nobody waits.
    pub const fn new() -> Self {
        Condvar {
            sequence: Word::new(0),
            waiting: Word::new(0),
        }
    }
}

impl<P: Platform> Condvar<P> {
    /// Gives the mutex back, waits for a notification, and takes the mutex again.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If the caller cannot wait here.
    #[track_caller]
    pub fn wait<G: Guard<P>>(&self, guard: &mut G) {
        waited(self.checked_wait(guard));
    }

    /// As [`wait`](Condvar::wait), with an error where `wait` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if the caller cannot wait here; the mutex was not given back.
    #[track_caller]
    pub fn checked_wait<G: Guard<P>>(&self, guard: &mut G) -> Result<(), WaitError> {
        self.wait_with(guard, Forever)
    }

    /// Waits while `condition` says so.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// As [`wait`](Condvar::wait), and where `condition` does.
    #[track_caller]
    pub fn wait_while<G: Guard<P>>(
        &self,
        guard: &mut G,
        condition: impl FnMut(View<'_, G>) -> bool,
    ) {
        waited(self.wait_while_with(guard, condition, Forever));
    }

    /// Wakes one waiter, if there is one. As [`notify`](Condvar::notify) of one.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn notify_one(&self) {
        let _scope = Scope::<P>::begin(KIND, "notify_one", self);
        if self.waiting.load(Relaxed) != 0 {
            self.call(1);
        }
    }

    /// Wakes every waiter.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn notify_all(&self) {
        let _scope = Scope::<P>::begin(KIND, "notify_all", self);
        if self.waiting.load(Relaxed) != 0 {
            self.call(ALL);
        }
    }

    /// Wakes `count` waiters, or all if there are fewer. Python's `notify(n)`.
    ///
    /// No fewer wake, and of those who sleep no more. Who is on its way to sleep may return, too:
    /// a wait may return for no reason.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn notify(&self, count: u32) {
        let _scope = Scope::<P>::begin(KIND, ("notify", count), self);
        if count != 0 && self.waiting.load(Relaxed) != 0 {
            self.call(count);
        }
    }

    /// How many wait, those included who were notified and have not returned yet; the answer may be
    /// old when it arrives.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn waiting(&self) -> u32 {
        let _scope = Scope::<P>::begin(KIND, "waiting", self);
        self.waiting.load(Relaxed)
    }

    #[cold]
    #[track_caller]
    fn call(&self, count: u32) {
        self.sequence.fetch_add(1, Relaxed);
        self.sequence.wake(count);
    }

    #[track_caller]
    pub(crate) fn wait_with<G: Guard<P>, W: Patience<P>>(
        &self,
        guard: &mut G,
        patience: W,
    ) -> Result<(), WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "wait", self, W::TIMED);
        if !P::can_wait() {
            return scope.end(Err(WaitError::CannotWait));
        }
        self.waiting.fetch_add(1, Relaxed);
        let sequence = self.sequence.load(Relaxed);
        let held = guard.give_back();
        let mut result = patience.watch(&self.sequence, sequence);
        if result.is_ok() && self.sequence.load(Relaxed) == sequence {
            // Nobody notified: a wait that ends now ends because of its deadline, or for no reason.
            result = patience.check();
        }
        self.waiting.fetch_sub(1, Relaxed);
        guard.take_back(held);
        scope.end(result)
    }

    #[track_caller]
    fn wait_while_with<G: Guard<P>, W: Patience<P>>(
        &self,
        guard: &mut G,
        mut condition: impl FnMut(View<'_, G>) -> bool,
        patience: W,
    ) -> Result<(), WaitError> {
        let mut result = Ok(());
        while condition(guard.look()) {
            result?;
            result = self.wait_with(guard, patience);
        }
        Ok(())
    }
}

impl<P: Clock> Condvar<P> {
    /// As [`wait`](Condvar::wait), for at most `timeout`.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`]. The mutex is held again in
    /// every case.
    #[track_caller]
    pub fn wait_timeout<G: Guard<P>>(
        &self,
        guard: &mut G,
        timeout: Duration,
    ) -> Result<(), WaitError> {
        self.wait_with(guard, Within::new::<P>(timeout))
    }

    /// As [`wait`](Condvar::wait), until `deadline`.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](Condvar::wait_timeout).
    #[track_caller]
    pub fn wait_until<G: Guard<P>>(
        &self,
        guard: &mut G,
        deadline: P::Instant,
    ) -> Result<(), WaitError> {
        self.wait_with(guard, Until(deadline))
    }

    /// Waits while `condition` says so, for at most `timeout` in all.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](Condvar::wait_timeout), and only if `condition` still says so.
    #[track_caller]
    pub fn wait_timeout_while<G: Guard<P>>(
        &self,
        guard: &mut G,
        condition: impl FnMut(View<'_, G>) -> bool,
        timeout: Duration,
    ) -> Result<(), WaitError> {
        self.wait_while_with(guard, condition, Within::new::<P>(timeout))
    }

    /// Waits while `condition` says so, until `deadline`.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout_while`](Condvar::wait_timeout_while).
    #[track_caller]
    pub fn wait_until_while<G: Guard<P>>(
        &self,
        guard: &mut G,
        condition: impl FnMut(View<'_, G>) -> bool,
        deadline: P::Instant,
    ) -> Result<(), WaitError> {
        self.wait_while_with(guard, condition, Until(deadline))
    }
}

impl<P> Default for Condvar<P> {
    fn default() -> Self {
        Condvar::new()
    }
}

impl<P> fmt::Debug for Condvar<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Condvar")
    }
}
