//! The end that receives the value.

use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed};
use core::time::Duration;

use super::{Ends, KIND, NO_SENDER, Oneshot, SENT};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::queue::{GetError, TryGetError};
use crate::scope::Scope;
use crate::share::Share;

/// The end of a [`Oneshot`] that receives the value.
pub struct Receiver<R: Share<Target: Ends>> {
    place: R,
}

impl<P: Platform, T, R: Share<Target = Oneshot<P, T>>> Receiver<R> {
    pub(super) fn new(place: R) -> Self {
        Receiver { place }
    }

    /// Waits for the value and takes it.
    ///
    /// Context: any; where the caller cannot wait, a value that is not there is an error.
    ///
    /// # Errors
    /// [`GetError::Closed`] if the sender is gone without having sent one, or it was taken before;
    /// [`GetError::CannotWait`].
    #[inline]
    #[track_caller]
    pub fn recv(&mut self) -> Result<T, GetError> {
        self.recv_with(Forever)
    }

    /// Takes the value if it is there. Never waits.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryGetError::Empty`] or [`TryGetError::Closed`].
    #[inline]
    #[track_caller]
    pub fn try_recv(&mut self) -> Result<T, TryGetError> {
        let scope = Scope::<P>::begin(KIND, "try_recv", &*self.place);
        let state = self.place.state.load(Acquire);
        scope.end(if state & SENT != 0 {
            Ok(self.take())
        } else if state & NO_SENDER != 0 {
            Err(TryGetError::Closed)
        } else {
            Err(TryGetError::Empty)
        })
    }

    #[inline(always)]
    #[track_caller]
    fn recv_with<W: Patience<P>>(&mut self, patience: W) -> Result<T, GetError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "recv", &*self.place, W::TIMED);
        loop {
            let state = self.place.state.load(Acquire);
            if state & SENT != 0 {
                return Ok(self.take());
            }
            if state & NO_SENDER != 0 {
                return scope.end(Err(GetError::Closed));
            }
            if let Err(error) = self.place.wait(state, patience) {
                return scope.end(Err(GetError::from(error)));
            }
        }
    }

    /// Takes the value, which is there.
    #[inline(always)]
    #[track_caller]
    fn take(&mut self) -> T {
        let value = self.place.take();
        // ORDERING: Relaxed, only this end looks at the bit from here on, until it leaves.
        self.place.state.fetch_and(!SENT, Relaxed);
        value
    }
}

/// With a deadline.
impl<P: Clock, T, R: Share<Target = Oneshot<P, T>>> Receiver<R> {
    /// As [`recv`](Receiver::recv), for at most `timeout`; zero looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`GetError::TimedOut`], never early, and those of `recv`.
    #[inline]
    #[track_caller]
    pub fn recv_timeout(&mut self, timeout: Duration) -> Result<T, GetError> {
        self.recv_with(Within::new::<P>(timeout))
    }

    /// As [`recv`](Receiver::recv), until `deadline`; a past one looks once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`recv_timeout`](Receiver::recv_timeout).
    #[inline]
    #[track_caller]
    pub fn recv_until(&mut self, deadline: P::Instant) -> Result<T, GetError> {
        self.recv_with(Until(deadline))
    }
}

impl<R: Share<Target: Ends>> Drop for Receiver<R> {
    #[track_caller]
    fn drop(&mut self) {
        self.place.drop_receiver();
    }
}

impl<R: Share<Target: Ends + fmt::Debug>> fmt::Debug for Receiver<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Receiver").field(&&*self.place).finish()
    }
}
