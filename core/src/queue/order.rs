//! What is different between the queues: which item is the next.

/// The order of a queue's items, as the bookkeeping of its slots.
///
/// Plain data, changed under the queue's lock; the items themselves are elsewhere. A slot goes
/// round: free, reserved by a put, committed with an item, taken by a get, released. An order whose
/// bytes are all zero has free slots only.
///
/// # Invariants
/// 1. Every slot is in exactly one of: the free ones, the items, the hands of a put between
///    `reserve` and `commit`, the hands of a get between `take` and `release`.
/// 2. A put or get that stalls half way holds up its own slot only.
///
/// `in_place` says that no put or get ever stalls half way: the two steps of each are one under the
/// lock. An order may then have a shorter way, as long as a queue uses the same one for ever.
pub trait Order<T, const N: usize>: Sized {
    /// All slots are free.
    const NEW: Self;
    /// What traces call the queue.
    const KIND: &'static str;
    /// What `Debug` calls the queue.
    const NAME: &'static str;

    /// What an item is ordered by, found out before the lock is taken.
    type Key: Copy;

    /// The key of an item.
    fn key(item: &T) -> Self::Key;

    /// How many items there are.
    fn items(&self) -> usize;

    /// Whether no slot is free.
    fn is_full(&self) -> bool;

    /// A free slot for an item, if there is one.
    fn reserve(&mut self, in_place: bool) -> Option<usize>;

    /// The slot holds an item now.
    fn commit(&mut self, slot: usize, key: Self::Key, in_place: bool);

    /// The slot of the next item, if there is one.
    fn take(&mut self, in_place: bool) -> Option<usize>;

    /// The slot is free again.
    fn release(&mut self, slot: usize, in_place: bool);
}

#[cfg(test)]
mod tests {
    use super::Order;
    use crate::queue::{Fifo, Lifo, Urgent};

    /// Slots of two puts, committed the other way round, come out as `first` says.
    fn two_at_once<O: Order<u32, 3>>(keys: [O::Key; 2], first: usize) {
        let mut order = O::NEW;
        for round in 0..10 {
            let slots = [0, 1].map(|_| order.reserve(false).unwrap());
            order.commit(slots[1], keys[1], false);
            order.commit(slots[0], keys[0], false);
            assert_eq!(order.items(), 2, "round {round}");
            assert_eq!(order.take(false), Some(slots[first]));
            assert_eq!(order.take(false), Some(slots[1 - first]));
            assert_eq!(order.take(false), None);
            slots
                .into_iter()
                .for_each(|slot| order.release(slot, false));
        }
    }

    #[test]
    fn items_come_in_the_order_of_their_commits() {
        two_at_once::<Fifo<3>>([(), ()], 1);
        two_at_once::<Lifo<3>>([(), ()], 0);
        two_at_once::<Urgent<u32, 3>>([5, 5], 1);
        two_at_once::<Urgent<u32, 3>>([4, 5], 0);
    }

    fn stalled<O: Order<u32, 2>>(key: O::Key) {
        let mut order = O::NEW;
        let stalled = order.reserve(false).unwrap();
        for _ in 0..10 {
            let slot = order.reserve(false).unwrap();
            assert_ne!(slot, stalled);
            assert!(order.is_full());
            order.commit(slot, key, false);
            assert_eq!(order.take(false), Some(slot));
            order.release(slot, false);
        }
        order.commit(stalled, key, false);
        assert_eq!(order.take(false), Some(stalled));
    }

    #[test]
    fn a_stalled_put_holds_up_its_own_slot_only() {
        stalled::<Fifo<2>>(());
        stalled::<Lifo<2>>(());
        stalled::<Urgent<u32, 2>>(7);
    }
}
