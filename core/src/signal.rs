//! A signal: a call to one waiter, kept until somebody takes it.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | `CLEAR` | no signal; nobody sleeps | a set (to `SET`), a waiter (to `WAITED`) |
//! | `SET` | a signal that nobody has taken | who takes it (to `CLEAR`, or `WAITED` if it slept) |
//! | `WAITED` | no signal; somebody may sleep | a set (to `SET`, and wakes one) |
//!
//! # Orderings
//! A set is a `Release` swap and taking the signal an `Acquire` exchange, so who takes it sees what
//! was done before it was set; before each of the sets that became one signal, too, as every change
//! is a read-modify-write.
//!
//! # Invariants
//! 1. Whoever sleeps has seen or written `WAITED` after the last set that woke nobody.
//! 2. A waiter that has slept takes the signal to `WAITED`: others may sleep behind it. If it finds
//!    none it writes `WAITED` again before it sleeps or leaves.
//! 3. A set touches nothing after its swap but the word's address.

use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

use crate::error::{WaitError, waited};
use crate::operation::Outcome;
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{AtomicU32, Clock, Platform};
use crate::scope::Scope;
use crate::word::Word;

const KIND: &str = "signal";
const CLEAR: u32 = 0;
const SET: u32 = 1;
const WAITED: u32 = 2;

/// A call that one waiter takes: an event that clears itself.
///
/// The auto-reset event of Windows and .NET, FreeRTOS's binary semaphore and task notification,
/// embassy's `Signal<()>`; Python has none. Four bytes. A set without waiters is one
/// read-modify-write, and so is taking a signal that is there.
///
/// A set releases one of those who wait, or the next who comes. Sets before somebody has taken the
/// signal are one signal: it says that there is something to look at, not how often. To count, use
/// a [`Semaphore`](crate::Semaphore). It carries no value: to hand one over, use a
/// [`Queue`](crate::Queue) of one.
///
/// ```
/// use waitword_core::spin::Signal;
/// static DATA_READY: Signal = Signal::new();
///
/// DATA_READY.set(); // in an interrupt handler, say
/// DATA_READY.set();
/// DATA_READY.wait();
/// assert!(!DATA_READY.try_wait());
/// ```
///
/// It does not promise an order among those who wait.
#[repr(transparent)]
pub struct Signal<P> {
    state: Word<P>,
}

impl<P> Signal<P> {
    /// A signal that is not set.
    pub const fn new() -> Self {
        Signal {
            state: Word::new(CLEAR),
        }
    }
}

impl<P: Platform> Signal<P> {
    /// Sets the signal, and wakes one of those who wait.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn set(&self) {
        let _scope = Scope::<P>::begin(KIND, "set", self);
        let address = self.state.address();
        if self.state.swap(SET, Release) == WAITED {
            wake_one::<P>(address);
        }
    }

    /// Takes the signal if it is set. Never waits; `false` means that it is not.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    #[must_use = "the signal is taken if this is true"]
    pub fn try_wait(&self) -> bool {
        let scope = Scope::<P>::begin(KIND, "try_wait", self);
        let taken = self.take(CLEAR);
        scope
            .end(taken.then_some(()).ok_or(Outcome::Refused))
            .is_ok()
    }

    /// Whether the signal is set; the answer may be old when it arrives, and it is not taken.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_set(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_set", self);
        // ORDERING: Relaxed, the answer may be old whatever the ordering.
        self.state.load(Relaxed) == SET
    }

    /// Waits until the signal is set and takes it.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it is not set and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn wait(&self) {
        waited(self.checked_wait());
    }

    /// As [`wait`](Signal::wait), with an error where `wait` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if the signal is not set and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_wait(&self) -> Result<(), WaitError> {
        self.wait_with(Forever)
    }

    #[inline(always)]
    #[track_caller]
    fn wait_with<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "wait", self, W::TIMED);
        if self.take(CLEAR) {
            return Ok(());
        }
        scope.end(self.wait_clear(patience))
    }

    /// Takes the signal, if it is set, and leaves `next`.
    #[inline(always)]
    #[track_caller]
    fn take(&self, next: u32) -> bool {
        self.state
            .compare_exchange(SET, next, Acquire, Relaxed)
            .is_ok()
    }

    #[cold]
    #[track_caller]
    fn wait_clear<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        while patience.retry()? {
            if self.take(CLEAR) {
                return Ok(());
            }
        }
        let mut round = 0;
        while P::give_way(round) {
            if self.take(CLEAR) {
                return Ok(());
            }
            round += 1;
        }
        let mut next = CLEAR;
        loop {
            // The signal is taken, or it is said that somebody may sleep.
            match self.state.load(Relaxed) {
                SET if self.take(next) => return Ok(()),
                CLEAR if self.mark() => {}
                WAITED => {}
                _ => continue,
            }
            patience.wait(&self.state, WAITED)?;
            next = WAITED;
        }
    }

    /// Says that somebody may sleep; false if the state has changed.
    #[track_caller]
    fn mark(&self) -> bool {
        // ORDERING: Relaxed, the mark publishes nothing; the wake is decided by the set's own RMW.
        self.state
            .compare_exchange(CLEAR, WAITED, Relaxed, Relaxed)
            .is_ok()
    }
}

#[cold]
#[track_caller]
fn wake_one<P: Platform>(address: *const AtomicU32) {
    P::wake(address, 1);
}

impl<P: Clock> Signal<P> {
    /// Waits until the signal is set and takes it, for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError::TimedOut`], never early; [`WaitError::CannotWait`] as for
    /// [`checked_wait`](Signal::checked_wait).
    #[inline]
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), WaitError> {
        self.wait_with(Within::new::<P>(timeout))
    }

    /// Waits until the signal is set and takes it, until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`wait_timeout`](Signal::wait_timeout).
    #[inline]
    #[track_caller]
    pub fn wait_until(&self, deadline: P::Instant) -> Result<(), WaitError> {
        self.wait_with(Until(deadline))
    }
}

impl<P> Default for Signal<P> {
    fn default() -> Self {
        Signal::new()
    }
}

impl<P> fmt::Debug for Signal<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // ORDERING: Relaxed, the flag is only shown; past the platform, as no operation.
        let set = self.state.atomic().load(Relaxed) == SET;
        f.debug_struct("Signal").field("set", &set).finish()
    }
}
