//! A channel whose items every subscriber gets.
//!
//! # States
//! A short lock guards the last `N` items, the number of the next one, and the count of those who
//! wait. Numbers count on and wrap around; each subscriber has that of the item it gets next. A
//! word of calls is what subscribers sleep on.
//!
//! # Orderings
//! All `Relaxed` here: the short lock orders everything.
//!
//! # Invariants
//! 1. The items whose numbers are the last `sent` before `next` are in their slots.
//! 2. Who finds nothing new enters the room under the same hold of the lock, so the send that has
//!    something for it sees it.
//! 3. After the lock is released for the last time only the address of a word is used.
//!
//! A subscriber that stays away while exactly a multiple of 2^32 items is sent misses them unaware.

mod subscriber;

use core::fmt;
use core::mem::MaybeUninit;
use core::sync::atomic::Ordering::Relaxed;

pub use subscriber::{ReceiveError, Subscriber};

use crate::error::WaitError;
use crate::operation::Outcome;
use crate::patience::Patience;
use crate::platform::{ALL, Platform};
use crate::queue::{Room, TryPutError};
use crate::scope::Scope;
use crate::share::Share;
use crate::short::{Held, Short};
use crate::word::Word;

const KIND: &str = "broadcast";

/// A channel whose items every subscriber gets, and that keeps the last `N` of them.
///
/// tokio's `broadcast`, embassy's `PubSubChannel`. A send never waits: the newest item takes the
/// place of the oldest, and a subscriber that was too slow for that is told how many it has missed.
/// Items are plain data, copied for each subscriber under a short lock, so they should be small.
///
/// ```
/// use waitword_core::spin::Broadcast;
///
/// static NEWS: Broadcast<u32, 8> = Broadcast::new();
///
/// let mut first = NEWS.subscribe();
/// let mut second = NEWS.subscribe();
/// NEWS.send(7).unwrap();
/// assert_eq!(first.recv(), Ok(7));
/// assert_eq!(second.recv(), Ok(7));
/// ```
#[repr(C)]
pub struct Broadcast<P, T, const N: usize> {
    calls: Word<P>,
    state: Short<P, State<T, N>>,
}

#[repr(C)]
struct State<T, const N: usize> {
    room: Room,
    next: u32,
    /// How many items there are, at most N.
    sent: u32,
    /// The slot of the next item.
    slot: u32,
    closed: bool,
    items: [MaybeUninit<T>; N],
}

/// Why there is no item for a subscriber.
enum Missing {
    /// Not yet.
    Nothing,
    /// There will be none.
    Closed,
    /// So many have been overwritten.
    Lagged(u32),
}

impl<P, T: Copy, const N: usize> Broadcast<P, T, N> {
    /// A channel to which nothing was sent.
    pub const fn new() -> Self {
        const {
            assert!(N > 0, "a channel needs room for at least one item");
            assert!(
                N <= (u32::MAX / 2) as usize,
                "a channel has room for at most 2147483647 items"
            );
        }
        Broadcast {
            calls: Word::new(0),
            state: Short::new(State {
                room: Room::new(),
                next: 0,
                sent: 0,
                slot: 0,
                closed: false,
                items: [const { MaybeUninit::uninit() }; N],
            }),
        }
    }

    /// How many items it keeps.
    pub const fn capacity(&self) -> usize {
        N
    }
}

impl<P: Platform, T: Copy, const N: usize> Broadcast<P, T, N> {
    /// Sends the item to all who have subscribed. Never waits for them.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryPutError::Closed`] with the item.
    #[track_caller]
    pub fn send(&self, item: T) -> Result<(), TryPutError<T>> {
        let scope = Scope::<P>::begin(KIND, "send", self);
        let mut state = self.state.lock();
        if state.closed {
            drop(state);
            let _ = scope.end::<(), _>(Err(Outcome::Refused));
            return Err(TryPutError::Closed(item));
        }
        state.push(item);
        self.call(state);
        Ok(())
    }

    /// A subscriber, who gets what is sent from now on.
    ///
    /// Context: any.
    #[track_caller]
    pub fn subscribe(&self) -> Subscriber<&Self> {
        Self::subscribe_to(self)
    }

    /// As [`subscribe`](Broadcast::subscribe), with any pointer: a clone of an `Arc`, say.
    ///
    /// Context: any.
    #[track_caller]
    pub fn subscribe_to<R: Share<Target = Self>>(channel: R) -> Subscriber<R> {
        let scope = Scope::<P>::begin(KIND, "subscribe", &*channel);
        let next = channel.state.lock().next;
        drop(scope);
        Subscriber::new(channel, next)
    }

    /// Ends the channel: nothing more is sent, and subscribers are told once they have what was.
    ///
    /// Context: any.
    #[track_caller]
    pub fn close(&self) {
        let _scope = Scope::<P>::begin(KIND, "close", self);
        let mut state = self.state.lock();
        state.closed = true;
        self.call(state);
    }

    /// Whether the channel was closed.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_closed", self);
        self.state.lock().closed
    }

    /// Releases the lock and wakes all who wait.
    #[inline]
    #[track_caller]
    fn call(&self, mut state: Held<'_, P, State<T, N>>) {
        let called = state.room.call(ALL);
        let address = self.calls.address();
        if called > 0 {
            let calls = self.calls.load(Relaxed);
            self.calls.store(calls.wrapping_add(1), Relaxed);
        }
        drop(state);
        if called > 0 {
            P::wake(address, called);
        }
    }

    /// Waits until there may be something new for who gets the item `next`.
    #[cold]
    #[track_caller]
    fn wait<W: Patience<P>>(&self, next: u32, patience: W) -> Result<(), WaitError> {
        if patience.retry()? {
            return Ok(());
        }
        let mut state = self.state.lock();
        if state.next != next || state.closed {
            return Ok(());
        }
        let seen = self.calls.load(Relaxed);
        state.room.enter();
        drop(state);
        let result = patience.watch(&self.calls, seen);
        self.state.lock().room.leave();
        result
    }
}

impl<T: Copy, const N: usize> State<T, N> {
    fn push(&mut self, item: T) {
        let slot = self.slot as usize;
        self.items[slot] = MaybeUninit::new(item);
        // N fits, as `new` has made sure.
        self.slot = if slot + 1 == N { 0 } else { self.slot + 1 };
        self.sent = (self.sent + 1).min(N as u32);
        self.next = self.next.wrapping_add(1);
    }

    /// The item of this number.
    fn item(&self, number: u32) -> Result<T, Missing> {
        let back = self.next.wrapping_sub(number);
        match back {
            0 if self.closed => Err(Missing::Closed),
            0 => Err(Missing::Nothing),
            _ if back > self.sent => Err(Missing::Lagged(back - self.sent)),
            _ => {
                let (slot, back) = (self.slot as usize, back as usize);
                let slot = if back <= slot {
                    slot - back
                } else {
                    slot + N - back
                };
                // SAFETY: the last `sent` items are in their slots (invariant 1).
                Ok(unsafe { self.items[slot].assume_init() })
            }
        }
    }
}

impl<P, T: Copy, const N: usize> Default for Broadcast<P, T, N> {
    fn default() -> Self {
        Broadcast::new()
    }
}

impl<P: Platform, T: Copy, const N: usize> fmt::Debug for Broadcast<P, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broadcast")
            .field("closed", &self.is_closed())
            .field("capacity", &N)
            .finish()
    }
}
