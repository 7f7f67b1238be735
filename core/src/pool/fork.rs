//! Half of a join, in the stack frame of the join, that another worker may run meanwhile.
//!
//! # States
//! | word | meaning | leaves it |
//! |---|---|---|
//! | `OPEN` | not done | who runs it (to `DONE`), the join (to `AWAITED`) |
//! | `AWAITED` | not done, and the join may sleep | who runs it (to `DONE`, and wakes the join) |
//! | `DONE` | the result is there | nobody: the frame goes |
//!
//! # Orderings
//! The step to `DONE` is `Release`, and the join reads it with `Acquire`: it sees the result. The
//! work reaches who runs it through the lock of the pool.
//!
//! # Invariants
//! 1. A fork is in one place: in the list of its scope, or in the queue of the pool, or in the
//!    hands of who runs it. Who takes it out of there runs it, or drops it.
//! 2. The frame stays until its fork was taken out of the scope's list or the pool's queue by its
//!    own join, or is `DONE`.
//! 3. After the step to `DONE` only the word's address is used.

use core::cell::UnsafeCell;
use core::ptr::NonNull;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::Shared;
use super::scope::Scope;
use crate::operation::{Access, Object};
use crate::patience::{Forever, Patience};
use crate::runtime::{Panic, Runtime};
use crate::word::Word;

const OPEN: u32 = 0;
const AWAITED: u32 = 1;
const DONE: u32 = 2;

/// What is known of a fork without knowing what it does.
#[repr(C)]
pub(super) struct Head<R: Runtime> {
    word: Word<R>,
    run: unsafe fn(NonNull<Head<R>>, &Shared<R>),
}

/// Half of a join.
#[repr(C)]
pub(super) struct Fork<R: Runtime, B, T> {
    head: Head<R>,
    work: UnsafeCell<Option<B>>,
    result: UnsafeCell<Option<Result<T, Panic>>>,
}

/// A fork that is somewhere where somebody may take it.
pub(super) struct Offered<R: Runtime>(NonNull<Head<R>>);

impl<R: Runtime> Clone for Offered<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Runtime> Copy for Offered<R> {}

impl<R: Runtime> PartialEq for Offered<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

// SAFETY: the work and its result are `Send` (see `Fork::new`), and belong to one at a time.
unsafe impl<R: Runtime> Send for Offered<R> {}

impl<R: Runtime> Offered<R> {
    /// Runs it. The caller has taken it out of where it was offered.
    pub(super) fn run(self, pool: &Shared<R>) {
        // SAFETY: the frame stays until the fork is done (invariant 2).
        let run = unsafe { self.0.as_ref() }.run;
        // SAFETY: `run` is that of this fork, which belongs to the caller (invariant 1).
        unsafe { run(self.0, pool) }
    }
}

impl<R: Runtime, B, T> Fork<R, B, T>
where
    B: FnOnce(&Scope<'_, R>) -> T + Send,
    T: Send,
{
    pub(super) fn new(work: B) -> Self {
        let head = Head {
            word: Word::new(OPEN),
            run: Self::run,
        };
        Fork {
            head,
            work: UnsafeCell::new(Some(work)),
            result: UnsafeCell::new(None),
        }
    }

    /// The work, if the caller has taken the fork out of where it was offered.
    #[track_caller]
    pub(super) fn take_work(&self) -> Option<B> {
        R::access(Access::Write, Object::new("work", &self.work));
        // SAFETY: the fork belongs to the caller (invariant 1).
        unsafe { (*self.work.get()).take() }
    }

    /// What the work came to, once it is done.
    #[track_caller]
    pub(super) fn take_result(&self) -> Option<Result<T, Panic>> {
        R::access(Access::Write, Object::new("result", &self.result));
        // SAFETY: it is `DONE`, so who ran it does not touch it any more (invariant 3).
        unsafe { (*self.result.get()).take() }
    }

    /// Runs the fork at `head`.
    ///
    /// # Safety
    /// It is the head of a `Fork<R, B, T>` that belongs to the caller, and is not done.
    unsafe fn run(head: NonNull<Head<R>>, pool: &Shared<R>) {
        // SAFETY: the caller's promise; the pointer was made from one to the whole fork.
        let fork = unsafe { head.cast::<Self>().as_ref() };
        if let Some(work) = fork.take_work() {
            let result = R::catch(|| Scope::run(pool, work));
            R::access(Access::Write, Object::new("result", &fork.result));
            // SAFETY: the fork belongs to the caller until it is done (invariant 1).
            unsafe { *fork.result.get() = Some(result) };
        }
        let address = fork.head.word.address();
        if fork.head.word.swap(DONE, Release) == AWAITED {
            R::wake(address, 1);
        }
    }
}

impl<R: Runtime, B, T> Fork<R, B, T> {
    pub(super) fn offer(&self) -> Offered<R> {
        // The pointer is to all of the fork.
        Offered(NonNull::from(self).cast())
    }

    #[track_caller]
    pub(super) fn is_done(&self) -> bool {
        self.head.word.load(Acquire) == DONE
    }

    /// Waits until the fork, which somebody else has taken, is done.
    #[track_caller]
    pub(super) fn wait(&self) {
        let mut round = 0;
        loop {
            match self.head.word.load(Acquire) {
                DONE => return,
                OPEN if R::give_way(round) => round += 1,
                OPEN => {
                    // ORDERING: Relaxed, the mark publishes nothing; it is looked at again.
                    let word = &self.head.word;
                    let _ = word.compare_exchange(OPEN, AWAITED, Relaxed, Relaxed);
                }
                // A thread that cannot wait now looks again.
                _ => _ = Forever.wait(&self.head.word, AWAITED),
            }
        }
    }
}

impl<R: Runtime, B, T> Drop for Fork<R, B, T> {
    fn drop(&mut self) {
        R::retire(Object::new("fork", self));
    }
}
