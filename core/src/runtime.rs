//! What a whole program needs to run on any platform: tasks, sleep, and names for things.

use alloc::boxed::Box;
use core::any::Any;
use core::fmt;
use core::time::Duration;

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
pub trait Runtime: Clock + Identity {
    /// A started task.
    type Handle<T: Send + 'static>: Join<T>;

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
}
