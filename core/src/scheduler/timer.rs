//! One timer, which is started later than it is made.

use alloc::boxed::Box;
use core::borrow::Borrow;
use core::error::Error;
use core::fmt;
use core::marker::PhantomData;
use core::time::Duration;

use super::{Moment, Scheduler, TimerId};
use crate::mutex::Mutex;
use crate::operation::Object;
use crate::runtime::Runtime;

type Start<R> = Box<dyn FnOnce(&Scheduler<R>) -> TimerId + Send>;

/// Something to be done once, or again and again, from when it is started on.
///
/// Python's `threading.Timer`, without a thread of its own: it runs on that of its scheduler, which
/// it borrows or owns a part of.
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use waitword_core::{Event, Runtime, Scheduler, scheduler::{Moment, Timer}};
///
/// fn egg<R: Runtime<Instant: Moment>>(scheduler: &Scheduler<R>) {
///     let done = Arc::new(Event::<R>::new());
///     let bell = Arc::clone(&done);
///     let timer = Timer::new(scheduler, Duration::from_millis(3), move || bell.set());
///     timer.start().unwrap();
///     done.wait();
///     assert!(!timer.cancel());
/// }
/// ```
///
/// Dropped, it runs on; one that was not started never runs.
pub struct Timer<R: Runtime<Instant: Moment>, S: Borrow<Scheduler<R>>> {
    scheduler: S,
    state: Mutex<R, State<R>>,
    runtime: PhantomData<R>,
}

enum State<R: Runtime<Instant: Moment>> {
    New(Start<R>),
    Started(TimerId),
    /// Cancelled before it was started.
    Cancelled,
}

impl<R: Runtime<Instant: Moment>, S: Borrow<Scheduler<R>>> Timer<R, S> {
    /// A timer that will run `body` once, so long after its start.
    pub fn new(scheduler: S, delay: Duration, body: impl FnOnce() + Send + 'static) -> Self {
        Timer::with(scheduler, move |scheduler: &Scheduler<R>| {
            let (timer, future) = scheduler.after(delay, body);
            // The work runs on without it.
            drop(future);
            timer
        })
    }

    /// A timer that will run `body` again and again, one period after its start for the first time;
    /// see [`Scheduler::every`].
    pub fn periodic(scheduler: S, period: Duration, body: impl FnMut() + Send + 'static) -> Self {
        Timer::with(scheduler, move |scheduler: &Scheduler<R>| {
            scheduler.every(period, body)
        })
    }

    fn with(scheduler: S, start: impl FnOnce(&Scheduler<R>) -> TimerId + Send + 'static) -> Self {
        Timer {
            scheduler,
            state: Mutex::new(State::New(Box::new(start))),
            runtime: PhantomData,
        }
    }

    /// Starts the timer. If it was cancelled before, it never runs, as Python's.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`AlreadyStarted`]; nothing has changed.
    #[track_caller]
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let mut state = self.state.lock();
        match core::mem::replace(&mut *state, State::Cancelled) {
            State::New(start) => *state = State::Started(start(self.scheduler.borrow())),
            State::Cancelled => {}
            started @ State::Started(_) => {
                *state = started;
                return Err(AlreadyStarted);
            }
        }
        Ok(())
    }

    /// Sees to it that it does not run any more; false if it has run for the last time, or was
    /// cancelled before.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn cancel(&self) -> bool {
        let mut state = self.state.lock();
        match &*state {
            State::New(_) => {
                *state = State::Cancelled;
                true
            }
            State::Started(timer) => self.scheduler.borrow().cancel(*timer),
            State::Cancelled => false,
        }
    }

    /// Which timer of its scheduler it is, once it was started.
    ///
    /// Context: thread.
    #[track_caller]
    pub fn id(&self) -> Option<TimerId> {
        match &*self.state.lock() {
            State::Started(timer) => Some(*timer),
            _ => None,
        }
    }
}

impl<R: Runtime<Instant: Moment>, S: Borrow<Scheduler<R>>> Drop for Timer<R, S> {
    fn drop(&mut self) {
        R::retire(Object::new("timer", &self.state));
    }
}

impl<R: Runtime<Instant: Moment>, S: Borrow<Scheduler<R>>> fmt::Debug for Timer<R, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timer").field("id", &self.id()).finish()
    }
}

/// A timer is started once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyStarted;

impl fmt::Display for AlreadyStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the timer was started already")
    }
}

impl Error for AlreadyStarted {}
