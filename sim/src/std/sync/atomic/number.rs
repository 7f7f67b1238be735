//! What only numbers can do.

use std::sync::atomic;

use super::{Atomic, Ordering};

macro_rules! number {
    ($number:ty, $cell:ident) => {
        impl Atomic<$number> {
            /// An atomic that holds `value`.
            pub const fn new(value: $number) -> Self {
                let cell = atomic::$cell::new(value);
                Atomic { cell }
            }

            /// The number at `pointer`, taken as an atomic.
            ///
            /// # Safety
            /// The pointer is aligned for the atomic and valid for reads and writes during `'a`,
            /// and whoever else touches the number meanwhile does it atomically.
            pub const unsafe fn from_ptr<'a>(pointer: *mut $number) -> &'a Self {
                // SAFETY: an atomic has the layout of its number, and the caller answers for the
                // rest.
                unsafe { &*pointer.cast::<Self>() }
            }

            /// Adds, wrapping around, and returns what was there.
            #[track_caller]
            pub fn fetch_add(&self, value: $number, order: Ordering) -> $number {
                self.update_with("fetch_add", order, |held| held.wrapping_add(value))
            }

            /// Subtracts, wrapping around, and returns what was there.
            #[track_caller]
            pub fn fetch_sub(&self, value: $number, order: Ordering) -> $number {
                self.update_with("fetch_sub", order, |held| held.wrapping_sub(value))
            }

            /// Keeps the bits that both have, and returns what was there.
            #[track_caller]
            pub fn fetch_and(&self, value: $number, order: Ordering) -> $number {
                self.update_with("fetch_and", order, |held| held & value)
            }

            /// Sets the bits that not both have, clears the others, and returns what was there.
            #[track_caller]
            pub fn fetch_nand(&self, value: $number, order: Ordering) -> $number {
                self.update_with("fetch_nand", order, |held| !(held & value))
            }

            /// Sets the bits of `value`, and returns what was there.
            #[track_caller]
            pub fn fetch_or(&self, value: $number, order: Ordering) -> $number {
                self.update_with("fetch_or", order, |held| held | value)
            }

            /// Changes the bits of `value`, and returns what was there.
            #[track_caller]
            pub fn fetch_xor(&self, value: $number, order: Ordering) -> $number {
                self.update_with("fetch_xor", order, |held| held ^ value)
            }

            /// Keeps the greater one, and returns what was there.
            #[track_caller]
            pub fn fetch_max(&self, value: $number, order: Ordering) -> $number {
                self.update_with("fetch_max", order, |held| held.max(value))
            }

            /// Keeps the lesser one, and returns what was there.
            #[track_caller]
            pub fn fetch_min(&self, value: $number, order: Ordering) -> $number {
                self.update_with("fetch_min", order, |held| held.min(value))
            }
        }

        impl Default for Atomic<$number> {
            fn default() -> Self {
                Self::new(0)
            }
        }

        impl From<$number> for Atomic<$number> {
            fn from(value: $number) -> Self {
                Self::new(value)
            }
        }
    };
}

number!(i8, AtomicI8);
number!(i16, AtomicI16);
number!(i32, AtomicI32);
number!(i64, AtomicI64);
number!(isize, AtomicIsize);
number!(u8, AtomicU8);
number!(u16, AtomicU16);
number!(u32, AtomicU32);
number!(u64, AtomicU64);
number!(usize, AtomicUsize);
