//! What a whole program needs to run on any platform: tasks, sleep, and names for things.

mod locals;

use alloc::boxed::Box;
use core::any::Any;
use core::fmt;
use core::time::Duration;

pub use locals::Locals;

use crate::operation::Object;
use crate::platform::{Clock, Identity, Platform, Sink, Traced};

/// What a panic carried.
pub type Panic = Box<dyn Any + Send + 'static>;

/// A platform that can start tasks: operating system threads, or tasks of the simulator.
///
/// A program that is generic over it runs on all of them:
///
/// ```
/// use std::sync::Arc;
/// use waitword_core::{Mutex, Runtime, runtime::Join};
///
/// fn count<R: Runtime>(tasks: u32) -> u32 {
///     let total = Arc::new(Mutex::<R, u32>::new(0));
///     let handles: Vec<_> = (0..tasks)
///         .map(|i| {
///             let total = Arc::clone(&total);
///             R::spawn(format_args!("counter {i}"), move || *total.lock() += 1)
///         })
///         .collect();
///     for handle in handles {
///         handle.join().unwrap();
///     }
///     *total.lock()
/// }
/// ```
///
/// It is a small seam: what tasks need that no word can give them. To [`catch`](Runtime::catch) a
/// panic and to [`resume`](Runtime::resume) it takes the standard library, which `core` does not
/// have; [`locals`](Runtime::locals) ends with its task, which only who runs tasks can see to.
pub trait Runtime: Clock + Identity {
    /// A started task.
    type Handle<T: Send + 'static>: Join<T> + Send;

    /// How long a task works alone before it is worth while to wake another one for a part of its
    /// work. Zero, which is provided, is at once: right where a wake costs nothing.
    const BEAT: Duration = Duration::ZERO;

    /// Starts a task.
    ///
    /// # Panics
    /// If the operating system has no room for another one.
    #[track_caller]
    fn spawn<T, F>(name: fmt::Arguments<'_>, body: F) -> Self::Handle<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static;

    /// Sleeps for at least `time`.
    fn sleep(time: Duration);

    /// Lets others run.
    fn yield_now();

    /// Runs `body`, and returns what it panics with.
    ///
    /// # Errors
    /// What `body` panicked with.
    fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Panic>;

    /// Goes on with a panic that was caught, without telling of it again.
    fn resume(panic: Panic) -> !;

    /// Looks at what the calling task keeps for itself, which is dropped at its end; `None` once
    /// the task has dropped it, and where no task runs.
    fn locals<T>(look: impl FnOnce(&Locals) -> T) -> Option<T>;
}

/// The end of a task, to be waited for.
pub trait Join<T> {
    /// Waits until the task has ended.
    ///
    /// # Errors
    /// What the task panicked with.
    #[track_caller]
    fn join(self) -> Result<T, Panic>;
}

/// Gives a primitive a name for traces and reports; nothing on platforms that make none.
pub fn name<P: Platform, T: ?Sized>(object: &T, name: fmt::Arguments<'_>) {
    P::name(Object::new("object", object), name);
}

impl<R: Runtime, S: Sink> Runtime for Traced<R, S> {
    type Handle<T: Send + 'static> = R::Handle<T>;
    const BEAT: Duration = R::BEAT;

    #[track_caller]
    fn spawn<T, F>(name: fmt::Arguments<'_>, body: F) -> R::Handle<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        R::spawn(name, body)
    }

    fn sleep(time: Duration) {
        R::sleep(time);
    }

    fn yield_now() {
        R::yield_now();
    }

    fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Panic> {
        R::catch(body)
    }

    fn resume(panic: Panic) -> ! {
        R::resume(panic)
    }

    fn locals<T>(look: impl FnOnce(&Locals) -> T) -> Option<T> {
        R::locals(look)
    }
}
