//! A bounded queue with a lock for each side, so that producers do not wait for consumers.
//!
//! # States
//! Each side has a short lock, and a position that only the holder of its lock moves. Under the
//! lock are also how far it can go before it has to look at the other side, and the room of those
//! who wait. A hint says to the other side how many of them want to be called.
//!
//! # Orderings
//! A position is moved with `Release` and read by the other side with `Acquire`: an item is written
//! before the move that hands it over and read after it, and its slot is written again after the
//! move that hands it back. Within a side its lock orders everything.
//!
//! # Invariants
//! 1. The slots from the consumers' position up to the producers' hold items and are read by the
//!    holder of the consumers' lock; the others are written by the holder of the producers'. A
//!    position is moved only once its item is copied, so nothing is ever full or empty because of
//!    a task that stands still half way.
//! 2. A side moves its position and then looks at the other's hint, with a light fence between; who
//!    waits sets the hint and then looks at the position, with a heavy fence between. So one of
//!    them sees what the other did.
//! 3. Who waits is counted in its side's room under its side's lock, and is called under it.
//!
//! Source: the two locks of M. Michael and M. Scott, *Simple, fast, and practical non-blocking and
//! blocking concurrent queue algorithms* (1996), on a ring.

mod forms;

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::error::WaitError;
use crate::lull::Lull;
use crate::operation::{Access, Object};
use crate::pad::Padded;
use crate::patience::Patience;
use crate::platform::Platform;
use crate::queue::Room;
use crate::scope::Scope;
use crate::short::Short;
use crate::spsc::Spsc;
use crate::word::Word;

const KIND: &str = "mpmc";

/// A first-in, first-out queue with room for `N` items, fast between threads.
///
/// crossbeam's `ArrayQueue`, with waiting. Producers have a lock of their own and so have
/// consumers, each for a few instructions: neither waits for the other. Nobody is told that the
/// queue is full or empty because somebody else stands still half way, and who waits for a lock
/// sleeps in the end. It has no tasks to be done and no end: for those there is
/// [`Queue`](crate::Queue), which is also smaller.
///
/// ```
/// use waitword_core::{queue::TryPutError, spin::Mpmc};
///
/// static JOBS: Mpmc<u32, 2> = Mpmc::new();
///
/// JOBS.put(1).unwrap();
/// JOBS.put(2).unwrap();
/// assert_eq!(JOBS.try_put(3), Err(TryPutError::Full(3)));
/// assert_eq!(JOBS.get(), Ok(1));
/// ```
///
/// Items are copied under the lock, with interrupts masked where there are any, so they should be
/// small. It promises nothing about which of those who wait goes first.
#[repr(C)]
pub struct Mpmc<P, T, const N: usize> {
    puts: Padded<Side<P>>,
    gets: Padded<Side<P>>,
    slots: [UnsafeCell<MaybeUninit<T>>; N],
}

#[repr(C)]
struct Side<P> {
    state: Short<P, State>,
    position: Word<P>,
    /// How far the side can go before it has to look at the other; only used under the lock.
    ahead: Word<P>,
    calls: Word<P>,
    /// How many wait on this side and were not called; written under the lock.
    hint: Padded<Word<P>>,
}

#[repr(C)]
struct State {
    lull: Lull,
    room: Room,
}

impl<P> Side<P> {
    const fn new() -> Self {
        Side {
            state: Short::new(State {
                lull: Lull::new(),
                room: Room::new(),
            }),
            position: Word::new(0),
            ahead: Word::new(0),
            calls: Word::new(0),
            hint: Padded(Word::new(0)),
        }
    }
}

// SAFETY: a slot belongs to one holder of a lock at a time (invariant 1), and items only move
// through.
unsafe impl<P, T: Send, const N: usize> Sync for Mpmc<P, T, N> {}
// SAFETY: as for `Sync`; nothing in a queue has a thread of its own.
unsafe impl<P, T: Send, const N: usize> Send for Mpmc<P, T, N> {}

impl<P, T, const N: usize> Mpmc<P, T, N> {
    /// An empty queue.
    pub const fn new() -> Self {
        const {
            assert!(N > 0, "a queue needs room for at least one item");
            assert!(
                N <= (u32::MAX / 4) as usize,
                "a queue has room for at most 1073741823 items"
            );
        }
        Mpmc {
            puts: Padded(Side::new()),
            gets: Padded(Side::new()),
            slots: [const { UnsafeCell::new(MaybeUninit::uninit()) }; N],
        }
    }

    /// How many items there is room for.
    pub const fn capacity(&self) -> usize {
        N
    }

    #[inline(always)]
    fn slot(&self, position: u32) -> *mut T {
        self.slots[Spsc::<P, T, N>::index(position)].get().cast()
    }
}

impl<P: Platform, T, const N: usize> Mpmc<P, T, N> {
    /// How many items are in the queue; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn len(&self) -> usize {
        let _scope = Scope::<P>::begin(KIND, "len", self);
        // ORDERING: Relaxed, the answer may be old whatever the ordering; two readings of different
        // times may even have more than N between them.
        let get = self.gets.position.load(Relaxed);
        let put = self.puts.position.load(Relaxed);
        (Spsc::<P, T, N>::between(get, put) as usize).min(N)
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
        self.len() == N
    }

    /// How far the producers can go.
    #[inline(always)]
    #[track_caller]
    fn room(&self) -> u32 {
        let put = self.puts.position.load(Relaxed);
        let get = self.gets.position.load(Acquire);
        // N fits. Without the lock the two are of different times, and may be any way apart; then
        // others have moved since, and look at the hint.
        (N as u32).saturating_sub(Spsc::<P, T, N>::between(get, put))
    }

    /// How far the consumers can go.
    #[inline(always)]
    #[track_caller]
    fn items(&self) -> u32 {
        let get = self.gets.position.load(Relaxed);
        let put = self.puts.position.load(Acquire);
        Spsc::<P, T, N>::between(get, put)
    }

    /// Moves the item into the queue if there is room.
    #[inline(always)]
    #[track_caller]
    fn push(&self, item: &mut Option<T>) -> bool {
        let state = self.puts.state.lock();
        let Some(ahead) = Self::ahead(&self.puts, || self.room()) else {
            return false;
        };
        if let Some(item) = item.take() {
            let put = self.puts.position.load(Relaxed);
            self.touch(Access::Write, put);
            // SAFETY: there is room, so the slot is the producers', whose lock is held
            // (invariant 1).
            unsafe { self.slot(put).write(item) };
            Self::advance(&self.puts, (put, ahead));
            drop(state);
            self.call(&self.gets);
        }
        true
    }

    /// Moves the oldest item out of the queue, if there is one.
    #[inline(always)]
    #[track_caller]
    fn pop(&self) -> Option<T> {
        let state = self.gets.state.lock();
        let ahead = Self::ahead(&self.gets, || self.items())?;
        let get = self.gets.position.load(Relaxed);
        self.touch(Access::Read, get);
        // SAFETY: the slot holds an item, and the consumers' lock is held (invariant 1).
        let item = unsafe { self.slot(get).read() };
        Self::advance(&self.gets, (get, ahead));
        drop(state);
        self.call(&self.puts);
        Some(item)
    }

    /// How far the side can go, if it can at all; where it has to look at the other, by `look`.
    #[inline(always)]
    #[track_caller]
    fn ahead(side: &Side<P>, look: impl FnOnce() -> u32) -> Option<u32> {
        match side.ahead.load(Relaxed) {
            0 => Some(look()).filter(|ahead| *ahead > 0),
            ahead => Some(ahead),
        }
    }

    /// Moves the side on by one from its position, where it could go so far ahead.
    #[inline(always)]
    #[track_caller]
    fn advance(side: &Side<P>, (position, ahead): (u32, u32)) {
        side.ahead.store(ahead - 1, Relaxed);
        let next = Spsc::<P, T, N>::after(position);
        side.position.store(next, Release);
    }

    #[inline(always)]
    #[track_caller]
    fn touch(&self, access: Access, position: u32) {
        let slot = Object {
            kind: "item",
            address: self.slot(position).addr(),
            size: size_of::<T>(),
        };
        P::access(access, slot);
    }

    /// Wakes one of those who wait on the side, if there are any.
    #[inline(always)]
    #[track_caller]
    fn call(&self, side: &Side<P>) {
        P::light_fence();
        // ORDERING: Relaxed, the fences order the hint (invariant 2).
        if side.hint.load(Relaxed) != 0 {
            Self::call_one(side);
        }
    }

    #[cold]
    #[track_caller]
    fn call_one(side: &Side<P>) {
        let mut state = side.state.lock();
        let called = state.room.call(1);
        if called == 0 {
            return;
        }
        side.calls
            .store(side.calls.load(Relaxed).wrapping_add(1), Relaxed);
        side.hint.store(state.room.uncalled(), Relaxed);
        let address = side.calls.address();
        drop(state);
        P::wake(address, called);
    }

    /// Waits until the side may go on: `ahead` says how far, and `enough` how far is worth while.
    #[cold]
    #[track_caller]
    fn wait<W: Patience<P>>(
        &self,
        side: &Side<P>,
        (ahead, enough): (fn(&Self) -> u32, u32),
        patience: W,
    ) -> Result<(), WaitError> {
        if patience.retry()? {
            return Ok(());
        }
        let position = side.position.load(Relaxed);
        let mut round = side.state.lock().lull.next(position);
        while P::give_way(round) {
            if ahead(self) >= enough {
                return Ok(());
            }
            round += 1;
        }
        let mut state = side.state.lock();
        let seen = side.calls.load(Relaxed);
        state.room.enter();
        side.hint.store(state.room.uncalled(), Relaxed);
        drop(state);
        P::heavy_fence();
        let result = if ahead(self) > 0 {
            Ok(())
        } else {
            patience.wait(&side.calls, seen)
        };
        let mut state = side.state.lock();
        state.room.leave();
        side.hint.store(state.room.uncalled(), Relaxed);
        drop(state);
        result
    }
}

impl<P, T, const N: usize> Drop for Mpmc<P, T, N> {
    fn drop(&mut self) {
        // ORDERING: Relaxed, nobody else is there any more.
        let position = |side: &Side<P>| side.position.atomic().load(Relaxed);
        let (mut get, put) = (position(&self.gets), position(&self.puts));
        while get != put {
            // SAFETY: the slot holds an item (invariant 1).
            unsafe { self.slot(get).drop_in_place() };
            get = Spsc::<P, T, N>::after(get);
        }
    }
}

impl<P, T, const N: usize> Default for Mpmc<P, T, N> {
    fn default() -> Self {
        Mpmc::new()
    }
}

impl<P: Platform, T, const N: usize> fmt::Debug for Mpmc<P, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mpmc")
            .field("len", &self.len())
            .field("capacity", &N)
            .finish()
    }
}
