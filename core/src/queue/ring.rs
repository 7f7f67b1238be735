//! The bookkeeping of a bounded queue: which slot is free, which holds the next item.
//!
//! Plain data, changed under the queue's lock; the items themselves are elsewhere. A slot goes
//! round: free, reserved by a put, committed with an item, taken by a get, released. Each of the
//! four steps has a position in one ring of slot numbers:
//!
//! ```text
//! order:  .. free .. | being filled | .. items .. | being emptied | .. free ..
//!         ^reserved  (next to fill) ^committed    ^taken (oldest)  ^released
//! ```
//!
//! # Invariants
//! 1. Every slot number stands in exactly one of: the free stretch, the items' stretch, the hands
//!    of a put between `reserve` and `commit`, the hands of a get between `take` and `release`.
//! 2. Items are taken in the order of their commits, and a put or get that stalls half way holds up
//!    its own slot only.

/// Slot numbers in their order. All zero is a ring whose slots are all free.
#[repr(C)]
pub(super) struct Ring<const N: usize> {
    reserved: u16,
    committed: u16,
    taken: u16,
    released: u16,
    used: u16,
    items: u16,
    /// The slot number at each position, as its difference from the position.
    order: [u16; N],
}

impl<const N: usize> Ring<N> {
    pub(super) const fn new() -> Self {
        const {
            assert!(N > 0, "a queue needs room for at least one item");
            assert!(
                N <= u16::MAX as usize,
                "a queue has room for at most 65535 items"
            );
        }
        Ring {
            reserved: 0,
            committed: 0,
            taken: 0,
            released: 0,
            used: 0,
            items: 0,
            order: [0; N],
        }
    }

    pub(super) fn len(&self) -> usize {
        usize::from(self.items)
    }

    pub(super) fn is_full(&self) -> bool {
        usize::from(self.used) == N
    }

    /// A free slot for an item, if there is one.
    #[inline]
    pub(super) fn reserve(&mut self) -> Option<usize> {
        if self.is_full() {
            return None;
        }
        self.used += 1;
        let position = Self::step(&mut self.reserved);
        Some(self.slot(position))
    }

    /// The slot holds an item now.
    #[inline]
    pub(super) fn commit(&mut self, slot: usize) {
        let position = Self::step(&mut self.committed);
        self.set_slot(position, slot);
        self.items += 1;
    }

    /// The slot of the oldest item, if there is one.
    #[inline]
    pub(super) fn take(&mut self) -> Option<usize> {
        self.items = self.items.checked_sub(1)?;
        let position = Self::step(&mut self.taken);
        Some(self.slot(position))
    }

    /// The slot is empty again.
    #[inline]
    pub(super) fn release(&mut self, slot: usize) {
        let position = Self::step(&mut self.released);
        self.set_slot(position, slot);
        self.used -= 1;
    }

    /// The position, which moves on by one.
    #[inline]
    fn step(position: &mut u16) -> usize {
        let here = usize::from(*position);
        *position = if here + 1 == N { 0 } else { *position + 1 };
        here
    }

    #[inline]
    fn slot(&self, position: usize) -> usize {
        usize::from(self.order[position]) ^ position
    }

    #[inline]
    fn set_slot(&mut self, position: usize, slot: usize) {
        // Both are below N, which fits.
        self.order[position] = (slot ^ position) as u16;
    }
}

#[cfg(test)]
mod tests {
    use super::Ring;

    #[test]
    fn first_in_first_out() {
        let mut ring = Ring::<3>::new();
        for round in 0..10 {
            let (a, b) = (ring.reserve().unwrap(), ring.reserve().unwrap());
            ring.commit(b);
            ring.commit(a);
            assert_eq!(ring.len(), 2, "round {round}");
            assert_eq!(ring.take(), Some(b));
            assert_eq!(ring.take(), Some(a));
            assert_eq!(ring.take(), None);
            ring.release(a);
            ring.release(b);
        }
    }

    #[test]
    fn a_stalled_put_holds_up_its_own_slot_only() {
        let mut ring = Ring::<2>::new();
        let stalled = ring.reserve().unwrap();
        for _ in 0..10 {
            let slot = ring.reserve().unwrap();
            assert_ne!(slot, stalled);
            assert!(ring.is_full());
            ring.commit(slot);
            assert_eq!(ring.take(), Some(slot));
            ring.release(slot);
        }
        ring.commit(stalled);
        assert_eq!(ring.take(), Some(stalled));
    }
}
