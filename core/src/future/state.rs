//! The state of a future: how far it is, who watches it, and how it came out.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::UnsafeCell;
use core::mem;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::Waker;

use super::KIND;
use super::failure::Failure;
use super::gather::Gather;
use crate::error::WaitError;
use crate::mutex::Mutex;
use crate::operation::{Access, Object};
use crate::patience::Patience;
use crate::platform::ALL;
use crate::runtime::Runtime;
use crate::scope::Scope;
use crate::word::Word;

const PENDING: u32 = 0;
const RUNNING: u32 = 1;
const CLOSING: u32 = 2;
const DONE: u32 = 3;
const PHASE: u32 = 3;
const WAITERS: u32 = 4;
const WATCHED: u32 = 8;

type Outcome<T> = Result<T, Failure>;
type Callback<T> = Box<dyn FnOnce(Result<&T, &Failure>) + Send>;

/// What is to happen when there is an outcome.
enum Watcher<R: Runtime, T> {
    Callback(Callback<T>),
    Waker(Waker),
    /// One of many is done: the one of this number.
    Gather(Arc<Gather<R>>, usize),
}

/// The state of a future, shared by who works for it and its owner.
pub(crate) struct State<R: Runtime, T> {
    word: Word<R>,
    watchers: Mutex<R, Vec<Watcher<R, T>>>,
    outcome: UnsafeCell<Option<Outcome<T>>>,
}

// SAFETY: the outcome belongs to one at a time (invariant 1 of `future`); who only looks at it does
// so through the `Future`, which is `Sync` if `T` is.
unsafe impl<R: Runtime, T: Send> Sync for State<R, T> {}

impl<R: Runtime, T> State<R, T> {
    pub(super) const fn new() -> Self {
        State {
            word: Word::new(PENDING),
            watchers: Mutex::new(Vec::new()),
            outcome: UnsafeCell::new(None),
        }
    }

    /// Takes the work; false if it was cancelled.
    #[track_caller]
    pub(super) fn begin(&self) -> bool {
        self.leave_pending("begin", RUNNING)
    }

    /// Takes the work in order to drop it; false if somebody has begun it.
    #[track_caller]
    pub(super) fn begin_cancel(&self) -> bool {
        self.leave_pending("cancel", CLOSING)
    }

    #[track_caller]
    fn leave_pending(&self, verb: &'static str, phase: u32) -> bool {
        let _scope = Scope::<R>::begin(KIND, verb, self);
        // ORDERING: Relaxed, the first guess of the exchange.
        let mut state = self.word.load(Relaxed);
        while state & PHASE == PENDING {
            // ORDERING: Relaxed, see the module.
            match self
                .word
                .compare_exchange_weak(state, state | phase, Relaxed, Relaxed)
            {
                Ok(_) => return true,
                Err(now) => state = now,
            }
        }
        false
    }

    /// Puts the outcome, runs the callbacks, and calls all who wait. The caller has taken the work.
    #[track_caller]
    pub(super) fn finish(&self, outcome: Outcome<T>) {
        R::access(Access::Write, self.outcome());
        // SAFETY: until `DONE` the outcome belongs to the caller (invariant 1).
        unsafe { *self.outcome.get() = Some(outcome) };
        if !self.finish_unwatched() {
            self.finish_watched();
        }
    }

    /// The step to `DONE` where there is nobody to be told.
    #[inline]
    #[track_caller]
    fn finish_unwatched(&self) -> bool {
        let _scope = Scope::<R>::begin(KIND, "finish", self);
        self.word
            .compare_exchange(RUNNING, DONE, Release, Relaxed)
            .is_ok()
    }

    #[cold]
    #[track_caller]
    fn finish_watched(&self) {
        let mut others = Vec::new();
        loop {
            let mut list = self.watchers.lock();
            let mut callbacks = Vec::new();
            for watcher in mem::take(&mut *list) {
                match watcher {
                    Watcher::Callback(callback) => callbacks.push(callback),
                    other => others.push(other),
                }
            }
            if callbacks.is_empty() {
                self.close();
                break;
            }
            drop(list);
            callbacks
                .into_iter()
                .for_each(|callback| self.tell(callback));
        }
        others.into_iter().for_each(Watcher::call);
    }

    /// The step to `DONE`.
    #[track_caller]
    fn close(&self) {
        let _scope = Scope::<R>::begin(KIND, "finish", self);
        let address = self.word.address();
        if self.word.swap(DONE, Release) & WAITERS != 0 {
            R::wake(address, ALL);
        }
    }

    /// Runs a callback with the outcome, which is there. Its panic goes no further.
    fn tell(&self, callback: Callback<T>) {
        // SAFETY: it belongs to the caller (invariant 1), or it is `DONE` and the owner lends it.
        let outcome = unsafe { &*self.outcome.get() };
        if let Some(outcome) = outcome {
            let _ = R::catch(|| callback(outcome.as_ref()));
        }
    }

    /// Adds a watcher; gives it back if there is an outcome already.
    #[track_caller]
    fn watch(&self, watcher: Watcher<R, T>) -> Option<Watcher<R, T>> {
        let mut list = self.watchers.lock();
        if let Watcher::Waker(_) = watcher {
            list.retain(|other| !matches!(other, Watcher::Waker(_)));
        }
        // ORDERING: Acquire, for who is told that it is `DONE`.
        if self.word.fetch_or(WATCHED, Acquire) & PHASE == DONE {
            return Some(watcher);
        }
        list.push(watcher);
        None
    }

    #[track_caller]
    pub(super) fn watch_with(&self, callback: impl FnOnce(Result<&T, &Failure>) + Send + 'static) {
        let callback = Watcher::Callback(Box::new(callback));
        if let Some(Watcher::Callback(callback)) = self.watch(callback) {
            self.tell(callback);
        }
    }

    /// Tells `gather` under this number once it is done; true if it is done already.
    #[track_caller]
    pub(super) fn watch_for(&self, gather: &Arc<Gather<R>>, number: usize) -> bool {
        self.watch(Watcher::Gather(Arc::clone(gather), number))
            .is_some()
    }

    /// Tells `gather` no more.
    #[track_caller]
    pub(super) fn forget(&self, gather: &Arc<Gather<R>>) {
        let is_other = |watcher: &Watcher<R, T>| match watcher {
            Watcher::Gather(other, _) => !Arc::ptr_eq(other, gather),
            _ => true,
        };
        self.watchers.lock().retain(is_other);
    }

    /// Whether there is an outcome; if not, `waker` is woken once there is.
    #[track_caller]
    pub(super) fn poll(&self, waker: &Waker) -> bool {
        self.is_done() || self.watch(Watcher::Waker(waker.clone())).is_some()
    }

    #[inline]
    #[track_caller]
    pub(super) fn wait<W: Patience<R>>(&self, patience: W) -> Result<(), WaitError> {
        let scope = Scope::<R>::begin_wait_until(KIND, "wait", self, W::TIMED);
        if self.word.load(Acquire) & PHASE == DONE {
            return Ok(());
        }
        scope.end(self.wait_undone(patience))
    }

    #[cold]
    #[track_caller]
    fn wait_undone<W: Patience<R>>(&self, patience: W) -> Result<(), WaitError> {
        let mut round = 0;
        loop {
            let state = self.word.load(Acquire);
            if state & PHASE == DONE {
                return Ok(());
            }
            if patience.retry()? {
                continue;
            }
            if R::give_way(round) {
                round += 1;
            } else if self.mark(state) {
                patience.wait(&self.word, state | WAITERS)?;
            }
        }
    }

    /// Says that somebody is about to sleep; false if the state has changed.
    #[track_caller]
    fn mark(&self, state: u32) -> bool {
        // ORDERING: Relaxed, the bit publishes nothing; `close` decides by its own RMW.
        state & WAITERS != 0
            || self
                .word
                .compare_exchange(state, state | WAITERS, Relaxed, Relaxed)
                .is_ok()
    }

    #[inline]
    #[track_caller]
    pub(super) fn is_done(&self) -> bool {
        let _scope = Scope::<R>::begin(KIND, "is_done", self);
        self.word.load(Acquire) & PHASE == DONE
    }

    #[track_caller]
    pub(super) fn is_running(&self) -> bool {
        let _scope = Scope::<R>::begin(KIND, "is_running", self);
        // ORDERING: Relaxed, the answer may be old when it arrives, whatever the ordering.
        self.word.load(Relaxed) & PHASE == RUNNING
    }

    #[track_caller]
    pub(super) fn peek(&self) -> Option<Result<&T, &Failure>> {
        if !self.is_done() {
            return None;
        }
        R::access(Access::Read, self.outcome());
        // SAFETY: it is `DONE`, so the outcome belongs to the owner (invariant 1), who lends it.
        let outcome = unsafe { &*self.outcome.get() };
        Some(
            outcome
                .as_ref()
                .map_or(Err(&Failure::Taken), Result::as_ref),
        )
    }

    /// The outcome, of which the caller, who owns the future, knows that it is there.
    #[track_caller]
    pub(super) fn take(&self) -> Outcome<T> {
        R::access(Access::Write, self.outcome());
        // SAFETY: it is `DONE`, so the outcome belongs to the caller (invariant 1).
        let outcome = unsafe { &mut *self.outcome.get() };
        outcome.take().unwrap_or(Err(Failure::Taken))
    }

    /// How far it is, to be shown; past the platform, as no operation.
    pub(super) fn phase(&self) -> Phase {
        // ORDERING: Relaxed, it is only shown.
        match self.word.atomic().load(Relaxed) & PHASE {
            PENDING => Phase::Pending,
            RUNNING => Phase::Running,
            CLOSING => Phase::Closing,
            _ => Phase::Done,
        }
    }

    fn outcome(&self) -> Object {
        Object {
            kind: "outcome",
            address: self.outcome.get().addr(),
            size: size_of_val(&self.outcome),
        }
    }
}

impl<R: Runtime, T> Watcher<R, T> {
    fn call(self) {
        match self {
            Watcher::Waker(waker) => waker.wake(),
            Watcher::Gather(gather, number) => gather.add(number),
            Watcher::Callback(_) => {}
        }
    }
}

impl<R: Runtime, T> Drop for State<R, T> {
    fn drop(&mut self) {
        R::retire(Object::new(KIND, self));
    }
}

/// How far a future is, to be shown.
#[derive(Debug)]
pub(super) enum Phase {
    Pending,
    Running,
    Closing,
    Done,
}
