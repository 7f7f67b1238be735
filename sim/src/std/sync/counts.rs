//! The counts of an [`Arc`](super::Arc), as the simulator sees them, with the orderings of std.
//!
//! # States
//! `strong` counts the owners. `weak` counts the weak pointers, and one for all owners together; it
//! is `LOCKED` while an owner finds out whether it is alone.

use std::collections::HashMap;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use waitword_core::{Object, Outcome, Scope};

use super::atomic::{AtomicUsize, fence};
use crate::engine;
use crate::sim::Sim;

const KIND: &str = "arc";
const LOCKED: usize = usize::MAX;

/// How many owners and weak pointers a value has.
pub(super) struct Counts {
    strong: AtomicUsize,
    weak: AtomicUsize,
    /// Where the value lies.
    value: OnceLock<Object>,
}

/// The counts of owners that are raw pointers for now, by the address of the value.
static RAW: LazyLock<Mutex<HashMap<usize, Vec<Arc<Counts>>>>> = LazyLock::new(Mutex::default);

impl Counts {
    /// One owner.
    pub(super) fn new() -> Counts {
        Counts::with(1)
    }

    /// No owner yet.
    pub(super) fn unborn() -> Counts {
        Counts::with(0)
    }

    fn with(owners: usize) -> Counts {
        Counts {
            strong: AtomicUsize::new(owners),
            weak: AtomicUsize::new(1),
            value: OnceLock::new(),
        }
    }

    #[track_caller]
    pub(super) fn lies_at<T: ?Sized>(&self, value: &T) {
        let value = Object::new(KIND, value);
        engine::allocated(value);
        let _ = self.value.set(value);
    }

    /// The first owner comes.
    #[track_caller]
    pub(super) fn born(&self) {
        let _scope = self.begin("new");
        self.strong.store(1, Release);
    }

    fn begin(&self, verb: &'static str) -> Scope<Sim> {
        Scope::begin(KIND, verb, self)
    }

    /// One more owner comes, by another one.
    #[track_caller]
    pub(super) fn come(&self, verb: &'static str) {
        let _scope = self.begin(verb);
        // ORDERING: Relaxed, who is given the new owner is given it in an orderly way.
        self.strong.fetch_add(1, Relaxed);
    }

    /// One more owner comes by a weak pointer, if there is one yet.
    #[track_caller]
    pub(super) fn come_back(&self) -> bool {
        let scope = self.begin("upgrade");
        let one_more = |owners: usize| (owners != 0).then(|| owners + 1);
        // ORDERING: Acquire, the value may have been made after the weak pointer was.
        let came = self.strong.fetch_update(Acquire, Relaxed, one_more);
        scope.end(came.map_err(|_| Outcome::Refused)).is_ok()
    }

    /// An owner goes; returns whether it was the last one, which has the value to itself.
    #[track_caller]
    pub(super) fn leave(&self, verb: &'static str) -> bool {
        let _scope = self.begin(verb);
        let last = self.strong.fetch_sub(1, Release) == 1;
        if last {
            fence(Acquire);
            self.weak.fetch_sub(1, Release);
        }
        last
    }

    /// The caller, an owner, goes if it is the last one.
    #[track_caller]
    pub(super) fn take_last(&self, verb: &'static str) -> bool {
        let scope = self.begin(verb);
        let taken = self.strong.compare_exchange(1, 0, Relaxed, Relaxed);
        let taken = scope.end(taken.map_err(|_| Outcome::Refused)).is_ok();
        if taken {
            fence(Acquire);
            self.weak.fetch_sub(1, Release);
        }
        taken
    }

    /// Keeps weak pointers from becoming owners, if the caller is the only owner.
    #[track_caller]
    pub(super) fn be_only_owner(&self, verb: &'static str) -> bool {
        let _scope = self.begin(verb);
        let alone = self.strong.compare_exchange(1, 0, Acquire, Relaxed);
        alone.is_ok()
    }

    /// After `be_only_owner`: whether there are weak pointers.
    #[track_caller]
    pub(super) fn has_weak(&self) -> bool {
        let _scope = self.begin("weak_count");
        self.weak.load(Relaxed) != 1
    }

    /// After `be_only_owner`: there is an owner again.
    #[track_caller]
    pub(super) fn own_again(&self) {
        let _scope = self.begin("make_mut");
        self.strong.store(1, Release);
    }

    /// After `be_only_owner`: the owner has taken the value away.
    #[track_caller]
    pub(super) fn abandon(&self) {
        let _scope = self.begin("make_mut");
        self.weak.fetch_sub(1, Release);
    }

    /// Whether there is one owner and no weak pointer.
    #[track_caller]
    pub(super) fn is_alone(&self, verb: &'static str) -> bool {
        let _scope = self.begin(verb);
        let locked = self.weak.compare_exchange(1, LOCKED, Acquire, Relaxed);
        if locked.is_err() {
            return false;
        }
        let alone = self.strong.load(Acquire) == 1;
        self.weak.store(1, Release);
        alone
    }

    #[track_caller]
    pub(super) fn strong(&self, verb: &'static str, order: Ordering) -> usize {
        let _scope = self.begin(verb);
        self.strong.load(order)
    }

    /// How many weak pointers there are.
    #[track_caller]
    pub(super) fn weak(&self, verb: &'static str) -> usize {
        let _scope = self.begin(verb);
        match self.weak.load(Relaxed) {
            LOCKED => 0,
            weak => weak.saturating_sub(1),
        }
    }

    /// One more weak pointer comes, by an owner or by another one.
    #[track_caller]
    pub(super) fn add_weak(&self, verb: &'static str) {
        let _scope = self.begin(verb);
        let mut weak = self.weak.load(Relaxed);
        loop {
            if weak == LOCKED {
                engine::yield_now();
                weak = self.weak.load(Relaxed);
                continue;
            }
            let added = self.weak.compare_exchange(weak, weak + 1, Acquire, Relaxed);
            match added {
                Ok(_) => return,
                Err(now) => weak = now,
            }
        }
    }

    /// A weak pointer goes.
    #[track_caller]
    pub(super) fn drop_weak(&self) {
        let _scope = self.begin("drop_weak");
        if self.weak.fetch_sub(1, Release) == 1 {
            fence(Acquire);
        }
    }

    /// Keeps the counts of an owner that is a raw pointer for now.
    pub(super) fn put_away(counts: Arc<Counts>, address: usize) {
        let mut raw = RAW.lock().unwrap_or_else(PoisonError::into_inner);
        raw.entry(address).or_default().push(counts);
    }

    /// The counts of an owner that was a raw pointer.
    pub(super) fn take_out(address: usize) -> Arc<Counts> {
        let mut raw = RAW.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = raw.get_mut(&address).and_then(Vec::pop);
        if raw.get(&address).is_some_and(Vec::is_empty) {
            raw.remove(&address);
        }
        counts.expect("only a pointer that was an owner becomes one")
    }
}

impl Drop for Counts {
    fn drop(&mut self) {
        if let Some(value) = self.value.get() {
            engine::retire(*value);
        }
    }
}
