//! `std::sync::atomic`: atomic values, each operation of which is an event.
//!
//! Every method of std's is here but `as_ptr`: what is done through a raw pointer is no event, so
//! the simulator would know nothing of it. The values lie where std's lie, with the same layout.
//! Outside a simulation they work as between threads.
//!
//! ```
//! use waitword_sim::std::sync::atomic::{AtomicUsize, Ordering};
//!
//! static TOTAL: AtomicUsize = AtomicUsize::new(1);
//! assert_eq!(TOTAL.fetch_add(2, Ordering::Relaxed), 1);
//! ```

mod boolean;
mod fence;
mod number;
mod pointer;
mod primitive;

use std::fmt;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use waitword_core::Object;

pub use fence::{compiler_fence, fence};
use primitive::{Ask, Primitive};
pub use std::sync::atomic::Ordering;

use crate::engine;

/// A `bool` that is shared.
pub type AtomicBool = Atomic<bool>;
/// An `i8` that is shared.
pub type AtomicI8 = Atomic<i8>;
/// An `i16` that is shared.
pub type AtomicI16 = Atomic<i16>;
/// An `i32` that is shared.
pub type AtomicI32 = Atomic<i32>;
/// An `i64` that is shared.
pub type AtomicI64 = Atomic<i64>;
/// An `isize` that is shared.
pub type AtomicIsize = Atomic<isize>;
/// A `u8` that is shared.
pub type AtomicU8 = Atomic<u8>;
/// A `u16` that is shared.
pub type AtomicU16 = Atomic<u16>;
/// A `u32` that is shared.
pub type AtomicU32 = Atomic<u32>;
/// A `u64` that is shared.
pub type AtomicU64 = Atomic<u64>;
/// A `usize` that is shared.
pub type AtomicUsize = Atomic<usize>;
/// A pointer that is shared.
pub type AtomicPtr<T> = Atomic<*mut T>;

/// A value that is shared, and read and written in one step.
///
/// Use it by the names of std: [`AtomicBool`], [`AtomicU32`], [`AtomicPtr`] and the others.
#[repr(transparent)]
pub struct Atomic<T: Primitive> {
    cell: T::Cell,
}

impl<T: Primitive> Atomic<T> {
    /// Reads the value.
    ///
    /// # Panics
    /// If `order` is [`Release`] or [`AcqRel`].
    #[track_caller]
    pub fn load(&self, order: Ordering) -> T {
        match order {
            Release => panic!("there is no such thing as a release load"),
            AcqRel => panic!("there is no such thing as an acquire-release load"),
            order => self.ask(Ask::read("load", order), |_| None).0,
        }
    }

    /// Writes the value.
    ///
    /// # Panics
    /// If `order` is [`Acquire`] or [`AcqRel`].
    #[track_caller]
    pub fn store(&self, value: T, order: Ordering) {
        match order {
            Acquire => panic!("there is no such thing as an acquire store"),
            AcqRel => panic!("there is no such thing as an acquire-release store"),
            order => self.ask(Ask::write("store", order), |_| Some(value)),
        };
    }

    /// Writes the value and returns what was there.
    #[track_caller]
    pub fn swap(&self, value: T, order: Ordering) -> T {
        self.update_with("swap", order, |_| value)
    }

    /// Writes `new` if `current` is there, and returns what was there.
    ///
    /// # Errors
    /// What was there, if it was not `current`.
    ///
    /// # Panics
    /// If `failure` is [`Release`] or [`AcqRel`].
    #[track_caller]
    pub fn compare_exchange(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        let ask = Ask::either("compare_exchange", success, failure);
        self.exchange(ask, current, new)
    }

    /// As [`compare_exchange`](Atomic::compare_exchange), but may fail for no reason.
    ///
    /// # Errors
    /// What was there, which may be `current`.
    ///
    /// # Panics
    /// If `failure` is [`Release`] or [`AcqRel`].
    #[track_caller]
    pub fn compare_exchange_weak(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
    ) -> Result<T, T> {
        let ask = Ask::either("compare_exchange_weak", success, failure);
        self.exchange(ask.weak(), current, new)
    }

    /// Writes `new` if `current` is there; returns what was there in any case.
    #[deprecated = "use `compare_exchange` or `compare_exchange_weak`"]
    #[track_caller]
    pub fn compare_and_swap(&self, current: T, new: T, order: Ordering) -> T {
        let ask = Ask::both("compare_and_swap", order);
        self.exchange(ask, current, new).unwrap_or_else(|held| held)
    }

    /// Writes what `new` makes of the value, trying again as long as others come between.
    ///
    /// # Errors
    /// What was there, if `new` makes nothing of it.
    ///
    /// # Panics
    /// If `read` is [`Release`] or [`AcqRel`].
    #[track_caller]
    pub fn fetch_update(
        &self,
        write: Ordering,
        read: Ordering,
        mut new: impl FnMut(T) -> Option<T>,
    ) -> Result<T, T> {
        let mut held = self.load(read);
        while let Some(next) = new(held) {
            match self.compare_exchange_weak(held, next, write, read) {
                Ok(held) => return Ok(held),
                Err(now) => held = now,
            }
        }
        Err(held)
    }

    /// As [`fetch_update`](Atomic::fetch_update), by its newer name.
    ///
    /// # Errors
    /// As [`fetch_update`](Atomic::fetch_update).
    #[track_caller]
    pub fn try_update(
        &self,
        write: Ordering,
        read: Ordering,
        new: impl FnMut(T) -> Option<T>,
    ) -> Result<T, T> {
        self.fetch_update(write, read, new)
    }

    /// As [`fetch_update`](Atomic::fetch_update), where `new` always makes something.
    #[track_caller]
    pub fn update(&self, write: Ordering, read: Ordering, mut new: impl FnMut(T) -> T) -> T {
        let updated = self.fetch_update(write, read, |held| Some(new(held)));
        updated.unwrap_or_else(|held| held)
    }

    /// The value, which the exclusive reference guards.
    pub fn get_mut(&mut self) -> &mut T {
        T::reach(&mut self.cell)
    }

    /// The value.
    pub fn into_inner(mut self) -> T {
        *self.get_mut()
    }

    /// Works on the value, which the exclusive reference guards; loom's form of
    /// [`get_mut`](Atomic::get_mut).
    pub fn with_mut<R>(&mut self, work: impl FnOnce(&mut T) -> R) -> R {
        work(self.get_mut())
    }

    /// Reads the value past the simulator; loom's name.
    ///
    /// # Safety
    /// Nobody writes the value at the same time.
    pub unsafe fn unsync_load(&self) -> T {
        T::peek(&self.cell)
    }

    /// An operation that always writes.
    #[track_caller]
    fn update_with(&self, verb: &'static str, order: Ordering, new: impl Fn(T) -> T + Copy) -> T {
        self.ask(Ask::both(verb, order), |held| Some(new(held))).0
    }

    #[track_caller]
    fn exchange(&self, ask: Ask, current: T, new: T) -> Result<T, T> {
        match ask.failure() {
            Release => panic!("there is no such thing as a release failure ordering"),
            AcqRel => panic!("there is no such thing as an acquire-release failure ordering"),
            _ => {}
        }
        let (current, new) = (current.bits(), new.bits());
        let exchanged = |held: T| (held.bits() == current).then_some(T::of(new));
        match self.ask(ask, exchanged) {
            (held, true) => Ok(held),
            (held, false) => Err(held),
        }
    }

    /// One event: puts there what `new` makes of the value, if that is anything; returns what was
    /// there, and whether it was written.
    #[track_caller]
    fn ask(&self, ask: Ask, new: impl Fn(T) -> Option<T> + Copy) -> (T, bool) {
        let new = |held| new(T::of(held)).map(T::bits);
        let (held, wrote) = T::access(&self.cell, ask, new);
        (T::of(held), wrote)
    }
}

impl<T: Primitive> Drop for Atomic<T> {
    fn drop(&mut self) {
        engine::retire(Object::new("atomic", self));
    }
}

impl<T: Primitive> fmt::Debug for Atomic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Past the simulator, as no operation.
        fmt::Debug::fmt(&T::peek(&self.cell), f)
    }
}

/// The ordering of an operation that reads, if `order` is that of one that reads and writes.
fn when_reading(order: Ordering) -> Ordering {
    match order {
        Release => Relaxed,
        AcqRel => Acquire,
        order => order,
    }
}
