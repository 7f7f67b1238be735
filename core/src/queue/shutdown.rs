//! Ending the use of a queue.

use super::{Bounded, Order, Phase, Side};
use crate::platform::{ALL, Platform};
use crate::scope::Scope;

/// Shutting down.
impl<P: Platform, T, O: Order<T, N>, const N: usize> Bounded<P, T, O, N> {
    /// Refuses all further puts, and all gets once the items that are left have been taken.
    ///
    /// Python's `Queue.shutdown()`. Whoever waits in a put, or in a get of an empty queue, is told
    /// at once. It cannot be taken back; a second call changes nothing.
    ///
    /// ```
    /// use waitword_core::{queue::{GetError, PutError}, spin::Queue};
    ///
    /// let jobs = Queue::<u32, 2>::new();
    /// jobs.put(1);
    /// jobs.shutdown();
    /// assert_eq!(jobs.checked_put(2), Err(PutError::Closed(2)));
    /// assert_eq!(jobs.checked_get(), Ok(1));
    /// assert_eq!(jobs.checked_get(), Err(GetError::Closed));
    /// ```
    ///
    /// Context: any.
    #[track_caller]
    pub fn shutdown(&self) {
        let _scope = Scope::<P>::begin(O::KIND, "shutdown", self);
        let mut state = self.state.lock();
        if state.phase == Phase::Open {
            state.phase = Phase::Draining;
        }
        self.call(state, [(Side::Put, ALL), (Side::Get, ALL)]);
    }

    /// Refuses all further puts and gets, and drops the items that are left.
    ///
    /// Python's `Queue.shutdown(immediate=True)`. The items count as dealt with: whoever waits in a
    /// [`join`](Bounded::join) goes on once those that were taken are done.
    ///
    /// Context: any. The items are dropped by the caller.
    #[track_caller]
    pub fn shutdown_now(&self) {
        let scope = Scope::<P>::begin(O::KIND, "shutdown_now", self);
        let mut state = self.state.lock();
        if state.phase != Phase::Shut {
            state.phase = Phase::Shut;
            // At most 65535, which fits. A task may be done before it is taken.
            let dropped = state.order.items() as u32;
            state.unfinished = state.unfinished.saturating_sub(dropped);
        }
        let joins = if state.unfinished == 0 { ALL } else { 0 };
        let sides = [(Side::Put, ALL), (Side::Get, ALL), (Side::Join, joins)];
        self.call(state, sides);
        self.drop_items();
        drop(scope);
    }

    /// Whether the queue is shut down.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_shut_down(&self) -> bool {
        let _scope = Scope::<P>::begin(O::KIND, "is_shut_down", self);
        self.state.lock().phase != Phase::Open
    }

    /// Makes a queue that nobody uses as new: what is left in it is dropped.
    #[track_caller]
    pub(crate) fn reopen(&self) {
        self.drop_items();
        let mut state = self.state.lock();
        state.unfinished = 0;
        state.phase = Phase::Open;
    }

    /// Drops all items, each outside the lock.
    #[track_caller]
    pub(super) fn drop_items(&self) {
        loop {
            let mut state = self.state.lock();
            let Some(slot) = state.order.take(Self::IN_PLACE) else {
                return;
            };
            drop(self.empty(state, slot));
        }
    }
}
