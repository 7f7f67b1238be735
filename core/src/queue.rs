//! Bounded queues, and the errors that give the item back.
//!
//! # States
//! A short lock guards the ring of slot numbers, the count of unfinished items and, for each side,
//! the count of those who wait. A word of calls for each side is what they sleep on.
//!
//! # Orderings
//! All `Relaxed` here: the short lock orders everything. An item is written between `reserve` and
//! `commit` and read between `take` and `release`, each of them under the lock.
//!
//! # Invariants
//! 1. A slot is touched only by the put that reserved it and the get that took it (invariant 1 of
//!    `ring`).
//! 2. Large items are copied outside the lock, so the time with interrupts masked does not depend
//!    on their size.
//! 3. Who finds its side blocked enters the room under the same hold of the lock, so the call that
//!    unblocks it sees it.
//! 4. After the lock is released for the last time only the address of a word is used.

mod done;
mod error;
mod ring;
mod room;
mod timed;

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;
use core::sync::atomic::Ordering::Relaxed;

pub use error::{PutError, TryGetError, TryPutError};
use ring::Ring;
use room::Room;

use crate::error::{WaitError, waited};
use crate::operation::Outcome;
use crate::patience::{Forever, Patience};
use crate::platform::Platform;
use crate::scope::Scope;
use crate::short::{Held, Short};
use crate::word::Word;

const KIND: &str = "queue";
/// Items of up to so many bytes are copied under the lock: that costs less than to take it again.
const SMALL: usize = 64;

/// A first-in, first-out queue with room for `N` items.
///
/// Python's `queue.Queue(maxsize=N)`, FreeRTOS's queue. Any number of threads put and get;
/// interrupt handlers use the `try_` forms. An item that could not be put comes back in the error.
/// With [`task_done`](Queue::task_done) and [`join`](Queue::join) a producer can wait until
/// everything it put has been dealt with.
///
/// ```
/// use waitword_core::{queue::TryPutError, spin::Queue};
///
/// static JOBS: Queue<&str, 2> = Queue::new();
///
/// JOBS.put("sweep");
/// JOBS.put("mop");
/// assert_eq!(JOBS.try_put("dust"), Err(TryPutError::Full("dust")));
/// assert_eq!(JOBS.get(), "sweep");
/// ```
///
/// A queue of no items, or of more than 65535, does not compile:
///
/// ```compile_fail
/// use waitword_core::spin::Queue;
/// static NOTHING: Queue<u8, 0> = Queue::new();
/// ```
///
/// A put or get that is under way counts against the room: a full queue may have one item less than
/// `N` for the instant that a get copies it out.
#[repr(C)]
pub struct Queue<P, T, const N: usize> {
    calls: [Word<P>; 3],
    state: Short<P, State<N>>,
    slots: [UnsafeCell<MaybeUninit<T>>; N],
}

#[repr(C)]
struct State<const N: usize> {
    unfinished: u32,
    rooms: [Room; 3],
    ring: Ring<N>,
}

/// What one waits for.
#[derive(Clone, Copy)]
enum Side {
    Put,
    Get,
    Join,
}

impl<const N: usize> State<N> {
    fn blocks(&self, side: Side) -> bool {
        match side {
            Side::Put => self.ring.is_full(),
            Side::Get => self.ring.len() == 0,
            Side::Join => self.unfinished != 0,
        }
    }
}

// SAFETY: a slot is touched by one thread at a time (invariant 1), and items only move through.
unsafe impl<P, T: Send, const N: usize> Sync for Queue<P, T, N> {}
// SAFETY: as for `Sync`; nothing in a queue has a thread of its own.
unsafe impl<P, T: Send, const N: usize> Send for Queue<P, T, N> {}

impl<P, T, const N: usize> Queue<P, T, N> {
    /// An empty queue.
    pub const fn new() -> Self {
        Queue {
            calls: [const { Word::new(0) }; 3],
            state: Short::new(State {
                unfinished: 0,
                rooms: [const { Room::new() }; 3],
                ring: Ring::new(),
            }),
            slots: [const { UnsafeCell::new(MaybeUninit::uninit()) }; N],
        }
    }

    /// How many items there is room for.
    pub const fn capacity(&self) -> usize {
        N
    }
}

/// Putting and getting.
impl<P: Platform, T, const N: usize> Queue<P, T, N> {
    /// Waits until there is room and puts the item.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If the queue is full and the caller cannot wait here; the item is dropped.
    #[inline]
    #[track_caller]
    pub fn put(&self, item: T) {
        waited(self.put_with(item, Forever).map_err(|(error, _)| error));
    }

    /// As [`put`](Queue::put), with an error where `put` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`PutError::CannotWait`] with the item.
    #[inline]
    #[track_caller]
    pub fn checked_put(&self, item: T) -> Result<(), PutError<T>> {
        self.put_with(item, Forever)
            .map_err(|(error, item)| PutError::new(error, item))
    }

    /// Puts the item if there is room. Never waits for room.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryPutError::Full`] with the item.
    #[inline]
    #[track_caller]
    pub fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        let scope = Scope::<P>::begin(KIND, "try_put", self);
        let mut item = Some(item);
        let _ = scope.end(if self.push(&mut item) {
            Ok(())
        } else {
            Err(Outcome::Refused)
        });
        item.map_or(Ok(()), |item| Err(TryPutError::Full(item)))
    }

    /// Waits until there is an item and takes the oldest.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If the queue is empty and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn get(&self) -> T {
        waited(self.checked_get())
    }

    /// As [`get`](Queue::get), with an error where `get` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`] if the queue is empty and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn checked_get(&self) -> Result<T, WaitError> {
        self.get_with(Forever)
    }

    /// Takes the oldest item if there is one. Never waits for one.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryGetError::Empty`].
    #[inline]
    #[track_caller]
    pub fn try_get(&self) -> Result<T, TryGetError> {
        let scope = Scope::<P>::begin(KIND, "try_get", self);
        scope
            .end(self.pop().ok_or(Outcome::Refused))
            .map_err(|_| TryGetError::Empty)
    }

    /// How many items are in the queue; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn len(&self) -> usize {
        let _scope = Scope::<P>::begin(KIND, "len", self);
        self.state.lock().ring.len()
    }

    /// Whether there is no item; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is no room; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        let _scope = Scope::<P>::begin(KIND, "is_full", self);
        self.state.lock().ring.is_full()
    }

    #[inline(always)]
    #[track_caller]
    fn put_with<W: Patience<P>>(&self, item: T, patience: W) -> Result<(), (WaitError, T)> {
        let scope = Scope::<P>::begin_wait_until(KIND, "put", self, W::TIMED);
        let mut item = Some(item);
        let mut result = Ok(());
        while result.is_ok() && !self.push(&mut item) {
            result = self.wait_for(Side::Put, patience);
        }
        let _ = scope.end(result);
        match (result, item) {
            (Err(error), Some(item)) => Err((error, item)),
            _ => Ok(()),
        }
    }

    #[inline(always)]
    #[track_caller]
    fn get_with<W: Patience<P>>(&self, patience: W) -> Result<T, WaitError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "get", self, W::TIMED);
        loop {
            if let Some(item) = self.pop() {
                return Ok(item);
            }
            if let Err(error) = self.wait_for(Side::Get, patience) {
                return scope.end(Err(error));
            }
        }
    }

    /// Moves the item into the queue if there is room.
    #[inline]
    #[track_caller]
    fn push(&self, item: &mut Option<T>) -> bool {
        let mut state = self.state.lock();
        let Some(slot) = state.ring.reserve() else {
            return false;
        };
        if let Some(item) = item.take() {
            let place = self.slots[slot].get().cast::<T>();
            // SAFETY: the slot is this put's until it commits (invariant 1).
            copy::<T, _, _, _>(&mut state, || unsafe { place.write(item) });
        }
        state.ring.commit(slot);
        state.unfinished = state.unfinished.wrapping_add(1);
        self.call(state, Side::Get, 1);
        true
    }

    /// Moves the oldest item out of the queue, if there is one.
    #[inline]
    #[track_caller]
    fn pop(&self) -> Option<T> {
        let mut state = self.state.lock();
        let slot = state.ring.take()?;
        let place = self.slots[slot].get().cast::<T>();
        // SAFETY: the slot is this get's until it is released (invariant 1), and was written by the
        // put that committed it.
        let item = copy::<T, _, _, _>(&mut state, || unsafe { place.read() });
        state.ring.release(slot);
        self.call(state, Side::Put, 1);
        Some(item)
    }

    /// Releases the lock and wakes up to `count` of those who wait for `side`.
    #[inline]
    #[track_caller]
    fn call(&self, mut state: Held<'_, P, State<N>>, side: Side, count: u32) {
        let called = state.rooms[side as usize].call(count);
        if called == 0 {
            return;
        }
        let calls = &self.calls[side as usize];
        let address = calls.address();
        calls.store(calls.load(Relaxed).wrapping_add(1), Relaxed);
        drop(state);
        P::wake(address, called);
    }

    /// Waits until `side` may no longer be blocked.
    #[cold]
    #[track_caller]
    fn wait_for<W: Patience<P>>(&self, side: Side, patience: W) -> Result<(), WaitError> {
        if patience.retry()? {
            return Ok(());
        }
        let calls = &self.calls[side as usize];
        let mut state = self.state.lock();
        if !state.blocks(side) {
            return Ok(());
        }
        let seen = calls.load(Relaxed);
        state.rooms[side as usize].enter();
        drop(state);
        let result = patience.watch(calls, seen);
        self.state.lock().rooms[side as usize].leave();
        result
    }
}

/// Copies an item, outside the lock if it is large.
#[inline(always)]
#[track_caller]
fn copy<T, P: Platform, const N: usize, R>(
    state: &mut Held<'_, P, State<N>>,
    work: impl FnOnce() -> R,
) -> R {
    if size_of::<T>() <= SMALL {
        work()
    } else {
        state.outside(work)
    }
}

impl<P, T, const N: usize> Drop for Queue<P, T, N> {
    fn drop(&mut self) {
        while let Some(slot) = self.state.get_mut().ring.take() {
            // SAFETY: the slot was committed with an item, and nobody else is there any more.
            unsafe { self.slots[slot].get_mut().assume_init_drop() };
        }
    }
}

impl<P, T, const N: usize> Default for Queue<P, T, N> {
    fn default() -> Self {
        Queue::new()
    }
}

impl<P: Platform, T, const N: usize> fmt::Debug for Queue<P, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("len", &self.len())
            .field("capacity", &N)
            .finish()
    }
}
