//! A place for one value, from one sender to one receiver.
//!
//! # States
//! One word, a set of bits; 0 means that nobody has an end.
//!
//! | bit | meaning | set by | cleared by |
//! |---|---|---|---|
//! | `SHARED` | the ends are handed out | who shares it | the last end that goes |
//! | `SENT` | the value is there | the send | the receive, and the end that takes the value back |
//! | `NO_SENDER` | the sender is gone | the send, or its drop | the last end that goes |
//! | `NO_RECEIVER` | the receiver is gone | its drop | the last end that goes |
//! | `WAITING` | the receiver sleeps, or is about to | the receiver | the last end that goes |
//!
//! # Orderings
//! An end leaves with `AcqRel` and the receiver looks with `Acquire`, so the value is read after it
//! was written, and the last end, which clears the word with `Release`, does so after all that both
//! did.
//!
//! # Invariants
//! 1. While `SENT` is set the value is the receiver's; while it is not, the sender's.
//! 2. Of the two that leave, the second sees the first: it drops a value that nobody took, or gives
//!    it back, and clears the word.
//! 3. The end that leaves first touches nothing after its read-modify-write but the word's address.

mod receiver;
mod sender;

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

pub use receiver::Receiver;
pub use sender::Sender;

use crate::error::WaitError;
use crate::operation::{Access, Object};
use crate::patience::Patience;
use crate::platform::Platform;
use crate::scope::Scope;
use crate::share::Share;
use crate::word::Word;

const KIND: &str = "oneshot";
const SHARED: u32 = 1;
const SENT: u32 = 2;
const NO_SENDER: u32 = 4;
const NO_RECEIVER: u32 = 8;
const WAITING: u32 = 16;

/// A place for one value, from one sender to one receiver.
///
/// Python's `Future` without its callbacks; tokio's `oneshot`. Four bytes and the value. Sending
/// and receiving are one read-modify-write each. An end that is dropped tells the other.
///
/// ```
/// use waitword_core::spin::Oneshot;
///
/// static ANSWER: Oneshot<u32> = Oneshot::new();
///
/// let (sender, mut receiver) = Oneshot::share(&ANSWER).unwrap();
/// sender.send(42).unwrap();
/// assert_eq!(receiver.recv(), Ok(42));
/// ```
#[repr(C)]
pub struct Oneshot<P, T> {
    state: Word<P>,
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: the value belongs to one end at a time (invariant 1), and only moves through.
unsafe impl<P, T: Send> Sync for Oneshot<P, T> {}
// SAFETY: as for `Sync`; nothing in it has a thread of its own.
unsafe impl<P, T: Send> Send for Oneshot<P, T> {}

impl<P, T> Oneshot<P, T> {
    /// A place without a value, whose ends nobody has.
    pub const fn new() -> Self {
        Oneshot {
            state: Word::new(0),
            value: UnsafeCell::new(MaybeUninit::uninit()),
        }
    }
}

impl<P: Platform, T> Oneshot<P, T> {
    /// The two ends, for as long as the place is borrowed.
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        self.drop_value();
        // ORDERING: Relaxed, nobody else is there: former ends have been dropped or forgotten.
        self.state.store(SHARED, Relaxed);
        let place: &Self = self;
        (Sender::new(place), Receiver::new(place))
    }

    /// The two ends of a place that is shared; `None` until both former ones are gone.
    ///
    /// Context: any.
    #[track_caller]
    pub fn share<R: Share<Target = Self>>(place: R) -> Option<(Sender<R>, Receiver<R>)> {
        let scope = Scope::<P>::begin(KIND, "share", &*place);
        // ORDERING: Acquire, what the former ends did is seen.
        place
            .state
            .compare_exchange(0, SHARED, Acquire, Relaxed)
            .ok()?;
        drop(scope);
        Some((Sender::new(place.clone()), Receiver::new(place)))
    }

    /// Sends the value, and gives it back if nobody is there to receive it.
    #[inline]
    #[track_caller]
    fn send(&self, value: T) -> Result<(), T> {
        self.touch(Access::Write);
        // SAFETY: nothing is sent yet, so the place is the sender's (invariant 1).
        unsafe { self.value.get().cast::<T>().write(value) };
        let address = self.state.address();
        let state = self.state.fetch_or(SENT | NO_SENDER, AcqRel);
        if state & NO_RECEIVER != 0 {
            let value = self.take();
            self.state.store(0, Release);
            return Err(value);
        }
        if state & WAITING != 0 {
            P::wake(address, 1);
        }
        Ok(())
    }

    /// Moves the value out; it is the caller's (invariant 1 or 2).
    #[inline]
    #[track_caller]
    fn take(&self) -> T {
        self.touch(Access::Read);
        // SAFETY: it was sent, and nobody has taken it.
        unsafe { self.value.get().cast::<T>().read() }
    }

    #[inline(always)]
    #[track_caller]
    fn touch(&self, access: Access) {
        let value = Object {
            kind: "value",
            address: self.value.get().addr(),
            size: size_of::<T>(),
        };
        P::access(access, value);
    }

    /// Waits until something may have happened since the state was `seen`.
    #[cold]
    #[track_caller]
    fn wait<W: Patience<P>>(&self, seen: u32, patience: W) -> Result<(), WaitError> {
        if patience.retry()? {
            return Ok(());
        }
        let waiting = seen | WAITING;
        // ORDERING: Relaxed, the mark publishes nothing; the other's own RMW decides the wake.
        let marked = self.state.compare_exchange(seen, waiting, Relaxed, Relaxed);
        if marked.is_err() {
            return Ok(());
        }
        patience.watch(&self.state, waiting)
    }
}

impl<P, T> Oneshot<P, T> {
    /// Drops a value that was sent to a receiver that was forgotten.
    fn drop_value(&mut self) {
        // ORDERING: Relaxed, nobody else is there any more.
        if self.state.atomic().load(Relaxed) & SENT != 0 {
            // SAFETY: it was sent, and nobody has taken it.
            unsafe { self.value.get_mut().assume_init_drop() };
        }
    }
}

/// What becomes of a place when one of its ends is dropped.
pub trait Ends {
    #[doc(hidden)]
    fn drop_sender(&self);
    #[doc(hidden)]
    fn drop_receiver(&self);
}

impl<P: Platform, T> Ends for Oneshot<P, T> {
    #[track_caller]
    fn drop_sender(&self) {
        let _scope = Scope::<P>::begin(KIND, "drop sender", self);
        let address = self.state.address();
        let state = self.state.fetch_or(NO_SENDER, AcqRel);
        if state & NO_RECEIVER != 0 {
            self.state.store(0, Release);
        } else if state & WAITING != 0 {
            P::wake(address, 1);
        }
    }

    #[track_caller]
    fn drop_receiver(&self) {
        let scope = Scope::<P>::begin(KIND, "drop receiver", self);
        let state = self.state.fetch_or(NO_RECEIVER, AcqRel);
        if state & NO_SENDER != 0 {
            let left = (state & SENT != 0).then(|| self.take());
            self.state.store(0, Release);
            drop(scope);
            drop(left);
        }
    }
}

impl<P, T> Drop for Oneshot<P, T> {
    fn drop(&mut self) {
        self.drop_value();
    }
}

impl<P, T> Default for Oneshot<P, T> {
    fn default() -> Self {
        Oneshot::new()
    }
}

impl<P, T> fmt::Debug for Oneshot<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // ORDERING: Relaxed, the flag is only shown; past the platform, as no operation.
        let sent = self.state.atomic().load(Relaxed) & SENT != 0;
        f.debug_struct("Oneshot").field("sent", &sent).finish()
    }
}
