//! Work that may borrow, and forks of it.
//!
//! A join keeps its second half in a short list of the scope, where it costs little more than a
//! call: it is taken back and run here, unless a worker is hungry. That is one which has slept for
//! a [`Runtime::BEAT`], so a wake, which costs more than most halves take, comes at most once in
//! that time for each worker. The oldest is offered, which is the largest part of the work. Joins
//! that find the list full are plain calls: what is in the list is enough to offer.
//!
//! Source: the schedule is that of U. Acar et al., *Heartbeat Scheduling* (2018); but the beat is
//! that of who has nothing to do, as the requests in *Scheduling Parallel Programs by Work Stealing
//! with Private Deques* (2013), so that who works only looks at a word.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::sync::atomic::Ordering::Relaxed;

use super::Shared;
use super::fork::{Fork, Offered};
use crate::executor::Rejected;
use crate::future::{Failure, Future};
use crate::runtime::Runtime;

/// How many forks a scope keeps to be offered.
const OPEN: usize = 2;
/// Where work may be forked that borrows what lives longer than `'env`; see
/// [`ThreadPool::scope`](super::ThreadPool::scope).
pub struct Scope<'env, R: Runtime> {
    shared: &'env Shared<R>,
    /// The forks of this task that nobody was offered, the oldest first.
    open: Cell<[Option<Offered<R>>; OPEN]>,
    /// How many they are.
    count: Cell<usize>,
    spawned: RefCell<Vec<Future<R, ()>>>,
    /// Who has a scope cannot say that it lives less long, and lend it what does.
    exactly: PhantomData<Cell<&'env ()>>,
}

impl<'env, R: Runtime> Scope<'env, R> {
    /// Runs `body` with a new scope, and waits for what it spawns.
    #[track_caller]
    pub(super) fn run<T>(shared: &'env Shared<R>, body: impl FnOnce(&Self) -> T) -> T {
        let scope = Scope::new(shared);
        let result = body(&scope);
        scope.end();
        result
    }

    fn new(shared: &'env Shared<R>) -> Self {
        Scope {
            shared,
            open: Cell::new([None; OPEN]),
            count: Cell::new(0),
            spawned: RefCell::new(Vec::new()),
            exactly: PhantomData,
        }
    }

    /// Runs both, at the same time if a worker is free, and returns what both return.
    ///
    /// `first` runs here. rayon's `join`. A join that is not worth while to be shared costs about
    /// as much as two calls.
    ///
    /// ```
    /// use waitword_core::{Runtime, pool::Scope};
    ///
    /// fn sum<R: Runtime>(scope: &Scope<'_, R>, numbers: &[u64]) -> u64 {
    ///     if numbers.len() < 100 {
    ///         return numbers.iter().sum();
    ///     }
    ///     let (low, high) = numbers.split_at(numbers.len() / 2);
    ///     let (low, high) = scope.join(|scope| sum(scope, low), |scope| sum(scope, high));
    ///     low + high
    /// }
    /// ```
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// As `first` does, or else as `second`, once both have ended. If `first` panics before
    /// anybody has begun `second`, that never runs.
    #[inline]
    #[track_caller]
    pub fn join<A, B, T, U>(&self, first: A, second: B) -> (T, U)
    where
        A: FnOnce(&Scope<'_, R>) -> T,
        B: FnOnce(&Scope<'_, R>) -> U + Send,
        U: Send,
    {
        // ORDERING: Relaxed, only a hint.
        if self.shared.hungry.0.load(Relaxed) != 0 {
            self.offer_oldest();
        }
        if self.count.get() == OPEN {
            let first = first(self);
            (first, second(self))
        } else {
            self.fork(first, second)
        }
    }

    /// Out of line, so that the frame of a join that does not come here is that of a call.
    #[inline(never)]
    #[track_caller]
    fn fork<A, B, T, U>(&self, first: A, second: B) -> (T, U)
    where
        A: FnOnce(&Scope<'_, R>) -> T,
        B: FnOnce(&Scope<'_, R>) -> U + Send,
        U: Send,
    {
        let fork = Fork::<R, B, U>::new(second);
        self.push(fork.offer());
        let end = End {
            scope: self,
            fork: &fork,
        };
        let first = first(self);
        mem::forget(end);
        (first, self.finish(&fork))
    }

    /// Runs the second half, unless another one does; then helps, and waits for it.
    #[track_caller]
    fn finish<B, T>(&self, fork: &Fork<R, B, T>) -> T
    where
        B: FnOnce(&Scope<'_, R>) -> T + Send,
        T: Send,
    {
        if (self.pop(fork.offer()) || self.take_back(fork.offer()))
            && let Some(work) = fork.take_work()
        {
            return work(self);
        }
        self.help(fork);
        match fork.take_result() {
            Some(Ok(result)) => result,
            Some(Err(panic)) => R::resume(panic),
            None => unreachable!("a fork that is done has a result"),
        }
    }

    /// Puts a fork into the list.
    #[inline]
    fn push(&self, fork: Offered<R>) {
        let (mut open, count) = (self.open.get(), self.count.get());
        open[count] = Some(fork);
        self.open.set(open);
        self.count.set(count + 1);
    }

    /// Takes the newest fork out of the list, if it is this one.
    #[inline]
    fn pop(&self, fork: Offered<R>) -> bool {
        let count = self.count.get();
        let is_newest = count > 0 && self.open.get()[count - 1] == Some(fork);
        if is_newest {
            self.count.set(count - 1);
        }
        is_newest
    }

    /// Offers the oldest fork to a worker that is hungry, if both are there.
    #[cold]
    #[track_caller]
    fn offer_oldest(&self) {
        let mut open = self.open.get();
        let Some(left) = self.count.get().checked_sub(1) else {
            return;
        };
        let mut state = self.shared.state.lock();
        let place = state.asleep.iter().position(|worker| worker.is_hungry);
        if let (Some(place), Some(oldest)) = (place, open[0]) {
            let worker = state.asleep.remove(place);
            state.forks.push_back(oldest);
            open.rotate_left(1);
            self.open.set(open);
            self.count.set(left);
            drop(state);
            self.shared.sleepers[worker.number].call();
        } else {
            // Somebody else has called them.
            self.shared.hungry.0.store(0, Relaxed);
        }
    }

    /// Takes a fork out of the pool's queue, if nobody has begun it.
    #[track_caller]
    fn take_back(&self, fork: Offered<R>) -> bool {
        let mut state = self.shared.state.lock();
        let place = state.forks.iter().position(|other| *other == fork);
        place.and_then(|place| state.forks.remove(place)).is_some()
    }

    /// Runs other forks until this one is done.
    #[track_caller]
    fn help<B, T>(&self, fork: &Fork<R, B, T>) {
        while !fork.is_done() {
            let other = self.shared.state.lock().forks.pop_front();
            match other {
                Some(other) => other.run(self.shared),
                None => return fork.wait(),
            }
        }
    }

    /// Has `work` run by a worker, before the scope ends.
    ///
    /// Context: thread. Cost: two allocations.
    ///
    /// # Errors
    /// [`Rejected`] with the work, if the pool was shut down.
    #[track_caller]
    pub fn spawn<F: FnOnce() + Send + 'env>(&self, work: F) -> Result<(), Rejected<F>> {
        if self.shared.state.lock().closed.is_some() {
            return Err(Rejected(work));
        }
        let work: Box<dyn FnOnce() + Send + 'env> = Box::new(work);
        // SAFETY: only the lifetime changes. The scope does not end, by a return or by a panic,
        // before the work has run or was dropped, and all that it borrows lives longer.
        let work: Box<dyn FnOnce() + Send + 'static> = unsafe { mem::transmute(work) };
        match self.shared.submit(work) {
            Ok(future) => self.spawned.borrow_mut().push(future),
            // The pool was shut down in between: as if by a worker.
            Err(Rejected(work)) => work(),
        }
        Ok(())
    }

    /// Waits for what was spawned, and panics as the first of it that did.
    #[track_caller]
    fn end(self) {
        // Should one of the waits unwind, `drop` sees to the rest.
        self.spawned.borrow().iter().for_each(Future::wait);
        let mut panicked = None;
        for future in self.spawned.take() {
            if let Err(Failure::Panicked(panic)) = future.result() {
                panicked.get_or_insert(panic);
            }
        }
        if let Some(panic) = panicked {
            panic.resume::<R>();
        }
    }
}

impl<R: Runtime> Drop for Scope<'_, R> {
    /// The body has panicked: what was spawned may borrow from the frames that unwind.
    fn drop(&mut self) {
        for future in self.spawned.take() {
            future.cancel();
            future.wait();
        }
    }
}

impl<R: Runtime> fmt::Debug for Scope<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("open", &self.count.get())
            .finish_non_exhaustive()
    }
}

/// The first half panics: the frame may go only when nobody can reach the second half any more.
struct End<'a, 'env, R: Runtime, B, T> {
    scope: &'a Scope<'env, R>,
    fork: &'a Fork<R, B, T>,
}

impl<R: Runtime, B, T> Drop for End<'_, '_, R, B, T> {
    fn drop(&mut self) {
        let fork = self.fork.offer();
        if !self.scope.pop(fork) && !self.scope.take_back(fork) {
            self.fork.wait();
        }
    }
}
