//! Platform `Sim`: the primitives and programs of waitword, in the simulator.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::{Add, Sub};
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use waitword_core::platform::AtomicU32;
use waitword_core::runtime::{Join, Locals, Panic};
use waitword_core::{
    Access, Clock, Identity, Object, Operation, Outcome, Platform, Retry, Runtime,
};

use crate::choice::TaskId;
use crate::engine::{self, Orders};

/// The platform, and the runtime, of the simulator.
///
/// Every operation is an event of the execution that runs on this thread, and a place where another
/// task may run first. Memory is as [`Explorer::memory`](crate::Explorer::memory) says. An object
/// belongs to one simulation at a time. Outside a simulation the operations work as between
/// threads, and a wait panics.
#[derive(Debug)]
pub struct Sim;

impl Platform for Sim {
    type Mask = ();

    fn wait(word: &AtomicU32, expected: u32) {
        engine::wait(word, expected, None);
    }

    fn wake(word: *const AtomicU32, count: u32) {
        engine::wake(word.addr(), count);
    }

    fn load(word: &AtomicU32, order: Ordering) -> u32 {
        access(word, "load", Orders::read(order), |_| None).held
    }

    fn store(word: &AtomicU32, value: u32, order: Ordering) {
        let store = Orders::write(order);
        access(word, "store", store, |_| Some(value));
    }

    fn swap(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        access(word, "swap", Orders::both(order), |_| Some(value)).held
    }

    fn compare_exchange(
        word: &AtomicU32,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        let orders = Orders::either(success, failure);
        let exchanged = |held| (held == current).then_some(new);
        access(word, "compare_exchange", orders, exchanged).result()
    }

    fn compare_exchange_weak(
        word: &AtomicU32,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        let orders = Orders::either(success, failure).weak();
        let exchanged = |held| (held == current).then_some(new);
        access(word, "compare_exchange_weak", orders, exchanged).result()
    }

    fn fetch_add(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        access(word, "fetch_add", Orders::both(order), |held| {
            Some(held.wrapping_add(value))
        })
        .held
    }

    fn fetch_sub(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        access(word, "fetch_sub", Orders::both(order), |held| {
            Some(held.wrapping_sub(value))
        })
        .held
    }

    fn fetch_or(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        access(word, "fetch_or", Orders::both(order), |held| {
            Some(held | value)
        })
        .held
    }

    fn fetch_and(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        access(word, "fetch_and", Orders::both(order), |held| {
            Some(held & value)
        })
        .held
    }

    fn fence(order: Ordering) {
        engine::fence(order);
    }

    #[inline]
    fn retry() -> Retry {
        engine::retry(None)
    }

    #[inline]
    fn begin(operation: Operation) {
        engine::begin(&operation);
    }

    #[inline]
    fn end(outcome: Outcome) {
        engine::end(outcome);
    }

    #[inline]
    fn acquired(object: Object) {
        engine::acquired(object);
    }

    #[inline]
    fn released(object: Object) {
        engine::released(object);
    }

    #[inline]
    #[track_caller]
    fn access(access: Access, data: Object) {
        engine::data(access, data);
    }

    fn retire(object: Object) {
        engine::retire(object);
    }

    fn name(object: Object, name: fmt::Arguments<'_>) {
        engine::name(object, name);
    }
}

/// What an operation on a word of a primitive found there, and whether it wrote.
struct Accessed {
    held: u32,
    wrote: bool,
}

impl Accessed {
    fn result(self) -> Result<u32, u32> {
        if self.wrote {
            Ok(self.held)
        } else {
            Err(self.held)
        }
    }
}

/// [`engine::access`] for the words of primitives, which hold 32 bits.
#[inline]
fn access(
    word: &AtomicU32,
    verb: &'static str,
    orders: Orders,
    new: impl Fn(u32) -> Option<u32> + Copy,
) -> Accessed {
    let new = |held| new(held as u32).map(u64::from);
    let (held, wrote) = engine::access(word, verb, orders, new);
    let held = held as u32;
    Accessed { held, wrote }
}

/// A point in virtual time: every execution begins at zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Duration);

impl Instant {
    /// The virtual time that has passed since the execution began.
    pub fn since_start(self) -> Duration {
        self.0
    }

    fn nanoseconds(self) -> u64 {
        u64::try_from(self.0.as_nanos()).unwrap_or(u64::MAX)
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    fn add(self, time: Duration) -> Instant {
        Instant(self.0.saturating_add(time))
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Instant) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Clock for Sim {
    type Instant = Instant;

    fn now() -> Instant {
        Instant(Duration::from_nanos(engine::look_at_time()))
    }

    fn after(timeout: Duration) -> Option<Instant> {
        let nanoseconds = u64::try_from(timeout.as_nanos()).ok()?;
        let now = engine::now();
        now.checked_add(nanoseconds)?;
        Some(Instant(Duration::from_nanos(now)) + timeout)
    }

    fn is_past(deadline: Instant) -> bool {
        Self::now() >= deadline
    }

    fn wait_until(word: &AtomicU32, expected: u32, deadline: Instant) {
        engine::wait(word, expected, Some(deadline.nanoseconds()));
    }

    fn retry_until(deadline: Instant) -> Retry {
        engine::retry(Some(deadline.nanoseconds()))
    }
}

impl Identity for Sim {
    fn current() -> NonZeroU32 {
        NonZeroU32::MIN.saturating_add(engine::current().number())
    }
}

/// A task that was started in the simulation.
#[derive(Debug)]
pub struct Handle<T> {
    task: TaskId,
    result: Arc<Mutex<Option<Result<T, Panic>>>>,
}

impl<T> Handle<T> {
    /// Which task it is.
    pub fn task(&self) -> TaskId {
        self.task
    }
}

impl<T> Handle<T> {
    /// Waits until the task has ended.
    ///
    /// # Errors
    /// What the task panicked with. A panic that is handed out here no longer makes the verdict:
    /// who took it decides.
    pub fn join(self) -> Result<T, Panic> {
        engine::join(self.task);
        engine::take_panic(self.task);
        // The task has ended, so nobody else has the place.
        let place = Arc::into_inner(self.result).and_then(|place| place.into_inner().ok());
        match place.flatten() {
            // Neither is known to the program: the execution was over before the task had ended.
            None | Some(Err(_)) if engine::is_over() => engine::give_up(),
            result => result.expect("a task leaves its result before it ends"),
        }
    }
}

impl<T> Join<T> for Handle<T> {
    fn join(self) -> Result<T, Panic> {
        Handle::join(self)
    }
}

impl Runtime for Sim {
    type Handle<T: Send + 'static> = Handle<T>;

    fn spawn<T, F>(name: fmt::Arguments<'_>, body: F) -> Handle<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let result = Arc::new(Mutex::new(None));
        let place = Arc::clone(&result);
        let body = move || {
            let ended = panic::catch_unwind(AssertUnwindSafe(body));
            let panicked = ended.is_err();
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended);
            panicked
        };
        let task = engine::spawn(name, Box::new(body));
        Handle { task, result }
    }

    fn sleep(time: Duration) {
        engine::sleep(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    }

    fn yield_now() {
        engine::yield_now();
    }

    fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Panic> {
        let result = panic::catch_unwind(AssertUnwindSafe(body));
        // The end of the execution is no panic of the program.
        result.inspect_err(|_| {
            if engine::is_over() {
                panic::resume_unwind(Box::new("the execution is over"));
            }
        })
    }

    fn resume(panic: Panic) -> ! {
        panic::resume_unwind(panic)
    }

    fn locals<T>(look: impl FnOnce(&Locals) -> T) -> Option<T> {
        if engine::number() == 0 {
            return None;
        }
        let key = (&raw const LOCALS).addr();
        let locals = engine::local::<Locals>(key).ok()?.unwrap_or_else(|| {
            let locals = Rc::new(Locals::new());
            engine::keep(key, Rc::clone(&locals));
            locals
        });
        Some(look(&locals))
    }
}

/// Under which key each task keeps its [`Locals`].
static LOCALS: u8 = 0;
