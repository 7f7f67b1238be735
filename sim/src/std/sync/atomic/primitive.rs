//! What can be atomic: numbers, `bool` and pointers.

use std::fmt;
use std::sync::atomic::Ordering::{self, Relaxed};
use std::sync::atomic::{self};

use super::when_reading;
use crate::engine::{self, Orders};

/// What can be atomic. Nobody outside implements it.
pub trait Primitive: Copy + fmt::Debug {
    /// Where it lies.
    type Cell;

    /// What the simulator remembers of it.
    fn bits(self) -> u64;

    /// What has these bits.
    fn of(bits: u64) -> Self;

    /// Reads it past the simulator.
    fn peek(cell: &Self::Cell) -> Self;

    /// Reaches it by an exclusive reference.
    fn reach(cell: &mut Self::Cell) -> &mut Self;

    /// One event; see [`Atomic`](super::Atomic).
    fn access(cell: &Self::Cell, ask: Ask, new: impl Fn(u64) -> Option<u64> + Copy) -> (u64, bool);
}

/// An operation, without what it does to the value.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    verb: &'static str,
    orders: Orders,
}

impl Ask {
    pub(super) fn read(verb: &'static str, order: Ordering) -> Ask {
        let orders = Orders::read(order);
        Ask { verb, orders }
    }

    pub(super) fn write(verb: &'static str, order: Ordering) -> Ask {
        let orders = Orders::write(order);
        Ask { verb, orders }
    }

    pub(super) fn both(verb: &'static str, order: Ordering) -> Ask {
        Ask::either(verb, order, when_reading(order))
    }

    pub(super) fn either(verb: &'static str, success: Ordering, failure: Ordering) -> Ask {
        let orders = Orders::either(success, failure);
        Ask { verb, orders }
    }

    pub(super) fn weak(self) -> Ask {
        let orders = self.orders.weak();
        Ask { orders, ..self }
    }

    pub(super) fn failure(self) -> Ordering {
        self.orders.failure
    }
}

macro_rules! primitive {
    ([$($generic:ident)?] $value:ty, $cell:ty, $bits:expr, $of:expr) => {
        impl$(<$generic>)? Primitive for $value {
            type Cell = $cell;

            #[inline]
            fn bits(self) -> u64 {
                $bits(self)
            }

            #[inline]
            fn of(bits: u64) -> Self {
                $of(bits)
            }

            fn peek(cell: &$cell) -> Self {
                // ORDERING: Relaxed, the value is only shown, or its reader says that nobody
                // writes it.
                cell.load(Relaxed)
            }

            fn reach(cell: &mut $cell) -> &mut Self {
                cell.get_mut()
            }

            #[inline]
            #[track_caller]
            fn access(
                cell: &$cell,
                ask: Ask,
                new: impl Fn(u64) -> Option<u64> + Copy,
            ) -> (u64, bool) {
                engine::access(cell, ask.verb, ask.orders, new)
            }
        }
    };
}

macro_rules! number {
    ($number:ty, $unsigned:ty, $cell:ident) => {
        primitive!(
            [] $number, atomic::$cell,
            |value: $number| value as $unsigned as u64,
            |bits: u64| bits as $number
        );
    };
}

number!(i8, u8, AtomicI8);
number!(i16, u16, AtomicI16);
number!(i32, u32, AtomicI32);
number!(i64, u64, AtomicI64);
number!(isize, usize, AtomicIsize);
number!(u8, u8, AtomicU8);
number!(u16, u16, AtomicU16);
number!(u32, u32, AtomicU32);
number!(u64, u64, AtomicU64);
number!(usize, usize, AtomicUsize);
primitive!([] bool, atomic::AtomicBool, u64::from, |bits: u64| bits != 0);
// As in the engine: the pointer is exposed when its bits are told, and found again by them.
primitive!(
    [T] *mut T, atomic::AtomicPtr<T>,
    |pointer: *mut T| pointer.expose_provenance() as u64,
    |bits: u64| std::ptr::with_exposed_provenance_mut(bits as usize)
);
