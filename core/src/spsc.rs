//! A ring from one producer to one consumer, without read-modify-writes.
//!
//! # States
//! Each end has a position, which only it writes, and a mark that the other end waits for it to
//! move. Positions run from 0 to 2 N - 1 and around, so that a full ring differs from an empty one;
//! where N is a power of two, to the end of the word and around. `ends` has a bit for each end that
//! somebody has.
//!
//! | mark | meaning | leaves it |
//! |---|---|---|
//! | 0 | nobody waits | the other end, about to sleep |
//! | 1 | the other end sleeps, or is about to | this end, which wakes; the other one, back |
//!
//! # Orderings
//! A position is moved with `Release` and read by the other end with `Acquire`: an item is written
//! before the move that hands it over and read after it, and its slot is written again after the
//! move that hands it back. An end that is given up is `Release`, and its absence read with
//! `Acquire`, so all that it did was before that.
//!
//! # Invariants
//! 1. The slots from the consumer's position up to the producer's hold items and are the consumer's
//!    to read; the others are the producer's to write.
//! 2. Each end moves its position and then looks for the mark, with a light fence between; who
//!    waits makes the mark and then looks at the position, with a heavy fence between. So one of
//!    them sees what the other did: no wake is lost.
//! 3. Who sleeps does so on the mark, which the wake takes away: a wake that comes too early or too
//!    late ends one sleep too many, never one too few.
//!
//! Source: L. Lamport, *Specifying concurrent program modules* (1983), with the other end's
//! position remembered, as in rtrb; the fences as in folly's `AsymmetricThreadFence`.

mod consumer;
mod producer;

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

pub use consumer::Consumer;
pub use producer::Producer;

use crate::error::WaitError;
use crate::operation::{Access, Object};
use crate::pad::Padded;
use crate::patience::Patience;
use crate::platform::Platform;
use crate::scope::Scope;
use crate::share::Share;
use crate::word::Word;

const KIND: &str = "spsc";
const PRODUCER: u32 = 1;
const CONSUMER: u32 = 2;
const BOTH: u32 = PRODUCER | CONSUMER;

/// A ring with room for `N` items, from one producer to one consumer.
///
/// FreeRTOS's stream buffer, heapless's `spsc::Queue`. A put and a get are loads and stores alone,
/// so they take the same few instructions on a processor without compare-and-swap, and an interrupt
/// handler can be either end. [`split`](Spsc::split) gives the two ends, [`share`](Spsc::share)
/// those of a ring in a `static` or in an `Arc`.
///
/// ```
/// use waitword_core::spin::Spsc;
///
/// static BYTES: Spsc<u8, 64> = Spsc::new();
///
/// let (mut producer, mut consumer) = Spsc::share(&BYTES).unwrap();
/// producer.put(7).unwrap();
/// assert_eq!(consumer.get(), Ok(7));
/// ```
///
/// An end that is dropped tells the other, whose waits then end; what was put before that can still
/// be got.
#[repr(C)]
pub struct Spsc<P, T, const N: usize> {
    puts: Padded<End<P>>,
    gets: Padded<End<P>>,
    ends: Word<P>,
    slots: [UnsafeCell<MaybeUninit<T>>; N],
}

/// What one end writes, but for the mark, which both do.
#[repr(C)]
struct End<P> {
    position: Word<P>,
    awaited: Word<P>,
}

impl<P> End<P> {
    const fn new() -> Self {
        End {
            position: Word::new(0),
            awaited: Word::new(0),
        }
    }
}

// SAFETY: a slot belongs to one end at a time (invariant 1), and items only move through.
unsafe impl<P, T: Send, const N: usize> Sync for Spsc<P, T, N> {}
// SAFETY: as for `Sync`; nothing in a ring has a thread of its own.
unsafe impl<P, T: Send, const N: usize> Send for Spsc<P, T, N> {}

impl<P, T, const N: usize> Spsc<P, T, N> {
    /// An empty ring.
    pub const fn new() -> Self {
        const {
            assert!(N > 0, "a ring needs room for at least one item");
            assert!(
                N <= (u32::MAX / 4) as usize,
                "a ring has room for at most 1073741823 items"
            );
        }
        Spsc {
            puts: Padded(End::new()),
            gets: Padded(End::new()),
            ends: Word::new(0),
            slots: [const { UnsafeCell::new(MaybeUninit::uninit()) }; N],
        }
    }

    /// How many items there is room for.
    pub const fn capacity(&self) -> usize {
        N
    }

    /// Positions count on and wrap around with the word, where that is a number of laps.
    const FREE: bool = N.is_power_of_two();

    /// The position after this one.
    #[inline(always)]
    pub(crate) const fn after(position: u32) -> u32 {
        if Self::FREE {
            position.wrapping_add(1)
        } else if position as usize + 1 == 2 * N {
            0
        } else {
            position + 1
        }
    }

    /// How many items there are between the ends.
    #[inline(always)]
    pub(crate) const fn between(get: u32, put: u32) -> u32 {
        if Self::FREE || get <= put {
            put.wrapping_sub(get)
        } else {
            // At most 4 N, which fits.
            put + 2 * N as u32 - get
        }
    }

    /// The slot of a position.
    #[inline(always)]
    pub(crate) const fn index(position: u32) -> usize {
        let position = position as usize;
        if Self::FREE {
            position % N
        } else if position < N {
            position
        } else {
            position - N
        }
    }

    #[inline(always)]
    fn slot(&self, position: u32) -> *mut T {
        self.slots[Self::index(position)].get().cast()
    }
}

impl<P: Platform, T, const N: usize> Spsc<P, T, N> {
    /// The two ends, for as long as the ring is borrowed.
    pub fn split(&mut self) -> (Producer<&Self>, Consumer<&Self>) {
        // Ends that were forgotten rather than dropped are gone too: their borrow has ended.
        // ORDERING: Relaxed, nobody else is there.
        self.ends.store(BOTH, Relaxed);
        let ring: &Self = self;
        (Producer::new(ring), Consumer::new(ring))
    }

    /// The two ends of a ring that is shared; `None` while somebody has one of them.
    ///
    /// What was left in the ring when its former ends were dropped is still there.
    ///
    /// ```
    /// # #[cfg(feature = "alloc")] {
    /// use std::sync::Arc;
    /// use waitword_core::spin::Spsc;
    ///
    /// let (mut producer, mut consumer) = Spsc::share(Arc::new(Spsc::<u32, 4>::new())).unwrap();
    /// producer.put(1).unwrap();
    /// drop(producer);
    /// assert_eq!(consumer.get(), Ok(1));
    /// assert!(consumer.get().is_err());
    /// # }
    /// ```
    ///
    /// Context: any.
    #[track_caller]
    pub fn share<R: Share<Target = Self>>(ring: R) -> Option<(Producer<R>, Consumer<R>)> {
        let _scope = Scope::<P>::begin(KIND, "share", &*ring);
        // ORDERING: Acquire, what the former ends did is seen.
        ring.ends.compare_exchange(0, BOTH, Acquire, Relaxed).ok()?;
        Some((Producer::new(ring.clone()), Consumer::new(ring)))
    }

    /// How many items are in the ring; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn len(&self) -> usize {
        let _scope = Scope::<P>::begin(KIND, "len", self);
        // ORDERING: Relaxed, the answer may be old whatever the ordering; two readings of different
        // times may even have more than N between them.
        let (get, put) = (
            self.gets.position.load(Relaxed),
            self.puts.position.load(Relaxed),
        );
        (Self::between(get, put) as usize).min(N)
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

    /// Tells the platform that an end touches the slot of the position.
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

    /// Moves an end, and wakes the other if it waits for that.
    #[inline(always)]
    #[track_caller]
    fn advance(end: &End<P>, position: u32) {
        end.position.store(position, Release);
        Self::call(end);
    }

    /// Wakes whoever waits for this end.
    #[inline(always)]
    #[track_caller]
    fn call(end: &End<P>) {
        P::light_fence();
        // ORDERING: Relaxed, here and below: the fences order the mark (invariant 2).
        if end.awaited.load(Relaxed) != 0 {
            Self::wake(end);
        }
    }

    #[cold]
    #[track_caller]
    fn wake(end: &End<P>) {
        end.awaited.store(0, Relaxed);
        end.awaited.wake(1);
    }

    /// Waits until the other end, which was `seen` there, has moved or is gone.
    #[cold]
    #[track_caller]
    fn wait_for<W: Patience<P>>(
        &self,
        other: Other<'_, P>,
        (seen, lull): (u32, u32),
        patience: W,
    ) -> Result<(), WaitError> {
        if patience.retry()? {
            return Ok(());
        }
        let Other { end, bit, enough } = other;
        // ORDERING: Relaxed, the caller looks again with the ordering it needs.
        let moved = |by| Self::between(seen, end.position.load(Relaxed)) >= by;
        let gone = || self.ends.load(Relaxed) & bit == 0;
        let mut round = lull;
        while P::give_way(round) {
            if moved(enough) || gone() {
                return Ok(());
            }
            round += 1;
        }
        end.awaited.store(1, Relaxed);
        P::heavy_fence();
        let result = if moved(1) || gone() {
            Ok(())
        } else {
            patience.wait(&end.awaited, 1)
        };
        end.awaited.store(0, Relaxed);
        result
    }
}

/// The end that one waits for.
struct Other<'a, P> {
    end: &'a End<P>,
    /// Its bit in `ends`.
    bit: u32,
    /// How far it should move before it is worth while to go on at once, rather than to look away
    /// for some microseconds more.
    enough: u32,
}

/// What becomes of a ring when one of its ends is dropped.
pub trait Ends {
    #[doc(hidden)]
    fn producer_gone(&self);
    #[doc(hidden)]
    fn consumer_gone(&self);
}

impl<P: Platform, T, const N: usize> Ends for Spsc<P, T, N> {
    #[track_caller]
    fn producer_gone(&self) {
        let _scope = Scope::<P>::begin(KIND, "drop producer", self);
        self.ends.fetch_and(!PRODUCER, Release);
        Self::call(&self.puts);
    }

    #[track_caller]
    fn consumer_gone(&self) {
        let _scope = Scope::<P>::begin(KIND, "drop consumer", self);
        self.ends.fetch_and(!CONSUMER, Release);
        Self::call(&self.gets);
    }
}

impl<P, T, const N: usize> Drop for Spsc<P, T, N> {
    fn drop(&mut self) {
        // ORDERING: Relaxed, nobody else is there any more.
        let position = |end: &End<P>| end.position.atomic().load(Relaxed);
        let (mut get, put) = (position(&self.gets), position(&self.puts));
        while get != put {
            // SAFETY: the slot holds an item (invariant 1).
            unsafe { self.slot(get).drop_in_place() };
            get = Self::after(get);
        }
    }
}

impl<P, T, const N: usize> Default for Spsc<P, T, N> {
    fn default() -> Self {
        Spsc::new()
    }
}

impl<P: Platform, T, const N: usize> fmt::Debug for Spsc<P, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spsc")
            .field("len", &self.len())
            .field("capacity", &N)
            .finish()
    }
}
