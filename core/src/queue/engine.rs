//! The steps of a put and a get under the lock, and the wait for the other side.

use core::sync::atomic::Ordering::Relaxed;

use super::{Bounded, Order, Phase, Refusal, Side, State};
use crate::error::WaitError;
use crate::patience::Patience;
use crate::platform::Platform;
use crate::short::Held;

impl<P: Platform, T, O: Order<T, N>, const N: usize> Bounded<P, T, O, N> {
    /// Moves the item into the queue if there is room.
    #[inline]
    #[track_caller]
    pub(super) fn push(&self, item: &mut Option<T>) -> Result<(), Refusal> {
        let Some(key) = item.as_ref().map(O::key) else {
            return Ok(());
        };
        let mut state = self.state.lock();
        if state.phase != Phase::Open {
            return Err(Refusal::Closed);
        }
        let Some(slot) = state.order.reserve(Self::IN_PLACE) else {
            return Err(Refusal::Blocked);
        };
        self.fill(&mut state, slot, item);
        if !Self::IN_PLACE && state.phase != Phase::Open {
            // SAFETY: the slot is still this put's, which has just written it (invariant 1).
            *item = Some(unsafe { self.slots[slot].get().cast::<T>().read() });
            state.order.release(slot, Self::IN_PLACE);
            return Err(Refusal::Closed);
        }
        state.order.commit(slot, key, Self::IN_PLACE);
        state.unfinished = state.unfinished.wrapping_add(1);
        self.call(state, [(Side::Get, 1)]);
        Ok(())
    }

    /// Moves the item into the slot.
    #[inline(always)]
    #[track_caller]
    fn fill(&self, state: &mut Held<'_, P, State<O>>, slot: usize, item: &mut Option<T>) {
        if let Some(item) = item.take() {
            let place = self.slots[slot].get().cast::<T>();
            // SAFETY: the slot is this put's until it commits (invariant 1).
            copy(Self::IN_PLACE, state, || unsafe { place.write(item) });
        }
    }

    /// Moves the next item out of the queue, if there is one.
    #[inline]
    #[track_caller]
    pub(super) fn pop(&self) -> Result<T, Refusal> {
        let mut state = self.state.lock();
        let next = match state.phase {
            Phase::Shut => None,
            _ => state.order.take(Self::IN_PLACE),
        };
        match next {
            Some(slot) => Ok(self.empty(state, slot)),
            None if state.phase == Phase::Open => Err(Refusal::Blocked),
            None => Err(Refusal::Closed),
        }
    }

    /// Moves the item out of the slot that was taken.
    #[inline(always)]
    #[track_caller]
    pub(super) fn empty(&self, mut state: Held<'_, P, State<O>>, slot: usize) -> T {
        let place = self.slots[slot].get().cast::<T>();
        // SAFETY: the slot is this get's until it is released (invariant 1), and was written by the
        // put that committed it.
        let item = copy(Self::IN_PLACE, &mut state, || unsafe { place.read() });
        state.order.release(slot, Self::IN_PLACE);
        self.call(state, [(Side::Put, 1)]);
        item
    }

    /// Releases the lock and wakes, of those who wait for each of the sides, up to so many.
    #[inline(always)]
    #[track_caller]
    pub(super) fn call<const SIDES: usize>(
        &self,
        mut state: Held<'_, P, State<O>>,
        sides: [(Side, u32); SIDES],
    ) {
        let called = sides.map(|(side, count)| {
            let called = state.rooms[side as usize].call(count);
            let calls = &self.calls[side as usize];
            if called > 0 {
                calls.store(calls.load(Relaxed).wrapping_add(1), Relaxed);
            }
            (calls.address(), called)
        });
        drop(state);
        for (address, called) in called {
            if called > 0 {
                P::wake(address, called);
            }
        }
    }

    /// Waits until `side` may no longer be blocked.
    #[cold]
    #[track_caller]
    pub(super) fn wait_for<W: Patience<P>>(
        &self,
        side: Side,
        patience: W,
    ) -> Result<(), WaitError> {
        if patience.retry()? {
            return Ok(());
        }
        let calls = &self.calls[side as usize];
        let mut state = self.state.lock();
        if !state.blocks(side) {
            return Ok(());
        }
        let seen = calls.load(Relaxed);
        state.rooms[side as usize].enter();
        drop(state);
        let result = patience.watch(calls, seen);
        self.state.lock().rooms[side as usize].leave();
        result
    }
}

/// Copies an item, outside the lock if that is not its place.
#[inline(always)]
#[track_caller]
fn copy<P: Platform, S, R>(
    in_place: bool,
    state: &mut Held<'_, P, S>,
    work: impl FnOnce() -> R,
) -> R {
    if in_place {
        work()
    } else {
        state.outside(work)
    }
}
