//! Who waits for a newer value.

use core::fmt;
use core::ops::Deref;
use core::time::Duration;

use super::{State, Watch};
use crate::error::WaitError;
use crate::mutex::MutexGuard;
use crate::platform::{Clock, Platform};
use crate::queue::GetError;
use crate::share::Share;

/// Who waits for a newer value of a [`Watch`]. A clone has seen the same values.
#[derive(Clone)]
pub struct Watcher<R> {
    watch: R,
    seen: u32,
}

impl<R> Watcher<R> {
    pub(super) fn new(watch: R, seen: u32) -> Self {
        Watcher { watch, seen }
    }
}

impl<P: Platform, T: Clone, R: Share<Target = Watch<P, T>>> Watcher<R> {
    /// Waits for a value that this watcher has not seen, and copies it.
    ///
    /// Context: any; where the caller cannot wait, that there is none is an error.
    ///
    /// # Errors
    /// [`GetError::Closed`] if there will be none; [`GetError::CannotWait`].
    #[track_caller]
    pub fn changed(&mut self) -> Result<T, GetError> {
        self.wait(|watch, state| watch.changed.checked_wait(state))
    }

    /// The value if this watcher has not seen it.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn try_changed(&mut self) -> Option<T> {
        self.wait(|_, _| Err(WaitError::TimedOut)).ok()
    }

    /// The newest value, which counts as seen.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn get(&mut self) -> T {
        let state = self.watch.state.lock();
        self.seen = state.version;
        state.value.clone()
    }

    /// Waits by `wait` until there is a value that was not seen.
    #[track_caller]
    fn wait(
        &mut self,
        wait: impl Fn(&Watch<P, T>, &mut MutexGuard<'_, P, State<T>>) -> Result<(), WaitError>,
    ) -> Result<T, GetError> {
        let mut waited = Ok(());
        let mut state = self.watch.state.checked_lock()?;
        loop {
            if state.version != self.seen {
                self.seen = state.version;
                return Ok(state.value.clone());
            }
            if state.closed {
                return Err(GetError::Closed);
            }
            waited?;
            waited = wait(&self.watch, &mut state);
        }
    }
}

/// With a deadline.
impl<P: Clock, T: Clone, R: Share<Target = Watch<P, T>>> Watcher<R> {
    /// As [`changed`](Watcher::changed), for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`GetError::TimedOut`], never early, and those of `changed`.
    #[track_caller]
    pub fn changed_timeout(&mut self, timeout: Duration) -> Result<T, GetError> {
        match P::after(timeout) {
            Some(deadline) => self.changed_until(deadline),
            None => self.changed(),
        }
    }

    /// As [`changed`](Watcher::changed), until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`changed_timeout`](Watcher::changed_timeout).
    #[track_caller]
    pub fn changed_until(&mut self, deadline: P::Instant) -> Result<T, GetError> {
        self.wait(|watch, state| watch.changed.wait_until(state, deadline))
    }
}

impl<R: Deref<Target: fmt::Debug>> fmt::Debug for Watcher<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watcher").field(&&*self.watch).finish()
    }
}
