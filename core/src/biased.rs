//! A lock for data that is read all the time and hardly ever written.
//!
//! # States
//! Beside an [`RwLock`], a few slots, each on a cache line of its own: the count of those who read
//! by it, and two marks.
//!
//! | mark | meaning | set by | cleared by |
//! |---|---|---|---|
//! | `CLOSED` | nobody may read by the slot any more | a writer | who reads by the lock, at times |
//! | `WAITED` | a writer may sleep until the count is zero | that writer | that writer |
//!
//! # Orderings
//! Who reads comes into a slot with `Acquire` and leaves it with `Release`. A writer that finds the
//! count at zero reads it with `Acquire`: it comes after what was read. The slots are opened with
//! `Release` by one who reads by the lock, after the last writer: who comes in sees what was
//! written. All else is ordered by the lock.
//!
//! # Invariants
//! 1. Slots are opened only by one who holds the lock to read, and closed only by one who holds it
//!    to write: so while a writer holds it they are closed, each before its count is looked at.
//! 2. A writer has the data when it holds the lock and has seen the count of each closed slot at
//!    zero. Whoever came into a closed slot leaves it at once and takes the lock.
//! 3. Who leaves a slot decides by the value that its own step found whether a writer sleeps.
//!
//! Source: the counts by thread are those of big-reader locks; that slots are closed for a while
//! after a write is from D. Dice and A. Kogan, *BRAVO: Biased Locking for Reader-Writer Locks*
//! (2019).

mod guards;

use core::cell::UnsafeCell;
use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

pub use guards::{BiasedReadGuard, BiasedWriteGuard};

use crate::error::{WaitError, waited};
use crate::operation::Object;
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Identity, Platform};
use crate::rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use crate::word::Word;

const CLOSED: u32 = 1 << 31;
const WAITED: u32 = 1 << 30;
const COUNT: u32 = WAITED - 1;
/// So many read by the lock before the slots are opened again: a write costs about as much.
const READS: u32 = 64;

/// A lock that many hold to read or one to write, where reading is what counts.
///
/// Threads that read do not touch each other's cache lines, so twice as many read twice as much; a
/// writer has to look at all slots, and the next readers pay a little more for it. Where more than
/// one in some hundred holds is a write, [`RwLock`] is faster, and it is smaller: this one has 64
/// bytes for each of its slots.
///
/// ```
/// use waitword_core::{BiasedRwLock, Identity};
///
/// fn prices<P: Identity>() {
///     let prices = BiasedRwLock::<P, _>::new([7, 3, 5]);
///     assert_eq!(prices.read()[0], 7);
///     prices.write()[0] += 1;
///     assert_eq!(prices.read()[0], 8);
/// }
/// ```
///
/// Writers go before those who come to read after them. A thread that reads and reads again may
/// wait for itself, if a writer came in between. Python and std have none.
#[repr(C)]
pub struct BiasedRwLock<P, T: ?Sized, const SLOTS: usize = 16> {
    slots: [Slot<P>; SLOTS],
    lock: RwLock<P, ()>,
    /// How many have read by the lock since the last write.
    reads: Word<P>,
    data: UnsafeCell<T>,
}

/// Where some threads count themselves.
#[repr(C, align(64))]
struct Slot<P>(Word<P>);

// SAFETY: who reads shares the data, and one that writes has it alone (invariant 2).
unsafe impl<P, T: ?Sized + Send + Sync, const SLOTS: usize> Sync for BiasedRwLock<P, T, SLOTS> {}
// SAFETY: nothing in it has a thread of its own.
unsafe impl<P, T: ?Sized + Send, const SLOTS: usize> Send for BiasedRwLock<P, T, SLOTS> {}

impl<P, T, const SLOTS: usize> BiasedRwLock<P, T, SLOTS> {
    /// A free lock around `data`.
    pub const fn new(data: T) -> Self {
        const { assert!(SLOTS > 0, "nobody could read by no slots") };
        BiasedRwLock {
            lock: RwLock::new(()),
            reads: Word::new(0),
            slots: [const { Slot(Word::new(0)) }; SLOTS],
            data: UnsafeCell::new(data),
        }
    }

    /// The data, which nobody else can reach any more.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }
}

impl<P: Identity, T: ?Sized, const SLOTS: usize> BiasedRwLock<P, T, SLOTS> {
    /// Waits until nobody writes, and takes the lock to read.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it has to wait and the caller cannot wait here.
    #[inline]
    #[track_caller]
    pub fn read(&self) -> BiasedReadGuard<'_, P, T, SLOTS> {
        waited(self.checked_read())
    }

    /// As [`read`](BiasedRwLock::read), with an error where `read` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`].
    #[inline]
    #[track_caller]
    pub fn checked_read(&self) -> Result<BiasedReadGuard<'_, P, T, SLOTS>, WaitError> {
        match self.enter() {
            Some(guard) => Ok(guard),
            None => self.lock.checked_read().map(|held| self.read_by_lock(held)),
        }
    }

    /// Takes the lock to read if nobody writes or waits to. Never waits.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn try_read(&self) -> Option<BiasedReadGuard<'_, P, T, SLOTS>> {
        let by_lock = || self.lock.try_read().map(|held| self.read_by_lock(held));
        self.enter().or_else(by_lock)
    }

    /// Waits until nobody reads or writes, and takes the lock to write.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// If it has to wait and the caller cannot wait here.
    #[track_caller]
    pub fn write(&self) -> BiasedWriteGuard<'_, P, T, SLOTS> {
        waited(self.checked_write())
    }

    /// As [`write`](BiasedRwLock::write), with an error where `write` panics.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`WaitError::CannotWait`].
    #[track_caller]
    pub fn checked_write(&self) -> Result<BiasedWriteGuard<'_, P, T, SLOTS>, WaitError> {
        let held = self.lock.checked_write()?;
        self.clear(held, Forever)
    }

    /// Takes the lock to write if nobody reads or writes. Never waits. If somebody reads, who comes
    /// to read next pays for the look.
    ///
    /// Context: any.
    #[track_caller]
    pub fn try_write(&self) -> Option<BiasedWriteGuard<'_, P, T, SLOTS>> {
        let held = self.lock.try_write()?;
        self.close();
        // ORDERING: Acquire, with the Release of those who have left: see the module.
        let is_free = |slot: &Slot<P>| slot.0.load(Acquire) & COUNT == 0;
        self.slots
            .iter()
            .all(is_free)
            .then(|| BiasedWriteGuard::new(self, held))
    }

    /// The data, which the exclusive reference guards.
    pub fn get_mut(&mut self) -> &mut T {
        self.data.get_mut()
    }

    /// Comes into the caller's slot, unless it is closed.
    #[inline]
    #[track_caller]
    fn enter(&self) -> Option<BiasedReadGuard<'_, P, T, SLOTS>> {
        let slot = &self.slots[P::current().get() as usize % SLOTS];
        if slot.0.fetch_add(1, Acquire) & CLOSED == 0 {
            return Some(BiasedReadGuard::by_slot(self, slot));
        }
        slot.leave();
        None
    }

    /// Opens the slots once in a while. The caller holds the lock to read.
    #[track_caller]
    fn read_by_lock<'a>(
        &'a self,
        held: RwLockReadGuard<'a, P, ()>,
    ) -> BiasedReadGuard<'a, P, T, SLOTS> {
        // ORDERING: Relaxed, a count for a rule of thumb.
        if self.reads.fetch_add(1, Relaxed) == READS {
            for slot in &self.slots {
                slot.0.fetch_and(COUNT, Release);
            }
        }
        BiasedReadGuard::by_lock(self, held)
    }

    /// Closes the slots. The caller holds the lock to write.
    #[track_caller]
    fn close(&self) {
        // ORDERING: Relaxed, the lock orders it.
        self.reads.store(0, Relaxed);
        for slot in &self.slots {
            // ORDERING: Relaxed, the counts are looked at afterwards with Acquire.
            if slot.0.load(Relaxed) & CLOSED == 0 {
                slot.0.fetch_or(CLOSED, Relaxed);
            }
        }
    }

    /// Closes the slots and waits until nobody reads by them.
    #[track_caller]
    fn clear<'a, W: Patience<P>>(
        &'a self,
        held: RwLockWriteGuard<'a, P, ()>,
        patience: W,
    ) -> Result<BiasedWriteGuard<'a, P, T, SLOTS>, WaitError> {
        self.close();
        for slot in &self.slots {
            slot.wait(patience)?;
        }
        Ok(BiasedWriteGuard::new(self, held))
    }

    fn data(&self) -> Object {
        Object {
            kind: "data",
            address: self.data.get().addr(),
            size: size_of_val(&self.data),
        }
    }
}

impl<P: Platform> Slot<P> {
    /// The caller does not read by it any more.
    #[inline]
    #[track_caller]
    fn leave(&self) {
        let address = self.0.address();
        if self.0.fetch_sub(1, Release) == (CLOSED | WAITED | 1) {
            P::wake(address, 1);
        }
    }

    /// Waits until nobody reads by it; nobody new can, for long.
    #[track_caller]
    fn wait<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        let mut round = 0;
        loop {
            // ORDERING: Acquire, with the Release of those who have left: see the module.
            let state = self.0.load(Acquire);
            if state & COUNT == 0 {
                return Ok(());
            }
            if P::give_way(round) {
                round += 1;
            } else if state & WAITED != 0 || self.mark(state) {
                patience.wait(&self.0, state | WAITED)?;
            }
        }
    }

    #[track_caller]
    fn mark(&self, state: u32) -> bool {
        // ORDERING: Relaxed, the mark publishes nothing; who leaves decides by its own step.
        let marked = state | WAITED;
        self.0
            .compare_exchange(state, marked, Relaxed, Relaxed)
            .is_ok()
    }
}

impl<P: Clock + Identity, T: ?Sized, const SLOTS: usize> BiasedRwLock<P, T, SLOTS> {
    /// As [`read`](BiasedRwLock::read), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError`].
    #[track_caller]
    pub fn read_timeout(
        &self,
        timeout: Duration,
    ) -> Result<BiasedReadGuard<'_, P, T, SLOTS>, WaitError> {
        match self.enter() {
            Some(guard) => Ok(guard),
            None => Ok(self.read_by_lock(self.lock.read_timeout(timeout)?)),
        }
    }

    /// As [`read`](BiasedRwLock::read), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError`].
    #[track_caller]
    pub fn read_until(
        &self,
        deadline: P::Instant,
    ) -> Result<BiasedReadGuard<'_, P, T, SLOTS>, WaitError> {
        match self.enter() {
            Some(guard) => Ok(guard),
            None => Ok(self.read_by_lock(self.lock.read_until(deadline)?)),
        }
    }

    /// As [`write`](BiasedRwLock::write), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError`].
    #[track_caller]
    pub fn write_timeout(
        &self,
        timeout: Duration,
    ) -> Result<BiasedWriteGuard<'_, P, T, SLOTS>, WaitError> {
        let patience = Within::new::<P>(timeout);
        match P::after(timeout) {
            Some(deadline) => self.clear(self.lock.write_until(deadline)?, patience),
            None => self.checked_write(),
        }
    }

    /// As [`write`](BiasedRwLock::write), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`WaitError`].
    #[track_caller]
    pub fn write_until(
        &self,
        deadline: P::Instant,
    ) -> Result<BiasedWriteGuard<'_, P, T, SLOTS>, WaitError> {
        self.clear(self.lock.write_until(deadline)?, Until(deadline))
    }
}

impl<P, T: Default, const SLOTS: usize> Default for BiasedRwLock<P, T, SLOTS> {
    fn default() -> Self {
        BiasedRwLock::new(T::default())
    }
}

impl<P: Identity, T: ?Sized + fmt::Debug, const SLOTS: usize> fmt::Debug
    for BiasedRwLock<P, T, SLOTS>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_read() {
            Some(guard) => f.debug_tuple("BiasedRwLock").field(&&*guard).finish(),
            None => f.write_str("BiasedRwLock(<locked>)"),
        }
    }
}
