//! A channel: a queue that knows whether anybody is left at its other end.
//!
//! # States
//! The queue's, and a count for each end. The last sender that goes shuts the queue down, the last
//! receiver at once. Counts of 0 mean that the channel may be shared anew.
//!
//! # Orderings
//! The queue's lock orders items. A count goes down with `Release`, and the last one reads it with
//! `Acquire`, as who shares the channel again does, so what former ends did was before.
//!
//! # Invariants
//! 1. A count is the number of ends of its kind that have not been dropped.
//! 2. The queue is open while both counts are above 0, but for the instants in which the last end
//!    of a kind shuts it down and in which it is shared anew.

mod receiver;
mod sender;

use core::fmt;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

pub use receiver::{Items, Receiver};
pub use sender::Sender;

pub use crate::queue::{GetError, PutError, TryGetError, TryPutError};

use crate::platform::Platform;
use crate::queue::Queue;
use crate::scope::Scope;
use crate::share::Share;
use crate::word::Word;

const KIND: &str = "channel";
/// More ends than that are a program that forgets them again and again.
const MOST: u32 = u32::MAX / 2;

/// A channel with room for `N` items, from any number of senders to any number of receivers.
///
/// Python's `Queue` with an end, std's `mpsc::sync_channel`. Each item goes to one receiver, first
/// in, first out. Once the last sender is dropped, receivers get what is left and are then told;
/// once the last receiver is dropped, what is left is dropped and senders are told.
///
/// It is an object in a `static`, on a stack or in an `Arc`, and its ends point to it:
/// [`split`](Channel::split) gives the first two of one that is borrowed, [`share`](Channel::share)
/// those of one that is shared. Both can be cloned.
///
/// ```
/// use waitword_core::channel::GetError;
/// use waitword_core::spin::Channel;
///
/// static JOBS: Channel<u32, 4> = Channel::new();
///
/// let (sender, receiver) = Channel::share(&JOBS).unwrap();
/// let other = sender.clone();
/// sender.send(1).unwrap();
/// other.send(2).unwrap();
/// drop((sender, other));
/// assert_eq!(receiver.recv(), Ok(1));
/// assert_eq!(receiver.recv(), Ok(2));
/// assert_eq!(receiver.recv(), Err(GetError::Closed));
/// ```
///
/// Its cost is that of a [`Queue`], and a read-modify-write to clone or drop an end.
#[repr(C)]
pub struct Channel<P, T, const N: usize> {
    queue: Queue<P, T, N>,
    senders: Word<P>,
    receivers: Word<P>,
}

impl<P, T, const N: usize> Channel<P, T, N> {
    /// An empty channel without ends.
    pub const fn new() -> Self {
        Channel {
            queue: Queue::new(),
            senders: Word::new(0),
            receivers: Word::new(0),
        }
    }

    /// How many items there is room for.
    pub const fn capacity(&self) -> usize {
        N
    }
}

impl<P: Platform, T, const N: usize> Channel<P, T, N> {
    /// The first two ends, for as long as the channel is borrowed. It is empty and open.
    pub fn split(&mut self) -> (Sender<&Self>, Receiver<&Self>) {
        // ORDERING: Relaxed, nobody else is there: former ends have been dropped or forgotten.
        self.senders.store(1, Relaxed);
        self.queue.reopen();
        self.receivers.store(1, Relaxed);
        let channel: &Self = self;
        (Sender::new(channel), Receiver::new(channel))
    }

    /// The first two ends of a channel that is shared; `None` while somebody has an end of it.
    ///
    /// Ends of it that were all dropped leave it as new.
    ///
    /// ```
    /// # #[cfg(feature = "alloc")] {
    /// use std::sync::Arc;
    /// use waitword_core::spin::Channel;
    ///
    /// let (sender, receiver) = Channel::share(Arc::new(Channel::<_, 1>::new())).unwrap();
    /// sender.send("hello").unwrap();
    /// assert_eq!(receiver.recv(), Ok("hello"));
    /// # }
    /// ```
    ///
    /// Context: any.
    #[track_caller]
    pub fn share<R: Share<Target = Self>>(channel: R) -> Option<(Sender<R>, Receiver<R>)> {
        let scope = Scope::<P>::begin(KIND, "share", &*channel);
        let senders = channel.senders.compare_exchange(0, 1, Acquire, Relaxed);
        if senders.is_err() {
            return None;
        }
        if channel.receivers.load(Acquire) != 0 {
            channel.senders.store(0, Release);
            return None;
        }
        channel.queue.reopen();
        // ORDERING: Relaxed, the ends are handed on by who got them.
        channel.receivers.store(1, Relaxed);
        drop(scope);
        Some((Sender::new(channel.clone()), Receiver::new(channel)))
    }

    /// How many items are in the channel; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether there is no item; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Whether there is no room; the answer may be old when it arrives.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        self.queue.is_full()
    }

    /// Whether all ends of a kind are gone.
    ///
    /// Context: any.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        self.queue.is_shut_down()
    }
}

/// What becomes of a channel when its ends are cloned and dropped.
pub trait Ends {
    #[doc(hidden)]
    fn add_sender(&self);
    #[doc(hidden)]
    fn add_receiver(&self);
    #[doc(hidden)]
    fn drop_sender(&self);
    #[doc(hidden)]
    fn drop_receiver(&self);
}

impl<P: Platform, T, const N: usize> Ends for Channel<P, T, N> {
    #[track_caller]
    fn add_sender(&self) {
        let _scope = Scope::<P>::begin(KIND, "clone sender", self);
        add(&self.senders);
    }

    #[track_caller]
    fn add_receiver(&self) {
        let _scope = Scope::<P>::begin(KIND, "clone receiver", self);
        add(&self.receivers);
    }

    #[track_caller]
    fn drop_sender(&self) {
        let _scope = Scope::<P>::begin(KIND, "drop sender", self);
        // The queue is shut down before the count says so: nobody shares it anew in between.
        leave(&self.senders, || self.queue.shutdown());
    }

    #[track_caller]
    fn drop_receiver(&self) {
        let _scope = Scope::<P>::begin(KIND, "drop receiver", self);
        leave(&self.receivers, || self.queue.shutdown_now());
    }
}

/// One more end. Its maker has one, so the count is not 0.
#[track_caller]
fn add<P: Platform>(count: &Word<P>) {
    // ORDERING: Relaxed, the new end is handed on by its maker.
    let before = count.fetch_add(1, Relaxed);
    assert!(before < MOST, "too many ends of one channel");
}

/// One end less; the last one does `last`, and only then is gone.
#[track_caller]
fn leave<P: Platform>(count: &Word<P>, last: impl FnOnce()) {
    let mut now = count.load(Relaxed);
    while now > 1 {
        match count.compare_exchange_weak(now, now - 1, AcqRel, Relaxed) {
            Ok(_) => return,
            Err(other) => now = other,
        }
    }
    // The only end of its kind cannot be cloned while it is dropped.
    last();
    count.store(0, Release);
}

impl<P, T, const N: usize> Default for Channel<P, T, N> {
    fn default() -> Self {
        Channel::new()
    }
}

impl<P: Platform, T, const N: usize> fmt::Debug for Channel<P, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("len", &self.len())
            .field("capacity", &N)
            .finish()
    }
}
