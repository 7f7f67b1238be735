//! How long a caller is ready to wait: for ever, or until a deadline.
//!
//! Each slow path is written once, generic over this; `Forever` compiles to nothing.

use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;

use crate::error::WaitError;
use crate::platform::{Clock, Platform, Retry};
use crate::word::Word;

/// How long a caller is ready to wait.
pub(crate) trait Patience<P: Platform>: Copy {
    /// Whether there is a deadline.
    const TIMED: bool;

    /// Sleeps while `word` holds `expected`; may return early for no reason.
    ///
    /// Fails if the deadline had passed before the call and the word holds `expected` even now: who
    /// returns late looks once more, and what came in time is found.
    #[track_caller]
    fn wait(self, word: &Word<P>, expected: u32) -> Result<(), WaitError>;

    /// As [`wait`](Patience::wait), but looks at the word for a while before it sleeps.
    #[inline]
    #[track_caller]
    fn watch(self, word: &Word<P>, expected: u32) -> Result<(), WaitError> {
        let mut round = 0;
        while P::give_way(round) {
            // ORDERING: Relaxed, the caller looks again with the ordering it needs.
            if word.load(Relaxed) != expected {
                return Ok(());
            }
            round += 1;
        }
        self.wait(word, expected)
    }

    /// Fails if the deadline has passed.
    fn check(self) -> Result<(), WaitError>;

    /// Whether to try again from the start; see [`Platform::retry`].
    fn retry(self) -> Result<bool, WaitError>;
}

/// No deadline.
#[derive(Clone, Copy)]
pub(crate) struct Forever;

impl<P: Platform> Patience<P> for Forever {
    const TIMED: bool = false;

    #[inline]
    fn wait(self, word: &Word<P>, expected: u32) -> Result<(), WaitError> {
        if !P::can_wait() {
            return Err(WaitError::CannotWait);
        }
        word.wait(expected);
        Ok(())
    }

    #[inline(always)]
    fn check(self) -> Result<(), WaitError> {
        Ok(())
    }

    #[inline(always)]
    fn retry(self) -> Result<bool, WaitError> {
        Ok(P::retry() == Retry::Changed)
    }
}

/// Until an instant.
#[derive(Clone, Copy)]
pub(crate) struct Until<I>(pub(crate) I);

impl<P: Clock> Patience<P> for Until<P::Instant> {
    const TIMED: bool = true;

    #[inline]
    fn wait(self, word: &Word<P>, expected: u32) -> Result<(), WaitError> {
        if P::is_past(self.0) {
            // ORDERING: Relaxed, the caller looks again with the ordering it needs.
            let changed = word.load(Relaxed) != expected;
            return if changed {
                Ok(())
            } else {
                Err(WaitError::TimedOut)
            };
        }
        if !P::can_wait() {
            return Err(WaitError::CannotWait);
        }
        P::wait_until(word.atomic(), expected, self.0);
        Ok(())
    }

    #[inline]
    fn check(self) -> Result<(), WaitError> {
        if P::is_past(self.0) {
            Err(WaitError::TimedOut)
        } else {
            Ok(())
        }
    }

    #[inline(always)]
    fn retry(self) -> Result<bool, WaitError> {
        match P::retry_until(self.0) {
            Retry::Unsupported => Ok(false),
            Retry::Changed => Ok(true),
            Retry::Expired => Err(WaitError::TimedOut),
        }
    }
}

/// The deadline that lies `timeout` from now, if it can be told from never.
#[derive(Clone, Copy)]
pub(crate) struct Within<I>(Option<I>);

impl<I> Within<I> {
    pub(crate) fn new<P: Clock<Instant = I>>(timeout: Duration) -> Self {
        Within(P::after(timeout))
    }
}

impl<P: Clock> Patience<P> for Within<P::Instant> {
    const TIMED: bool = true;

    #[inline]
    fn wait(self, word: &Word<P>, expected: u32) -> Result<(), WaitError> {
        match self.0 {
            Some(deadline) => Until(deadline).wait(word, expected),
            None => Forever.wait(word, expected),
        }
    }

    #[inline]
    fn check(self) -> Result<(), WaitError> {
        match self.0 {
            Some(deadline) => Patience::<P>::check(Until(deadline)),
            None => Ok(()),
        }
    }

    #[inline(always)]
    fn retry(self) -> Result<bool, WaitError> {
        match self.0 {
            Some(deadline) => Patience::<P>::retry(Until(deadline)),
            None => Patience::<P>::retry(Forever),
        }
    }
}
