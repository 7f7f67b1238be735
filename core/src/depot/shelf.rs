//! In which order items come out.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;

use crate::queue::Priority;

/// Where the items of a [`Depot`](super::Depot) lie, in the order in which they come out.
pub trait Shelf<T> {
    /// Without items.
    const NEW: Self;

    /// What an item is ordered by, found out before the lock is taken.
    type Key;

    /// The key of an item.
    fn key(item: &T) -> Self::Key;

    /// Puts an item there.
    fn put(&mut self, key: Self::Key, item: T);

    /// Takes the next item.
    fn take(&mut self) -> Option<T>;

    /// How many items there are.
    fn items(&self) -> usize;
}

/// The oldest item first.
#[derive(Debug)]
pub struct Fifo<T>(VecDeque<T>);

impl<T> Shelf<T> for Fifo<T> {
    const NEW: Self = Fifo(VecDeque::new());
    type Key = ();

    fn key(_: &T) {}

    fn put(&mut self, (): (), item: T) {
        self.0.push_back(item);
    }

    fn take(&mut self) -> Option<T> {
        self.0.pop_front()
    }

    fn items(&self) -> usize {
        self.0.len()
    }
}

/// The newest item first.
#[derive(Debug)]
pub struct Lifo<T>(Vec<T>);

impl<T> Shelf<T> for Lifo<T> {
    const NEW: Self = Lifo(Vec::new());
    type Key = ();

    fn key(_: &T) {}

    fn put(&mut self, (): (), item: T) {
        self.0.push(item);
    }

    fn take(&mut self) -> Option<T> {
        self.0.pop()
    }

    fn items(&self) -> usize {
        self.0.len()
    }
}

/// The most urgent item first, and of those that are as urgent the oldest.
#[derive(Debug)]
pub struct Urgent<K, T> {
    items: BTreeMap<(K, u64), T>,
    /// How many were ever put.
    put: u64,
}

impl<T: Priority> Shelf<T> for Urgent<T::Key, T> {
    const NEW: Self = Urgent {
        items: BTreeMap::new(),
        put: 0,
    };
    type Key = T::Key;

    fn key(item: &T) -> T::Key {
        item.priority()
    }

    fn put(&mut self, key: T::Key, item: T) {
        self.items.insert((key, self.put), item);
        self.put += 1;
    }

    fn take(&mut self) -> Option<T> {
        self.items.pop_first().map(|(_, item)| item)
    }

    fn items(&self) -> usize {
        self.items.len()
    }
}
