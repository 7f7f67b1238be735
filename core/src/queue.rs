//! Bounded queues, and the errors that give the item back.
//!
//! # States
//! A short lock guards the order of the slots, the count of unfinished items and, for each side,
//! the count of those who wait. A word of calls for each side is what they sleep on.
//!
//! | phase | meaning | leaves it |
//! |---|---|---|
//! | `Open` | puts and gets | a shutdown (to the others) |
//! | `Draining` | gets of what is left | an immediate shutdown (to `Shut`) |
//! | `Shut` | nothing | nobody |
//!
//! # Orderings
//! All `Relaxed` here: the short lock orders everything. An item is written between `reserve` and
//! `commit` and read between `take` and `release`, each of them under the lock.
//!
//! # Invariants
//! 1. A slot is touched only by the put that reserved it and the get that took it (invariant 1 of
//!    [`Order`]).
//! 2. Large items are copied outside the lock, so the time with interrupts masked does not depend
//!    on their size.
//! 3. Who finds its side blocked enters the room under the same hold of the lock, so the call that
//!    unblocks it sees it.
//! 4. After the lock is released for the last time only the address of a word is used.
//! 5. Nothing is committed once the phase is not `Open`, so who then finds the queue empty knows
//!    that it stays so.

mod done;
mod engine;
mod error;
mod get;
mod heap;
mod order;
mod priority;
mod put;
mod ring;
mod room;
mod shutdown;
mod stack;
mod timed;

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;

pub use error::{GetError, PutError, TryGetError, TryPutError};
pub use heap::Urgent;
pub use order::Order;
pub use priority::{Key, Priority};
pub use ring::Fifo;
pub(crate) use room::Room;
pub use stack::Lifo;

use crate::platform::Platform;
use crate::scope::Scope;
use crate::short::Short;
use crate::word::Word;

/// Items of up to so many bytes are copied under the lock: that costs less than to take it again.
const SMALL: usize = 64;

/// A first-in, first-out queue with room for `N` items.
///
/// Python's `queue.Queue(maxsize=N)`, FreeRTOS's queue. Its methods are those of [`Bounded`].
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
pub type Queue<P, T, const N: usize> = Bounded<P, T, Fifo<N>, N>;

/// A last-in, first-out queue with room for `N` items.
///
/// Python's `queue.LifoQueue(maxsize=N)`. Its methods are those of [`Bounded`].
///
/// ```
/// use waitword_core::spin::LifoQueue;
///
/// static PLATES: LifoQueue<u32, 2> = LifoQueue::new();
/// PLATES.put(1);
/// PLATES.put(2);
/// assert_eq!(PLATES.get(), 2);
/// ```
pub type LifoQueue<P, T, const N: usize> = Bounded<P, T, Lifo<N>, N>;

/// A queue with room for `N` items, whose most urgent goes first, and among equals the first that
/// came.
///
/// Python's `queue.PriorityQueue(maxsize=N)`, but for the order of equals, which Python's has not.
/// [`Priority`] says how urgent an item is: the smallest number goes first. The order of equals is
/// kept while less than 2^31 puts go by the one that waits longest. Its methods are those of
/// [`Bounded`]; a put and a get take time that grows with the logarithm of the number of items.
///
/// ```
/// use waitword_core::spin::PriorityQueue;
///
/// static JOBS: PriorityQueue<(u8, &str), 3> = PriorityQueue::new();
/// JOBS.put((2, "mop"));
/// JOBS.put((1, "sweep"));
/// JOBS.put((2, "dust"));
/// assert_eq!([JOBS.get(), JOBS.get(), JOBS.get()].map(|job| job.1), ["sweep", "mop", "dust"]);
/// ```
pub type PriorityQueue<P, T, const N: usize> = Bounded<P, T, Urgent<<T as Priority>::Key, N>, N>;

/// A queue with room for `N` items, in the order `O`: the engine of [`Queue`], [`LifoQueue`] and
/// [`PriorityQueue`], by whose names it is used.
///
/// Any number of threads put and get; interrupt handlers use the `try_` forms. An item that could
/// not be put comes back in the error. With [`task_done`](Bounded::task_done) and
/// [`join`](Bounded::join) a producer can wait until everything it put has been dealt with. After
/// [`shutdown`](Bounded::shutdown) nothing more is put, and who waits is told.
///
/// A put or get that is under way counts against the room: a full queue may have one item less than
/// `N` for the instant that a get copies it out.
///
/// It promises nothing about which of those who wait goes first.
#[repr(C)]
pub struct Bounded<P, T, O: Order<T, N>, const N: usize> {
    calls: [Word<P>; 3],
    state: Short<P, State<O>>,
    slots: [UnsafeCell<MaybeUninit<T>>; N],
}

#[repr(C)]
struct State<O> {
    unfinished: u32,
    rooms: [Room; 3],
    phase: Phase,
    order: O,
}

/// What may still be done.
#[derive(Clone, Copy, PartialEq)]
#[repr(u8)]
enum Phase {
    Open,
    Draining,
    Shut,
}

/// What one waits for.
#[derive(Clone, Copy)]
enum Side {
    Put,
    Get,
    Join,
}

/// Why an item was not put or taken.
#[derive(Clone, Copy)]
enum Refusal {
    /// There is no room, or no item.
    Blocked,
    /// The queue is shut down.
    Closed,
}

impl<O> State<O> {
    fn blocks<T, const N: usize>(&self, side: Side) -> bool
    where
        O: Order<T, N>,
    {
        match side {
            Side::Put => self.phase == Phase::Open && self.order.is_full(),
            Side::Get => self.phase == Phase::Open && self.order.items() == 0,
            Side::Join => self.unfinished != 0,
        }
    }
}

// SAFETY: a slot is touched by one thread at a time (invariant 1), and items only move through.
unsafe impl<P, T: Send, O: Order<T, N>, const N: usize> Sync for Bounded<P, T, O, N> {}
// SAFETY: as for `Sync`; nothing in a queue has a thread of its own.
unsafe impl<P, T: Send, O: Order<T, N>, const N: usize> Send for Bounded<P, T, O, N> {}

impl<P, T, O: Order<T, N>, const N: usize> Bounded<P, T, O, N> {
    /// Whether no put or get stalls half way: items are copied under the lock.
    const IN_PLACE: bool = size_of::<T>() <= SMALL;

    /// An empty queue.
    pub const fn new() -> Self {
        const {
            assert!(N > 0, "a queue needs room for at least one item");
            assert!(
                N <= u16::MAX as usize,
                "a queue has room for at most 65535 items"
            );
        }
        Bounded {
            calls: [const { Word::new(0) }; 3],
            state: Short::new(State {
                unfinished: 0,
                rooms: [const { Room::new() }; 3],
                phase: Phase::Open,
                order: O::NEW,
            }),
            slots: [const { UnsafeCell::new(MaybeUninit::uninit()) }; N],
        }
    }

    /// How many items there is room for.
    pub const fn capacity(&self) -> usize {
        N
    }
}

/// Looking.
impl<P: Platform, T, O: Order<T, N>, const N: usize> Bounded<P, T, O, N> {
    /// How many items are in the queue; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn len(&self) -> usize {
        let _scope = Scope::<P>::begin(O::KIND, "len", self);
        let state = self.state.lock();
        if state.phase == Phase::Shut {
            0
        } else {
            state.order.items()
        }
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
        let _scope = Scope::<P>::begin(O::KIND, "is_full", self);
        self.state.lock().order.is_full()
    }
}

impl<P, T, O: Order<T, N>, const N: usize> Drop for Bounded<P, T, O, N> {
    fn drop(&mut self) {
        while let Some(slot) = self.state.get_mut().order.take(Self::IN_PLACE) {
            // SAFETY: the slot was committed with an item, and nobody else is there any more.
            unsafe { self.slots[slot].get_mut().assume_init_drop() };
        }
    }
}

impl<P, T, O: Order<T, N>, const N: usize> Default for Bounded<P, T, O, N> {
    fn default() -> Self {
        Bounded::new()
    }
}

impl<P: Platform, T, O: Order<T, N>, const N: usize> fmt::Debug for Bounded<P, T, O, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(O::NAME)
            .field("len", &self.len())
            .field("capacity", &N)
            .finish()
    }
}
