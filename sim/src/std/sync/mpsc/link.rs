//! What the two ends of a channel share.
//!
//! # States
//! | word | meaning | changed by |
//! |---|---|---|
//! | `senders` | how many senders there are | one that comes or goes |
//! | `filled` | how often there was news for the receiver | a send, the last sender that goes |
//! | `drained` | how often there was news for senders | a receive, the receiver that goes |
//!
//! All else lies in `state`, behind its mutex.
//!
//! # Orderings
//! The mutex orders everything but `senders`, where the last one that goes acquires what the others
//! released, as in [`Arc`](super::super::Arc).
//!
//! # Invariants
//! 1. Who waits has read its counter of news while it held the mutex, and whoever has news for it
//!    changes the counter there too: so no news is slept through.
//! 2. On a channel without room, a value lies in the queue only while its sender waits, or the
//!    receiver does.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering::{AcqRel, Relaxed};
use std::sync::mpsc::{RecvTimeoutError, TryRecvError, TrySendError};

use waitword_core::platform::ALL;
use waitword_core::{Clock, MutexGuard, Object, Outcome, Retry, Scope, Word};

use crate::engine;
use crate::sim::{Instant, Sim};
use crate::std::token::{retry, wait};

const KIND: &str = "channel";
/// The number of senders is an object of its own: that one comes or goes is nothing to who sends or
/// receives, but for the last.
const SENDERS: &str = "senders";

/// What the two ends of a channel share.
#[repr(C)]
pub(super) struct Link<T> {
    state: waitword_core::Mutex<Sim, State<T>>,
    senders: Word<Sim>,
    filled: Word<Sim>,
    drained: Word<Sim>,
}

struct State<T> {
    /// The values, each with the number under which it was sent.
    queue: VecDeque<(u64, T)>,
    sent: u64,
    bound: Option<usize>,
    /// The receiver waits, on a channel without room.
    receiving: bool,
    /// Whether there is a sender, and the receiver.
    has_sender: bool,
    has_receiver: bool,
}

impl<T> State<T> {
    /// Whether a value can be put into the queue now.
    fn has_room(&self) -> bool {
        self.bound.is_none_or(|bound| self.queue.len() < bound)
    }

    fn is_rendezvous(&self) -> bool {
        self.bound == Some(0)
    }

    fn put(&mut self, value: T) -> u64 {
        self.sent += 1;
        self.queue.push_back((self.sent, value));
        self.sent
    }

    /// Takes a value back that nobody has received.
    fn take_back(&mut self, number: u64) -> Option<T> {
        let place = self.queue.iter().position(|(sent, _)| *sent == number)?;
        self.queue.remove(place).map(|(_, value)| value)
    }
}

type Held<'a, T> = MutexGuard<'a, Sim, State<T>>;

impl<T> Link<T> {
    pub(super) fn new(bound: Option<usize>) -> Arc<Link<T>> {
        let state = State {
            queue: VecDeque::new(),
            sent: 0,
            bound,
            receiving: false,
            has_sender: true,
            has_receiver: true,
        };
        Arc::new(Link {
            state: waitword_core::Mutex::new(state),
            senders: Word::new(1),
            filled: Word::new(0),
            drained: Word::new(0),
        })
    }

    /// Puts a value into the queue, and waits for room first, or for the receiver to take it.
    #[track_caller]
    pub(super) fn send(&self, value: T) -> Result<(), T> {
        let scope = Scope::<Sim>::begin_wait(KIND, "send", self);
        let mut state = self.state.lock();
        while state.has_receiver && !state.is_rendezvous() && !state.has_room() {
            state = self.await_news(state, &self.drained);
        }
        if !state.has_receiver {
            let _ = scope.end(Err::<(), _>(Outcome::Refused));
            return Err(value);
        }
        let number = state.put(value);
        if state.is_rendezvous() {
            let sent = self.await_receipt(state, number);
            let _ = scope.end(sent.as_ref().map_err(|_| Outcome::Refused));
            return sent;
        }
        self.tell(state, &self.filled);
        Ok(())
    }

    /// Waits until the value that was sent under this number is received.
    #[track_caller]
    fn await_receipt<'a>(&'a self, mut state: Held<'a, T>, number: u64) -> Result<(), T> {
        let mut told = false;
        loop {
            if !state.has_receiver {
                return state.take_back(number).map_or(Ok(()), Err);
            }
            if !state.queue.iter().any(|(sent, _)| *sent == number) {
                return Ok(());
            }
            let news = self.drained.load(Relaxed);
            if told {
                drop(state);
            } else {
                self.tell(state, &self.filled);
                told = true;
            }
            self.drained.wait(news);
            state = self.state.lock();
        }
    }

    /// Puts a value into the queue if it need not wait.
    #[track_caller]
    pub(super) fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        let scope = Scope::<Sim>::begin(KIND, "try_send", self);
        let mut state = self.state.lock();
        let expected = state.receiving && state.queue.is_empty();
        let error = if !state.has_receiver {
            TrySendError::Disconnected
        } else if !state.has_room() && !expected {
            TrySendError::Full
        } else {
            state.put(value);
            self.tell(state, &self.filled);
            return Ok(());
        };
        drop(state);
        let _ = scope.end(Err::<(), _>(Outcome::Refused));
        Err(error(value))
    }

    /// Takes a value out of the queue, and waits for one until the deadline.
    #[track_caller]
    pub(super) fn receive(&self, deadline: Option<Instant>) -> Result<T, RecvTimeoutError> {
        let scope = Scope::<Sim>::begin_wait(KIND, "recv", self);
        let received = self.await_value(deadline);
        let _ = scope.end(received.as_ref().map_err(|error| match error {
            RecvTimeoutError::Timeout => Outcome::TimedOut,
            RecvTimeoutError::Disconnected => Outcome::Refused,
        }));
        received
    }

    #[track_caller]
    fn await_value(&self, deadline: Option<Instant>) -> Result<T, RecvTimeoutError> {
        loop {
            let mut state = self.state.lock();
            if let Some(value) = self.take(&mut state) {
                self.tell(state, &self.drained);
                return Ok(value);
            }
            if !state.has_sender {
                return Err(RecvTimeoutError::Disconnected);
            }
            if deadline.is_some_and(Sim::is_past) {
                state.receiving = false;
                return Err(RecvTimeoutError::Timeout);
            }
            let news = self.filled.load(Relaxed);
            state.receiving = state.is_rendezvous();
            let registered = state.receiving;
            drop(state);
            // Who said that it waits has done something, and only sleeps.
            if registered || retry(deadline) == Retry::Unsupported {
                wait(&self.filled, news, deadline);
            }
        }
    }

    /// Takes a value out of the queue if there is one.
    #[track_caller]
    pub(super) fn try_receive(&self) -> Result<T, TryRecvError> {
        let scope = Scope::<Sim>::begin(KIND, "try_recv", self);
        let mut state = self.state.lock();
        if let Some(value) = self.take(&mut state) {
            self.tell(state, &self.drained);
            return Ok(value);
        }
        let error = if state.has_sender {
            TryRecvError::Empty
        } else {
            TryRecvError::Disconnected
        };
        drop(state);
        let _ = scope.end(Err::<(), _>(Outcome::Refused));
        Err(error)
    }

    fn take(&self, state: &mut Held<'_, T>) -> Option<T> {
        let (_, value) = state.queue.pop_front()?;
        state.receiving = false;
        Some(value)
    }

    /// Waits for news, before anything has changed.
    #[track_caller]
    fn await_news<'a>(&'a self, state: Held<'a, T>, word: &Word<Sim>) -> Held<'a, T> {
        let news = word.load(Relaxed);
        drop(state);
        if retry(None) == Retry::Unsupported {
            word.wait(news);
        }
        self.state.lock()
    }

    /// There is news for those who wait on this word.
    #[track_caller]
    fn tell(&self, state: Held<'_, T>, word: &Word<Sim>) {
        word.fetch_add(1, Relaxed);
        drop(state);
        word.wake(ALL);
    }

    /// One more sender comes.
    #[track_caller]
    pub(super) fn add_sender(&self) {
        let _scope = Scope::<Sim>::begin(SENDERS, "clone", &self.senders);
        // ORDERING: Relaxed, who is given the new sender is given it in an orderly way.
        self.senders.fetch_add(1, Relaxed);
    }

    /// A sender goes.
    #[track_caller]
    pub(super) fn drop_sender(&self) {
        let scope = Scope::<Sim>::begin(SENDERS, "drop", &self.senders);
        let senders = self.senders.fetch_sub(1, AcqRel);
        drop(scope);
        if senders == 1 {
            self.disconnect();
        }
    }

    /// The last sender goes.
    #[track_caller]
    fn disconnect(&self) {
        let _scope = Scope::<Sim>::begin(KIND, "disconnect", self);
        let mut state = self.state.lock();
        state.has_sender = false;
        self.tell(state, &self.filled);
    }

    /// The receiver goes, with all values that nobody waits to have received.
    #[track_caller]
    pub(super) fn drop_receiver(&self) {
        let scope = Scope::<Sim>::begin(KIND, "drop_receiver", self);
        let mut state = self.state.lock();
        state.has_receiver = false;
        let rendezvous = state.is_rendezvous();
        let left = if rendezvous {
            VecDeque::new()
        } else {
            std::mem::take(&mut state.queue)
        };
        self.tell(state, &self.drained);
        drop(scope);
        drop(left);
    }
}

impl<T> Drop for Link<T> {
    fn drop(&mut self) {
        engine::retire(Object::new(KIND, self));
    }
}
