//! Breaking a barrier, leaving it, and making it as new.

use core::sync::atomic::Ordering::{Acquire, Relaxed};

use super::{ARRIVED, Action, BROKEN, Barrier, KIND, RESETS, SLEEPERS, end, passed};
use crate::error::{Broken, WaitError};
use crate::platform::{ALL, Platform};
use crate::scope::Scope;

/// Breaking it, and making it as new.
impl<P: Platform, A: Action> Barrier<P, A> {
    /// Breaks the barrier: who waits is told so, and who comes later too.
    ///
    /// Context: any.
    #[track_caller]
    pub fn abort(&self) {
        let _scope = Scope::<P>::begin(KIND, "abort", self);
        let address = self.state.address();
        let replaced = self.change(|state| (state | BROKEN) & !RESETS);
        if replaced & SLEEPERS != 0 {
            P::wake(address, ALL);
        }
    }

    /// Makes the barrier as new: who waits is told that it is broken, and who comes later begins a
    /// new phase, once all of them have been told.
    ///
    /// Context: any.
    #[track_caller]
    pub fn reset(&self) {
        let _scope = Scope::<P>::begin(KIND, "reset", self);
        let address = self.state.address();
        let replaced = self.change(|state| match state & ARRIVED {
            0 if state & BROKEN == 0 => state,
            0 => end(state),
            _ => state | BROKEN | RESETS,
        });
        if replaced & SLEEPERS != 0 {
            P::wake(address, ALL);
        }
    }

    /// Leaves a phase that is broken, or breaks it because of `error`; unless it has passed.
    #[cold]
    #[track_caller]
    pub(super) fn leave(&self, mine: u32, error: Option<WaitError>) -> Result<(), Broken> {
        let replaced = self.change(|state| {
            if passed(state, mine) {
                state
            } else if state & RESETS != 0 && state & ARRIVED == 1 {
                end(state)
            } else {
                (state | BROKEN) - 1
            }
        });
        if passed(replaced, mine) {
            return Ok(());
        }
        if replaced & SLEEPERS != 0 {
            self.state.wake(ALL);
        }
        Err(match error {
            _ if replaced & BROKEN != 0 => Broken::Aborted,
            Some(WaitError::CannotWait) => Broken::CannotWait,
            Some(WaitError::TimedOut) => Broken::TimedOut,
            None => Broken::Aborted,
        })
    }

    /// Changes the state, and returns what it was; publishes nothing.
    #[track_caller]
    fn change(&self, next: impl Fn(u32) -> u32) -> u32 {
        let mut state = self.state.load(Relaxed);
        loop {
            // ORDERING: Acquire, for who finds that its phase has passed. Who is told of a break
            // knows nothing of what the others did, and a new phase has its own arrivals.
            match self
                .state
                .compare_exchange_weak(state, next(state), Acquire, Relaxed)
            {
                Ok(_) => return state,
                Err(now) => state = now,
            }
        }
    }
}
