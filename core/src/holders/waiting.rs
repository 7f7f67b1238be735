//! Waiting for the lock, and letting those who wait go on.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::{
    Holders, Policy, QUEUED, QUEUED_ONE, READER, READERS, READERS_SLEEP, TURN, UPGRADABLE,
    UPGRADING, WAITING_ONE, WRITER, WRITERS_SLEEP, is_open,
};
use crate::error::WaitError;
use crate::patience::Patience;
use crate::platform::{ALL, AtomicU32, Platform};

impl<P: Platform> Holders<P> {
    /// The state after a writer has come, if it can.
    #[track_caller]
    pub(super) fn write_after(&self, state: u32) -> Option<u32> {
        let can = is_free(state) && !self.is_turn(state);
        can.then_some((state & !TURN) | WRITER)
    }

    /// The state after the upgradable reader has become the writer, if it can.
    #[track_caller]
    pub(super) fn upgraded(&self, state: u32) -> Option<u32> {
        let can = state & READERS == READER && !self.is_turn(state);
        can.then_some((state & !(TURN | UPGRADING | UPGRADABLE | READERS)) | WRITER)
    }

    /// Whether it is the turn of readers that wait (invariant 4).
    #[inline]
    #[track_caller]
    fn is_turn(&self, state: u32) -> bool {
        if state & TURN == 0 {
            return false;
        }
        // ORDERING: Acquire, so that who sees the turn sees how the queue was when it was given.
        P::fence(Acquire);
        self.waiting.load(Relaxed) >= WAITING_ONE
    }

    /// The state, with no turn if nobody is left whose turn it is.
    #[inline]
    #[track_caller]
    fn without_void_turn(&self, state: u32) -> u32 {
        if self.is_turn(state) {
            state
        } else {
            state & !TURN
        }
    }

    /// Waits until the change `next` can be made by who came to read.
    #[cold]
    #[track_caller]
    pub(super) fn enter<W: Patience<P>>(
        &self,
        next: fn(u32) -> Option<u32>,
        patience: W,
    ) -> Result<(), WaitError> {
        if self.spin(next) {
            return Ok(());
        }
        if self.policy() != Policy::PhaseFair {
            return self.wait_to_enter(next, patience);
        }
        self.waiting.fetch_add(WAITING_ONE, Relaxed);
        let entered = self.wait_to_enter(next, patience);
        self.leave_waiting();
        entered
    }

    #[track_caller]
    fn wait_to_enter<W: Patience<P>>(
        &self,
        next: fn(u32) -> Option<u32>,
        patience: W,
    ) -> Result<(), WaitError> {
        while !self.take(next) {
            if let Some(marked) = self.mark(READERS_SLEEP, next) {
                patience.wait(&self.state, marked)?;
            }
        }
        Ok(())
    }

    /// Waits no longer to read; the last who does so ends the turn (invariant 4).
    #[track_caller]
    fn leave_waiting(&self) {
        if self.waiting.fetch_sub(WAITING_ONE, Relaxed) >> 2 == 1 {
            let address = self.state.address();
            // ORDERING: Release, so that a turn that comes later shows that nobody waits.
            let state = self.state.fetch_and(!TURN, Release);
            if state & TURN != 0 {
                wake_after_read::<P>(address, state);
            }
        }
    }

    #[cold]
    #[track_caller]
    pub(super) fn write_contended<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        if self.spin(|state| self.write_after(state)) {
            return Ok(());
        }
        let place = self.queue();
        let mut mark = 0;
        let written = |state, mark| Some((self.write_after(state)? | mark) - place);
        while !self.take(|state| written(state, mark)) {
            let Some(marked) = self.mark(WRITERS_SLEEP, |state| written(state, mark)) else {
                continue;
            };
            mark = WRITERS_SLEEP;
            if let Err(error) = patience.wait(&self.state, marked) {
                self.unqueue(place, 0);
                return Err(error);
            }
        }
        Ok(())
    }

    #[cold]
    #[track_caller]
    pub(super) fn upgrade_contended<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        if self.spin(|state| self.upgraded(state)) {
            return Ok(());
        }
        let place = self.queue();
        let upgraded = |state| Some(self.upgraded(state)? - place);
        while !self.take(upgraded) {
            let Some(marked) = self.mark(UPGRADING | READERS_SLEEP, upgraded) else {
                continue;
            };
            if let Err(error) = patience.wait(&self.state, marked) {
                self.unqueue(place, UPGRADING);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Closes the door to those who come to read, if the policy says so and there is room in the
    /// count; returns what that has added to the state.
    #[track_caller]
    fn queue(&self) -> u32 {
        if self.policy() == Policy::ReaderFirst {
            return 0;
        }
        let queued = |state| (state & QUEUED != QUEUED).then_some(state + QUEUED_ONE);
        if self.take(queued) { QUEUED_ONE } else { 0 }
    }

    /// Waits no longer to write; if nobody else does, the door opens.
    #[track_caller]
    fn unqueue(&self, place: u32, mark: u32) {
        let address = self.state.address();
        let state = self.change(|state| (state - place) & !mark);
        let state = state - place;
        if state & READERS_SLEEP != 0 && is_open(state) && state & WRITER == 0 {
            wake::<P>(address, ALL);
        }
    }

    /// Tries to make the change until it is made or spinning is no longer worth while: the time is
    /// up, or somebody sleeps.
    #[track_caller]
    fn spin(&self, next: impl Fn(u32) -> Option<u32>) -> bool {
        let mut round = 0;
        loop {
            if self.take(&next) {
                return true;
            }
            // ORDERING: Relaxed, only a hint.
            let state = self.state.load(Relaxed);
            if state & (READERS_SLEEP | WRITERS_SLEEP) != 0 || !P::spin(round) {
                return false;
            }
            round += 1;
        }
    }

    /// Says that somebody is about to sleep; returns the state to sleep on, `None` if the change
    /// can be made.
    #[track_caller]
    fn mark(&self, mark: u32, next: impl Fn(u32) -> Option<u32>) -> Option<u32> {
        let mut state = self.state.load(Relaxed);
        loop {
            if next(state).is_some() {
                return None;
            }
            let marked = self.without_void_turn(state) | mark;
            if marked == state {
                return Some(state);
            }
            // ORDERING: Relaxed, the mark publishes nothing; who gives the lock back finds it in
            // what its own change replaced.
            match self
                .state
                .compare_exchange_weak(state, marked, Relaxed, Relaxed)
            {
                Ok(_) => {
                    if is_free(state) && marked & !state & READERS_SLEEP != 0 {
                        // The wake of the writer that goes next must not reach the caller alone.
                        wake::<P>(self.state.address(), ALL);
                    }
                    return Some(marked);
                }
                Err(now) => state = now,
            }
        }
    }

    #[cold]
    #[track_caller]
    pub(super) fn unlock_contended(&self, state: u32) {
        let address = self.state.address();
        let next = |state| (state & QUEUED) | self.turn(state);
        let state = self.change_from(state, next);
        if state & READERS_SLEEP != 0 {
            wake::<P>(address, ALL);
        } else if state & WRITERS_SLEEP != 0 {
            wake::<P>(address, 1);
        }
    }

    /// The writer becomes what `instead` says.
    #[track_caller]
    pub(super) fn end_writing(&self, instead: u32) {
        let address = self.state.address();
        let next = |state| (state & !(WRITER | READERS_SLEEP)) | instead | self.turn(state);
        if self.change(next) & READERS_SLEEP != 0 {
            wake::<P>(address, ALL);
        }
    }

    /// The turn that a writer gives when it leaves.
    #[track_caller]
    fn turn(&self, state: u32) -> u32 {
        let asks = state & READERS_SLEEP != 0 && self.policy() == Policy::PhaseFair;
        // A read-modify-write, since it sees the newest.
        if asks && self.waiting.fetch_add(0, Relaxed) >= WAITING_ONE {
            TURN
        } else {
            0
        }
    }

    /// The upgradable reader takes `what` away; another one may come.
    #[track_caller]
    pub(super) fn end_upgradable(&self, what: u32) {
        let address = self.state.address();
        let state = self.change(|state| (state - what) & !READERS_SLEEP);
        if state & READERS_SLEEP != 0 {
            wake::<P>(address, ALL);
        } else {
            wake_after_read::<P>(address, state - what);
        }
    }

    /// Makes a change that can always be made; returns the state before.
    #[track_caller]
    fn change(&self, next: impl Fn(u32) -> u32) -> u32 {
        self.change_from(self.state.load(Relaxed), next)
    }

    /// As [`change`](Holders::change), of a state that is a guess.
    #[inline]
    #[track_caller]
    fn change_from(&self, mut state: u32, next: impl Fn(u32) -> u32) -> u32 {
        loop {
            match self
                .state
                .compare_exchange_weak(state, next(state), Release, Relaxed)
            {
                Ok(_) => return state,
                Err(now) => state = now,
            }
        }
    }
}

/// Whether nobody holds the lock.
fn is_free(state: u32) -> bool {
    state & (READERS | WRITER) == 0
}

/// A reader has left, or a turn has ended, and made `state`: wakes whom it lets in (invariant 3).
#[cold]
#[track_caller]
pub(super) fn wake_after_read<P: Platform>(address: *const AtomicU32, state: u32) {
    let readers = state & READERS;
    let is_alone = readers == READER && state & UPGRADING != 0;
    let has_room = readers == READERS - 1 && state & READERS_SLEEP != 0;
    if is_alone || has_room {
        wake::<P>(address, ALL);
    } else if is_free(state) && state & WRITERS_SLEEP != 0 {
        let all_write = state & READERS_SLEEP == 0;
        wake::<P>(address, if all_write { 1 } else { ALL });
    }
}

#[cold]
#[track_caller]
fn wake<P: Platform>(address: *const AtomicU32, count: u32) {
    P::wake(address, count);
}
