//! The most urgent first: a binary heap of slot numbers, and behind it a stack of the free ones.
//!
//! An entry has its item's key and the number of its put, so equals keep the order in which they
//! came. The number begins anew when the queue is empty, and is compared wrap-aware: the order of
//! equals is kept while less than 2^31 puts go by the longest-waiting item.

use super::order::Order;
use super::priority::{Key, Priority};

/// The smallest key first, and among equals the first that came.
#[derive(Debug)]
#[repr(C)]
pub struct Urgent<K, const N: usize> {
    number: u32,
    items: u16,
    /// All but the free ones.
    used: u16,
    heap: [Entry<K>; N],
}

#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct Entry<K> {
    key: K,
    number: u32,
    /// In the heap's array as its difference from the position.
    slot: u16,
}

impl<K: Key> Entry<K> {
    const ZERO: Self = Entry {
        key: K::ZERO,
        number: 0,
        slot: 0,
    };

    #[inline(always)]
    fn is_before(&self, other: &Self) -> bool {
        let came_before = || (self.number.wrapping_sub(other.number) as i32) < 0;
        self.key < other.key || self.key == other.key && came_before()
    }
}

impl<K: Key, const N: usize> Urgent<K, N> {
    #[inline(always)]
    fn at(&self, position: u16) -> Entry<K> {
        let entry = self.heap[usize::from(position)];
        Entry {
            slot: entry.slot ^ position,
            ..entry
        }
    }

    #[inline(always)]
    fn set(&mut self, position: u16, entry: Entry<K>) {
        self.heap[usize::from(position)] = Entry {
            slot: entry.slot ^ position,
            ..entry
        };
    }

    /// Puts the entry at the position, or above it, from where those that it goes before move down.
    fn rise(&mut self, mut position: u16, entry: Entry<K>) {
        while position > 0 {
            let above = (position - 1) / 2;
            let other = self.at(above);
            if !entry.is_before(&other) {
                break;
            }
            self.set(position, other);
            position = above;
        }
        self.set(position, entry);
    }

    /// Puts the entry at the top, or below it, from where those that go before it move up.
    fn sink(&mut self, entry: Entry<K>) {
        let mut position = 0;
        while let Some((below, other)) = self.first_below(position) {
            if !other.is_before(&entry) {
                break;
            }
            self.set(position, other);
            position = below;
        }
        self.set(position, entry);
    }

    /// The first of the two below a position, if there are any.
    #[inline(always)]
    fn first_below(&self, position: u16) -> Option<(u16, Entry<K>)> {
        let left = position
            .checked_mul(2)?
            .checked_add(1)
            .filter(|left| *left < self.items)?;
        let (right, first) = (left + 1, self.at(left));
        if right < self.items {
            let other = self.at(right);
            if other.is_before(&first) {
                return Some((right, other));
            }
        }
        Some((left, first))
    }
}

impl<T: Priority, const N: usize> Order<T, N> for Urgent<T::Key, N> {
    const NEW: Self = Urgent {
        number: 0,
        items: 0,
        used: 0,
        heap: [Entry::ZERO; N],
    };
    const KIND: &'static str = "priority";
    const NAME: &'static str = "PriorityQueue";

    type Key = T::Key;

    #[inline(always)]
    fn key(item: &T) -> T::Key {
        item.priority()
    }

    #[inline(always)]
    fn items(&self) -> usize {
        self.items.into()
    }

    #[inline(always)]
    fn is_full(&self) -> bool {
        usize::from(self.used) == N
    }

    #[inline]
    fn reserve(&mut self, _: bool) -> Option<usize> {
        if usize::from(self.used) == N {
            return None;
        }
        self.used += 1;
        Some(self.at(self.used - 1).slot.into())
    }

    #[inline]
    fn commit(&mut self, slot: usize, key: T::Key, _: bool) {
        let entry = Entry {
            key,
            number: self.number,
            // Slots are below N, which fits.
            slot: slot as u16,
        };
        self.number = self.number.wrapping_add(1);
        self.items += 1;
        self.rise(self.items - 1, entry);
    }

    #[inline]
    fn take(&mut self, _: bool) -> Option<usize> {
        self.items = self.items.checked_sub(1)?;
        let first = self.at(0);
        if self.items == 0 {
            self.number = 0;
        } else {
            self.sink(self.at(self.items));
        }
        Some(first.slot.into())
    }

    #[inline]
    fn release(&mut self, slot: usize, _: bool) {
        self.used -= 1;
        // Slots are below N, which fits.
        let slot = slot as u16;
        self.set(
            self.used,
            Entry {
                slot,
                ..Entry::ZERO
            },
        );
    }
}
