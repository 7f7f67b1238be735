//! The end of a ring from which items are got.

use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed};
use core::time::Duration;

use super::{Ends, KIND, Other, PRODUCER, Spsc};
use crate::lull::Lull;
use crate::operation::Access;
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::queue::{GetError, TryGetError};
use crate::scope::Scope;
use crate::share::Share;

/// The end of a [`Spsc`] from which items are got. It may move to another thread.
pub struct Consumer<R: Share<Target: Ends>> {
    ring: R,
    get: u32,
    /// Where the producer was when somebody last looked.
    put: u32,
    lull: Lull,
}

impl<P: Platform, T, const N: usize, R: Share<Target = Spsc<P, T, N>>> Consumer<R> {
    #[track_caller]
    pub(super) fn new(ring: R) -> Self {
        Consumer {
            // ORDERING: Relaxed, this end's own position.
            get: ring.gets.position.load(Relaxed),
            put: ring.puts.position.load(Acquire),
            lull: Lull::new(),
            ring,
        }
    }

    /// The ring, to look at.
    pub fn ring(&self) -> &Spsc<P, T, N> {
        &self.ring
    }

    /// Waits until there is an item and takes the oldest.
    ///
    /// Context: any; where the caller cannot wait, an empty ring is an error.
    ///
    /// # Errors
    /// [`GetError::Closed`] if the producer is gone and all was got; [`GetError::CannotWait`].
    #[inline]
    #[track_caller]
    pub fn get(&mut self) -> Result<T, GetError> {
        self.get_with(Forever)
    }

    /// Takes the oldest item if there is one. Never waits.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryGetError::Empty`] or [`TryGetError::Closed`].
    #[inline]
    #[track_caller]
    pub fn try_get(&mut self) -> Result<T, TryGetError> {
        let scope = Scope::<P>::begin(KIND, "try_get", &*self.ring);
        scope.end(if self.has_item() {
            Ok(self.pop())
        } else if self.is_closed() {
            Err(TryGetError::Closed)
        } else {
            Err(TryGetError::Empty)
        })
    }

    /// Whether the producer is gone and all was got.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_closed(&mut self) -> bool {
        // ORDERING: Acquire, what the producer put before it left is then seen.
        self.ring.ends.load(Acquire) & PRODUCER == 0 && !self.has_item()
    }

    #[inline(always)]
    #[track_caller]
    fn get_with<W: Patience<P>>(&mut self, patience: W) -> Result<T, GetError> {
        let scope = Scope::<P>::begin_wait_until(KIND, "get", &*self.ring, W::TIMED);
        let mut waited = Ok(());
        loop {
            if self.has_item() {
                return Ok(self.pop());
            }
            if self.is_closed() {
                return scope.end(Err(GetError::Closed));
            }
            if let Err(error) = waited {
                return scope.end(Err(GetError::from(error)));
            }
            if !self.has_item() {
                let producer = Other {
                    end: &self.ring.puts,
                    bit: PRODUCER,
                    enough: 1,
                };
                let seen = (self.put, self.lull.next(self.get));
                waited = self.ring.wait_for(producer, seen, patience);
            }
        }
    }

    #[inline(always)]
    #[track_caller]
    fn has_item(&mut self) -> bool {
        if self.get == self.put {
            self.put = self.ring.puts.position.load(Acquire);
        }
        self.get != self.put
    }

    /// Takes the oldest item; there is one.
    #[inline(always)]
    #[track_caller]
    fn pop(&mut self) -> T {
        let ring = &*self.ring;
        ring.touch(Access::Read, self.get);
        // SAFETY: the slot holds an item, which is the consumer's to take (invariant 1 of `spsc`).
        let item = unsafe { ring.slot(self.get).read() };
        self.get = Spsc::<P, T, N>::after(self.get);
        Spsc::<P, T, N>::advance(&ring.gets, self.get);
        item
    }
}

/// With a deadline.
impl<P: Clock, T, const N: usize, R: Share<Target = Spsc<P, T, N>>> Consumer<R> {
    /// As [`get`](Consumer::get), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`GetError::TimedOut`], never early, and those of `get`.
    #[inline]
    #[track_caller]
    pub fn get_timeout(&mut self, timeout: Duration) -> Result<T, GetError> {
        self.get_with(Within::new::<P>(timeout))
    }

    /// As [`get`](Consumer::get), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`get_timeout`](Consumer::get_timeout).
    #[inline]
    #[track_caller]
    pub fn get_until(&mut self, deadline: P::Instant) -> Result<T, GetError> {
        self.get_with(Until(deadline))
    }
}

impl<R: Share<Target: Ends>> Drop for Consumer<R> {
    #[track_caller]
    fn drop(&mut self) {
        self.ring.consumer_gone();
    }
}

impl<R: Share<Target: Ends + fmt::Debug>> fmt::Debug for Consumer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Consumer").field(&&*self.ring).finish()
    }
}
