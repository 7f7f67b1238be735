//! Queues whose room is set while the program runs, or has no bound.
//!
//! # States
//! A mutex guards the items, the room, the count of unfinished items and the phase, which is that
//! of [`crate::queue`]: open, draining, shut. Condition variables tell of items, of room, and that
//! all is done.
//!
//! # Orderings
//! The mutex orders everything.
//!
//! # Invariants
//! 1. Who changes what somebody may wait for does so under the mutex, and notifies after it: one
//!    for an item or for room, all for an end.
//! 2. Nothing is put once the phase is not open, so who then finds no item knows that none comes.
//! 3. No code of an item's runs under the mutex: its priority is asked before, and it is dropped
//!    after.

mod get;
mod join;
mod put;
mod shelf;

use core::fmt;
use core::num::NonZeroUsize;

pub use shelf::{Fifo, Lifo, Shelf, Urgent};

use crate::condvar::Condvar;
use crate::mutex::Mutex;
use crate::operation::Object;
use crate::platform::Platform;
use crate::queue::Priority;

/// A first-in, first-out queue whose room is set while the program runs. Python's `queue.Queue`,
/// and with no bound its `SimpleQueue` too. Its methods are those of [`Depot`].
pub type Queue<P, T> = Depot<P, T, Fifo<T>>;

/// A last-in, first-out queue whose room is set while the program runs. Python's
/// `queue.LifoQueue`. Its methods are those of [`Depot`].
pub type LifoQueue<P, T> = Depot<P, T, Lifo<T>>;

/// A queue that gives the most urgent item first, and of those that are as urgent the oldest, whose
/// room is set while the program runs. Python's `queue.PriorityQueue`. Its methods are those of
/// [`Depot`].
pub type PriorityQueue<P, T> = Depot<P, T, Urgent<<T as Priority>::Key, T>>;

/// A queue with room for as many items as it is told, or for as many as there is memory for.
///
/// Where the room is known when the program is compiled, [`waitword_core::Queue`](crate::Queue) and
/// its likes need no allocator and are faster. What is the same is called the same there and here.
///
/// ```
/// use std::num::NonZero;
/// use waitword_core::{depot, platform::Spin, queue::TryPutError};
/// type Queue<T> = depot::Queue<Spin<spin::Spin>, T>;
///
/// let jobs = Queue::new();
/// (0..1000).for_each(|job| jobs.put(job));
/// assert_eq!((jobs.get(), jobs.len()), (0, 999));
///
/// jobs.set_capacity(NonZero::new(10));
/// assert_eq!(jobs.try_put(7), Err(TryPutError::Full(7)));
/// jobs.set_capacity(None);
/// jobs.put(7);
/// ```
///
/// Cost: a lock, and sometimes an allocation while it is held, for which the others wait. Not for
/// interrupt handlers, nor for memory that processes share.
pub struct Depot<P: Platform, T, S> {
    state: Mutex<P, State<T, S>>,
    items: Condvar<P>,
    room: Condvar<P>,
    done: Condvar<P>,
}

struct State<T, S> {
    shelf: S,
    /// How many items there is room for; all there can be, if there is no bound.
    capacity: usize,
    unfinished: usize,
    phase: Phase,
    items: core::marker::PhantomData<T>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    Draining,
    Shut,
}

impl<P: Platform, T, S: Shelf<T>> Depot<P, T, S> {
    /// An empty queue without a bound.
    pub const fn new() -> Self {
        Depot::with_room(usize::MAX)
    }

    /// An empty queue with room for so many items.
    pub const fn with_capacity(items: NonZeroUsize) -> Self {
        Depot::with_room(items.get())
    }

    const fn with_room(capacity: usize) -> Self {
        Depot {
            state: Mutex::new(State {
                shelf: S::NEW,
                capacity,
                unfinished: 0,
                phase: Phase::Open,
                items: core::marker::PhantomData,
            }),
            items: Condvar::new(),
            room: Condvar::new(),
            done: Condvar::new(),
        }
    }
}

impl<P: Platform, T, S: Shelf<T>> Depot<P, T, S> {
    /// How many items there is room for; `None` if there is no bound.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn capacity(&self) -> Option<NonZeroUsize> {
        let capacity = self.state.lock().capacity;
        NonZeroUsize::new(capacity).filter(|capacity| capacity.get() < usize::MAX)
    }

    /// Gives it room for so many items, or for any number. Items that are there stay, though they
    /// may be more; who waits to put is let in as far as there is room.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn set_capacity(&self, items: Option<NonZeroUsize>) {
        self.state.lock().capacity = items.map_or(usize::MAX, NonZeroUsize::get);
        self.room.notify_all();
    }

    /// How many items there are; the answer may be old when it arrives.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.state.lock().shelf.items()
    }

    /// Whether there is no item; the answer may be old when it arrives.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is no room; the answer may be old when it arrives.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        self.state.lock().is_full()
    }

    /// Refuses all further puts, and all gets once the items that are left have been taken.
    ///
    /// Python's `Queue.shutdown()`; see [`Bounded::shutdown`](crate::queue::Bounded::shutdown).
    /// Context: thread.
    #[track_caller]
    pub fn shutdown(&self) {
        let mut state = self.state.lock();
        if state.phase == Phase::Open {
            state.phase = Phase::Draining;
        }
        drop(state);
        self.items.notify_all();
        self.room.notify_all();
    }

    /// Refuses all further puts and gets, and drops the items that are left, which count as dealt
    /// with.
    ///
    /// Python's `Queue.shutdown(immediate=True)`. Context: thread. The items are dropped by the
    /// caller.
    #[track_caller]
    pub fn shutdown_now(&self) {
        let mut state = self.state.lock();
        state.phase = Phase::Shut;
        let left = core::mem::replace(&mut state.shelf, S::NEW);
        // A task may be done before it is taken.
        state.unfinished = state.unfinished.saturating_sub(left.items());
        drop(state);
        for changed in [&self.items, &self.room, &self.done] {
            changed.notify_all();
        }
        drop(left);
    }

    /// Whether it is shut down.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn is_shut_down(&self) -> bool {
        self.state.lock().phase != Phase::Open
    }
}

impl<T, S: Shelf<T>> State<T, S> {
    fn is_full(&self) -> bool {
        self.shelf.items() >= self.capacity
    }
}

impl<P: Platform, T, S: Shelf<T>> Default for Depot<P, T, S> {
    fn default() -> Self {
        Depot::new()
    }
}

impl<P: Platform, T, S> Drop for Depot<P, T, S> {
    fn drop(&mut self) {
        P::retire(Object::new("depot", self));
    }
}

impl<P: Platform, T, S: Shelf<T>> fmt::Debug for Depot<P, T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Depot")
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .finish()
    }
}
