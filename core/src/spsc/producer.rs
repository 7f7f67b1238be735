//! The end of a ring into which items are put.

use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed};
use core::time::Duration;

use super::{CONSUMER, Ends, KIND, Other, Spsc};
use crate::lull::Lull;
use crate::operation::{Access, Outcome};
use crate::patience::{Forever, Patience, Until, Within};
use crate::platform::{Clock, Platform};
use crate::queue::{GetError, PutError, TryPutError};
use crate::scope::Scope;
use crate::share::Share;

/// The end of a [`Spsc`] into which items are put. It may move to another thread.
pub struct Producer<R: Share<Target: Ends>> {
    ring: R,
    put: u32,
    /// Where the consumer was when somebody last looked.
    get: u32,
    /// How much room there was then, less what was put since.
    room: u32,
    lull: Lull,
}

impl<P: Platform, T, const N: usize, R: Share<Target = Spsc<P, T, N>>> Producer<R> {
    #[track_caller]
    pub(super) fn new(ring: R) -> Self {
        Producer {
            // ORDERING: Relaxed, this end's own position.
            put: ring.puts.position.load(Relaxed),
            get: ring.gets.position.load(Acquire),
            room: 0,
            lull: Lull::new(),
            ring,
        }
    }

    /// The ring, to look at.
    pub fn ring(&self) -> &Spsc<P, T, N> {
        &self.ring
    }

    /// Waits until there is room and puts the item.
    ///
    /// Context: any; where the caller cannot wait, a full ring is an error.
    ///
    /// # Errors
    /// [`PutError::Closed`] if the consumer is gone, [`PutError::CannotWait`], with the item.
    #[inline]
    #[track_caller]
    pub fn put(&mut self, item: T) -> Result<(), PutError<T>> {
        self.put_with(item, Forever)
    }

    /// Puts the item if there is room. Never waits.
    ///
    /// Context: any.
    ///
    /// # Errors
    /// [`TryPutError::Full`] or [`TryPutError::Closed`], with the item.
    #[inline]
    #[track_caller]
    pub fn try_put(&mut self, item: T) -> Result<(), TryPutError<T>> {
        let scope = Scope::<P>::begin(KIND, "try_put", &*self.ring);
        let error = if self.is_closed() {
            TryPutError::Closed(item)
        } else if self.has_room() {
            self.push(item);
            return Ok(());
        } else {
            TryPutError::Full(item)
        };
        let _ = scope.end::<(), _>(Err(Outcome::Refused));
        Err(error)
    }

    /// Whether the consumer is gone.
    ///
    /// Context: any.
    #[inline]
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        // ORDERING: Relaxed, nothing that the consumer did is looked at because of it.
        self.ring.ends.load(Relaxed) & CONSUMER == 0
    }

    #[inline(always)]
    #[track_caller]
    fn put_with<W: Patience<P>>(&mut self, item: T, patience: W) -> Result<(), PutError<T>> {
        let scope = Scope::<P>::begin_wait_until(KIND, "put", &*self.ring, W::TIMED);
        if let Err(error) = self.wait_for_room(patience) {
            let _ = scope.end::<(), _>(Err(error));
            return Err(PutError::new(error, item));
        }
        self.push(item);
        Ok(())
    }

    #[inline(always)]
    #[track_caller]
    fn wait_for_room<W: Patience<P>>(&mut self, patience: W) -> Result<(), GetError> {
        let mut waited = Ok(());
        loop {
            if self.is_closed() {
                return Err(GetError::Closed);
            }
            if self.has_room() {
                return Ok(());
            }
            waited?;
            let consumer = Other {
                end: &self.ring.gets,
                bit: CONSUMER,
                // A full ring is soon full again: half of it is worth a few microseconds.
                enough: (N as u32).div_ceil(2),
            };
            let lull = self.lull.next(self.put);
            let seen = (self.get, lull);
            waited = self.ring.wait_for(consumer, seen, patience);
        }
    }

    #[inline(always)]
    #[track_caller]
    fn has_room(&mut self) -> bool {
        if self.room == 0 {
            self.get = self.ring.gets.position.load(Acquire);
            // N fits, and there are no more items than that.
            self.room = N as u32 - Spsc::<P, T, N>::between(self.get, self.put);
        }
        self.room > 0
    }

    /// Puts the item; there is room.
    #[inline(always)]
    #[track_caller]
    fn push(&mut self, item: T) {
        let ring = &*self.ring;
        ring.touch(Access::Write, self.put);
        // SAFETY: the slot is the producer's, as there is room (invariant 1 of `spsc`).
        unsafe { ring.slot(self.put).write(item) };
        self.put = Spsc::<P, T, N>::after(self.put);
        self.room -= 1;
        Spsc::<P, T, N>::advance(&ring.puts, self.put);
    }
}

/// With a deadline.
impl<P: Clock, T, const N: usize, R: Share<Target = Spsc<P, T, N>>> Producer<R> {
    /// As [`put`](Producer::put), for at most `timeout`; zero tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`PutError::TimedOut`], never early, and those of `put`.
    #[inline]
    #[track_caller]
    pub fn put_timeout(&mut self, item: T, timeout: Duration) -> Result<(), PutError<T>> {
        self.put_with(item, Within::new::<P>(timeout))
    }

    /// As [`put`](Producer::put), until `deadline`; a past one tries once.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// As [`put_timeout`](Producer::put_timeout).
    #[inline]
    #[track_caller]
    pub fn put_until(&mut self, item: T, deadline: P::Instant) -> Result<(), PutError<T>> {
        self.put_with(item, Until(deadline))
    }
}

impl<R: Share<Target: Ends>> Drop for Producer<R> {
    #[track_caller]
    fn drop(&mut self) {
        self.ring.producer_gone();
    }
}

impl<R: Share<Target: Ends + fmt::Debug>> fmt::Debug for Producer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Producer").field(&&*self.ring).finish()
    }
}
