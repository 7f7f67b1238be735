//! The work of one word that [`Once`](crate::Once), [`OnceLock`](crate::OnceLock) and
//! [`LazyLock`](crate::LazyLock) are built on: it is done once, whoever comes first.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | `NEW` | not done, and nobody is at it | who takes it on (to `RUNNING`) |
//! | `RUNNING` | somebody is at it | the same one (to `DONE`, or back to `NEW` if it panics) |
//! | `DONE` | done; final | nobody |
//!
//! `NEW` and `RUNNING` may have the bit `WAITERS` beside them: somebody may sleep. Who sleeps sets
//! it; who ends the work or gives it up clears it, and wakes all.
//!
//! # Orderings
//! The end of the work is `Release`, and whoever finds it `DONE` has read that with `Acquire`, so
//! all that the work did is seen. Giving it up is `Release` and taking it on is `Acquire`, so who
//! tries again sees how far the last one came.
//!
//! # Invariants
//! 1. A [`Claim`] exists only while the word is `RUNNING`, and there is one of them at a time.
//! 2. If somebody sleeps, `WAITERS` is set: it is cleared only by the swap whose caller wakes all.
//! 3. Who ends the work touches nothing after its swap but the word's address.
//!
//! Source: std `sys/sync/once/futex.rs`, without poisoning.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::error::WaitError;
use crate::operation::{Object, Outcome};
use crate::patience::Patience;
use crate::platform::{ALL, Platform};
use crate::scope::Scope;
use crate::word::Word;

const NEW: u32 = 0;
const RUNNING: u32 = 1;
const DONE: u32 = 2;
const WAITERS: u32 = 4;

/// Whether something is done, and whether somebody is at it.
#[repr(transparent)]
pub(crate) struct Work<P> {
    state: Word<P>,
}

impl<P> Work<P> {
    pub(crate) const fn new() -> Self {
        Work {
            state: Word::new(NEW),
        }
    }

    /// As [`is_done`](Work::is_done), past the platform, for who has the object for itself or only
    /// shows it.
    pub(crate) fn was_done(&self) -> bool {
        // ORDERING: Relaxed, what made the reference exclusive has ordered everything.
        self.state.atomic().load(Relaxed) == DONE
    }
}

/// The kind of an object, and what is done to it.
pub(crate) type Call = (&'static str, &'static str);

/// `owner` is the object that a platform is told of.
impl<P: Platform> Work<P> {
    #[inline(always)]
    #[track_caller]
    pub(crate) fn is_done(&self) -> bool {
        self.state.load(Acquire) == DONE
    }

    /// Waits until the work is done, or can be taken on, which the caller then has: it gets the
    /// claim, outside of the operation, so that the work may take its time.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn claim<'a, T: ?Sized, W: Patience<P>>(
        &'a self,
        (kind, verb): Call,
        owner: &'a T,
        patience: W,
    ) -> Result<Option<Claim<'a, P, T>>, WaitError> {
        let scope = Scope::<P>::begin_wait_until(kind, verb, owner, W::TIMED);
        if self.is_done() {
            return Ok(None);
        }
        let claimed = self.wait_contended(patience, true);
        scope.end(claimed.map(|mine| mine.then(|| Claim::new(self, kind, owner))))
    }

    /// As [`claim`](Work::claim), but never waits.
    #[inline]
    #[track_caller]
    pub(crate) fn try_claim<'a, T: ?Sized>(
        &'a self,
        (kind, verb): Call,
        owner: &'a T,
    ) -> Claimed<'a, P, T> {
        let scope = Scope::<P>::begin(kind, verb, owner);
        match self.look(true) {
            Ok(true) => Claimed::Mine(Claim::new(self, kind, owner)),
            Ok(false) => Claimed::Done,
            Err(_) => {
                let _ = scope.end::<(), _>(Err(Outcome::Refused));
                Claimed::Busy
            }
        }
    }

    /// Waits until the work is done.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn wait_done<T: ?Sized, W: Patience<P>>(
        &self,
        (kind, verb): Call,
        owner: &T,
        patience: W,
    ) -> Result<(), WaitError> {
        let scope = Scope::<P>::begin_wait_until(kind, verb, owner, W::TIMED);
        if self.is_done() {
            return Ok(());
        }
        scope.end(self.wait_contended(patience, false).map(|_| ()))
    }

    /// Waits until the work is done (false) or, if the caller `claims` it, was taken on (true).
    #[cold]
    #[track_caller]
    fn wait_contended<W: Patience<P>>(&self, patience: W, claims: bool) -> Result<bool, WaitError> {
        let mut round = 0;
        loop {
            let state = match self.look(claims) {
                Ok(mine) => return Ok(mine),
                Err(state) => state,
            };
            if round == 0 && patience.retry()? {
                continue;
            } else if P::give_way(round) {
                round += 1;
            } else if self.mark(state) {
                patience.wait(&self.state, state | WAITERS)?;
            }
        }
    }

    /// Whether the work, which is done (false) or which the caller `claims` and may have (true), is
    /// the caller's; fails with the state that has to change first.
    #[inline]
    #[track_caller]
    fn look(&self, claims: bool) -> Result<bool, u32> {
        let mut state = self.state.load(Acquire);
        while state != DONE {
            if !claims || state & RUNNING != 0 {
                return Err(state);
            }
            match self
                .state
                .compare_exchange(state, state | RUNNING, Acquire, Acquire)
            {
                Ok(_) => return Ok(true),
                Err(now) => state = now,
            }
        }
        Ok(false)
    }

    /// Says that somebody is about to sleep; false if the state has changed.
    #[track_caller]
    fn mark(&self, state: u32) -> bool {
        // ORDERING: Relaxed, the bit publishes nothing; the wake is decided by the last swap's
        // value.
        state & WAITERS != 0
            || self
                .state
                .compare_exchange(state, state | WAITERS, Relaxed, Relaxed)
                .is_ok()
    }

    /// Ends the work, or gives it up.
    #[track_caller]
    fn leave(&self, next: u32) {
        let address = self.state.address();
        if self.state.swap(next, Release) & WAITERS != 0 {
            P::wake(address, ALL);
        }
    }
}

/// What came of an attempt to take work on.
pub(crate) enum Claimed<'a, P: Platform, T: ?Sized> {
    Done,
    Busy,
    Mine(Claim<'a, P, T>),
}

/// The work, which only its holder does (invariant 1). It is given up when this is dropped.
pub(crate) struct Claim<'a, P: Platform, T: ?Sized> {
    work: &'a Work<P>,
    kind: &'static str,
    owner: &'a T,
    /// What is done with it, and the state after.
    next: (&'static str, u32),
}

impl<'a, P: Platform, T: ?Sized> Claim<'a, P, T> {
    #[inline]
    fn new(work: &'a Work<P>, kind: &'static str, owner: &'a T) -> Self {
        P::acquired(Object::new(kind, owner));
        Claim {
            work,
            kind,
            owner,
            next: ("give up", NEW),
        }
    }

    /// Says that the work is done.
    #[inline]
    #[track_caller]
    pub(crate) fn finish(mut self) {
        self.next = ("complete", DONE);
    }
}

impl<P: Platform, T: ?Sized> Drop for Claim<'_, P, T> {
    #[inline]
    #[track_caller]
    fn drop(&mut self) {
        let (verb, next) = self.next;
        let _scope = Scope::<P>::begin(self.kind, verb, self.owner);
        P::released(Object::new(self.kind, self.owner));
        self.work.leave(next);
    }
}
