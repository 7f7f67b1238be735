//! Cells of every width: the atomics of the standard library as storage.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicUsize,
};

use super::Storage;

/// Implements [`Storage`] for an atomic whose value is told in bits by one function and made of
/// them by another.
macro_rules! storage {
    ([$($generic:ident)?] $atomic:ty, $is_address:expr, $bits:expr, $value:expr) => {
        impl$(<$generic>)? Storage for $atomic {
            const IS_ADDRESS: bool = $is_address;

            #[inline]
            fn address(&self) -> usize {
                (&raw const *self).addr()
            }

            #[inline]
            fn get(&self) -> u64 {
                // ORDERING: Relaxed, all tasks of a simulation run on this thread.
                $bits(self.load(Relaxed))
            }

            #[inline]
            fn put(&self, value: u64) {
                // ORDERING: Relaxed, all tasks of a simulation run on this thread.
                self.store($value(value), Relaxed);
            }

            #[cold]
            fn update_outside(&self, new: impl Fn(u64) -> Option<u64> + Copy) -> (u64, bool) {
                let new = |held| new($bits(held)).map($value);
                // ORDERING: SeqCst, which is as much as anybody may have asked for.
                match self.fetch_update(SeqCst, SeqCst, new) {
                    Ok(held) => ($bits(held), true),
                    Err(held) => ($bits(held), false),
                }
            }
        }
    };
}

/// As [`storage!`], for numbers, by way of the unsigned one of the same width.
macro_rules! number {
    ($atomic:ty, $number:ty, $unsigned:ty) => {
        storage!(
            [] $atomic,
            false,
            |value: $number| value as $unsigned as u64,
            |bits: u64| bits as $number
        );
    };
}

number!(AtomicU8, u8, u8);
number!(AtomicU16, u16, u16);
number!(AtomicU32, u32, u32);
number!(AtomicUsize, usize, usize);
number!(AtomicI8, i8, u8);
number!(AtomicI16, i16, u16);
number!(AtomicI32, i32, u32);
number!(AtomicI64, i64, u64);
number!(AtomicIsize, isize, usize);
storage!([] AtomicBool, false, u64::from, |bits: u64| bits != 0);

// What the simulator remembers of a pointer is its address. To come back from it is what Rust
// calls exposed provenance: the pointer was exposed when its bits were told, so a pointer that the
// program could have had itself is found again.
storage!(
    [T] AtomicPtr<T>,
    true,
    |pointer: *mut T| pointer.expose_provenance() as u64,
    |bits: u64| std::ptr::with_exposed_provenance_mut(bits as usize)
);
