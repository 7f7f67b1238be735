//! Last in, first out: a stack of slot numbers, and below the other end a stack of the free ones.
//!
//! ```text
//! order:  0 .. items .. | in somebody's hands | .. free .. N
//!                       ^items                ^used
//! ```

use super::order::Order;

/// Last in, first out.
#[derive(Debug)]
#[repr(C)]
pub struct Lifo<const N: usize> {
    items: u16,
    /// All but the free ones. Not kept where puts and gets are in place.
    used: u16,
    /// The slot number at each position, as its difference from the position. In place, all are 0.
    order: [u16; N],
}

impl<const N: usize> Lifo<N> {
    #[inline(always)]
    fn slot(&self, position: u16) -> usize {
        usize::from(self.order[usize::from(position)] ^ position)
    }

    #[inline(always)]
    fn set_slot(&mut self, position: u16, slot: usize) {
        // Slots are below N, which fits.
        self.order[usize::from(position)] = slot as u16 ^ position;
    }
}

impl<T, const N: usize> Order<T, N> for Lifo<N> {
    const NEW: Self = Lifo {
        items: 0,
        used: 0,
        order: [0; N],
    };
    const KIND: &'static str = "stack";
    const NAME: &'static str = "LifoQueue";

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
            return Some(self.items.into()).filter(|slot| *slot < N);
        }
        if usize::from(self.used) == N {
            return None;
        }
        self.used += 1;
        Some(self.slot(self.used - 1))
    }

    #[inline(always)]
    fn commit(&mut self, slot: usize, (): (), in_place: bool) {
        if !in_place {
            self.set_slot(self.items, slot);
        }
        self.items += 1;
    }

    #[inline(always)]
    fn take(&mut self, in_place: bool) -> Option<usize> {
        self.items = self.items.checked_sub(1)?;
        Some(if in_place {
            self.items.into()
        } else {
            self.slot(self.items)
        })
    }

    #[inline(always)]
    fn release(&mut self, slot: usize, in_place: bool) {
        if !in_place {
            self.used -= 1;
            self.set_slot(self.used, slot);
        }
    }
}
