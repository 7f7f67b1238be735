//! First in, first out: a ring of slot numbers.
//!
//! ```text
//! order:  .. free .. | being filled | .. items .. | being emptied | .. free ..
//!         ^released  ^taken + items              ^taken (oldest)  ^released
//!          + used     (next to commit)
//! ```

use super::order::Order;

/// First in, first out.
#[derive(Debug)]
#[repr(C)]
pub struct Fifo<const N: usize> {
    taken: u16,
    items: u16,
    released: u16,
    /// All but the free ones. Not kept where puts and gets are in place.
    used: u16,
    /// The slot number at each position, as its difference from the position. In place, all are 0.
    order: [u16; N],
}

impl<const N: usize> Fifo<N> {
    /// The position that is `count` after another.
    #[inline(always)]
    fn after(position: u16, count: u16) -> usize {
        let position = usize::from(position) + usize::from(count);
        if position < N { position } else { position - N }
    }

    /// The position, which moves on by one.
    #[inline(always)]
    fn step(position: &mut u16) -> usize {
        let here = usize::from(*position);
        *position = if here + 1 == N { 0 } else { *position + 1 };
        here
    }

    #[inline(always)]
    fn slot(&self, position: usize) -> usize {
        usize::from(self.order[position]) ^ position
    }

    #[inline(always)]
    fn set_slot(&mut self, position: usize, slot: usize) {
        // Both are below N, which fits.
        self.order[position] = (slot ^ position) as u16;
    }
}

impl<T, const N: usize> Order<T, N> for Fifo<N> {
    const NEW: Self = Fifo {
        taken: 0,
        items: 0,
        released: 0,
        used: 0,
        order: [0; N],
    };
    const KIND: &'static str = "queue";
    const NAME: &'static str = "Queue";

    type Key = ();

    #[inline(always)]
    fn key(_: &T) {}

    #[inline(always)]
    fn items(&self) -> usize {
        self.items.into()
    }

    #[inline(always)]
    fn is_full(&self) -> bool {
        usize::from(self.items.max(self.used)) == N
    }

    #[inline(always)]
    fn reserve(&mut self, in_place: bool) -> Option<usize> {
        if in_place {
            return (usize::from(self.items) < N).then(|| Self::after(self.taken, self.items));
        }
        if usize::from(self.used) == N {
            return None;
        }
        let position = Self::after(self.released, self.used);
        self.used += 1;
        Some(self.slot(position))
    }

    #[inline(always)]
    fn commit(&mut self, slot: usize, (): (), in_place: bool) {
        if !in_place {
            self.set_slot(Self::after(self.taken, self.items), slot);
        }
        self.items += 1;
    }

    #[inline(always)]
    fn take(&mut self, in_place: bool) -> Option<usize> {
        self.items = self.items.checked_sub(1)?;
        let position = Self::step(&mut self.taken);
        Some(if in_place {
            position
        } else {
            self.slot(position)
        })
    }

    #[inline(always)]
    fn release(&mut self, slot: usize, in_place: bool) {
        if !in_place {
            let position = Self::step(&mut self.released);
            self.set_slot(position, slot);
            self.used -= 1;
        }
    }
}
