//! How urgent an item is.

use core::cmp::Reverse;

/// How urgent an item is, as a number: the smallest is the most urgent.
///
/// Numbers are their own priority, a pair has that of its first half, and [`Reverse`] turns the
/// order round. So `(3, "mop")` goes before `(7, "dust")`, as in Python.
///
/// ```
/// use waitword_core::queue::Priority;
///
/// struct Job { urgency: u8, text: &'static str }
///
/// impl Priority for Job {
///     type Key = u8;
///     fn priority(&self) -> u8 {
///         u8::MAX - self.urgency
///     }
/// }
/// ```
///
/// It is asked once for each put, before the queue is locked, so it may do what it likes. What it
/// answered then stays the item's priority. It is a number, and not the item's `Ord`, because code
/// of the item's that ran under the lock could come back to the same queue.
pub trait Priority {
    /// The kind of number.
    type Key: Key;

    /// How urgent it is.
    fn priority(&self) -> Self::Key;
}

/// A number that a queue can be ordered by: an integer, or a pair or a [`Reverse`] of such.
pub trait Key: sealed::Number {}

mod sealed {
    use core::cmp::Reverse;

    /// Compared by the language's own code, which a queue can run under its lock.
    pub trait Number: Copy + Ord {
        const ZERO: Self;
    }

    impl<K: Number> Number for Reverse<K> {
        const ZERO: Self = Reverse(K::ZERO);
    }

    impl<K: Number, L: Number> Number for (K, L) {
        const ZERO: Self = (K::ZERO, L::ZERO);
    }
}

pub(super) use sealed::Number;

impl<K: Key> Key for Reverse<K> {}
impl<K: Key, L: Key> Key for (K, L) {}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl Number for $number {
            const ZERO: Self = 0;
        }

        impl Key for $number {}

        impl Priority for $number {
            type Key = $number;

            #[inline(always)]
            fn priority(&self) -> $number {
                *self
            }
        })*
    };
}

numbers! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize }

impl<T: Priority> Priority for Reverse<T> {
    type Key = Reverse<T::Key>;

    #[inline(always)]
    fn priority(&self) -> Self::Key {
        Reverse(self.0.priority())
    }
}

impl<K: Priority, T> Priority for (K, T) {
    type Key = K::Key;

    #[inline(always)]
    fn priority(&self) -> K::Key {
        self.0.priority()
    }
}
