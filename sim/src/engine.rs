//! One execution of a program: its tasks, its words, its time, and the choices that are made.
//!
//! A task runs until it comes to a *point*: the place before an event, which is one operation on a word
//! (white box) or one operation of a primitive (black box). There the engine decides who runs next; a
//! task that was chosen goes on with its event and runs to its next point. What a task does between two
//! events concerns nobody else, so it needs no choice.
//!
//! In the black box an operation that cannot do its work at once, and has not changed anything, has not
//! happened: the choice to run it is taken back, and its task is out until a word changes that it read.
//!
//! # Rooms
//! `fiber` knows stacks; `task` and `words` are the state; `execution` decides; `driver` runs the fibers;
//! this file is the door through which [`Sim`](crate::Sim) comes in from a running task.

mod driver;
mod events;
mod execution;
mod fiber;
mod hook;
mod task;
mod words;

use std::cell::RefCell;
use std::panic;

use waitword_core::platform::AtomicU32;
use waitword_core::{Object, Operation, Outcome, Retry};

pub(crate) use driver::{Stacks, run};
pub(crate) use events::Waits;
pub use execution::Granularity;
pub(crate) use execution::{Ending, Execution, Limits};

use crate::choice::TaskId;
use execution::Flow;
pub(crate) use task::Body;

thread_local! {
    static EXECUTION: RefCell<Option<Box<Execution>>> = const { RefCell::new(None) };
}

/// What unwinds a task whose execution is over.
struct Teardown;

/// Looks at the execution that runs on this thread, if one does.
#[inline]
fn with<R>(look: impl FnOnce(&mut Execution) -> R) -> Option<R> {
    EXECUTION.with_borrow_mut(|execution| execution.as_deref_mut().map(look))
}

/// Whether this code runs in a simulation.
pub(crate) fn is_running() -> bool {
    with(|_| ()).is_some()
}

/// Lets other tasks run until the caller has been chosen.
///
/// In `begun` operations that is the beginning of the caller's next event; else the caller first runs to
/// the point of that event.
fn switch() {
    fiber::suspend();
    if with(|e| e.must_unwind()) == Some(true) {
        panic::resume_unwind(Box::new(Teardown));
    }
}

/// Comes to a point: returns when the caller's event begins.
fn point(yields: bool) {
    while with(|e| e.arrive(yields)) == Some(Flow::Switch) {
        switch();
    }
}

/// Does `operation` on a word, as an event of its own if it is not part of a larger one.
///
/// `operation` returns its result and what the word held before.
#[inline]
pub(crate) fn access<R>(
    word: &AtomicU32,
    verb: &'static str,
    operation: impl FnOnce(&AtomicU32) -> (R, Touch),
) -> R {
    if with(|e| e.words_are_events()) == Some(true) {
        point(false);
    }
    let (result, touch) = operation(word);
    with(|e| e.touch((&raw const *word).addr(), verb, touch));
    result
}

/// How an operation touched a word.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Touch {
    Read(u32),
    Write(u32, u32),
}

/// Sleeps while the word holds `expected`, until it is woken or the deadline passes.
pub(crate) fn wait(word: &AtomicU32, expected: u32, deadline: Option<u64>) {
    assert!(
        is_running(),
        "a word of the simulator can only be waited on in a simulation"
    );
    if with(|e| e.words_are_events()) == Some(true) {
        point(false);
    }
    let address = (&raw const *word).addr();
    let held = AtomicU32::load(word, std::sync::atomic::Ordering::SeqCst);
    if with(|e| e.sleep(address, held == expected, deadline)) == Some(Flow::Switch) {
        switch();
        with(|e| e.resume());
    }
}

/// Wakes up to `count` of those who sleep on the word at this address.
pub(crate) fn wake(address: usize, count: u32) {
    if with(|e| e.words_are_events()) == Some(true) {
        point(false);
    }
    with(|e| e.wake(address, count));
}

/// An operation of a primitive begins.
pub(crate) fn begin(operation: Operation) {
    if with(|e| e.operations_are_events()) == Some(true) {
        point(false);
    }
    with(|e| e.begin(operation));
}

/// The newest operation has ended.
pub(crate) fn end(outcome: Outcome) {
    with(|e| e.end_operation(outcome));
}

/// The caller could not do what it is for; see [`waitword_core::Platform::retry`].
pub(crate) fn retry(deadline: Option<u64>) -> Retry {
    match with(|e| e.block(deadline)) {
        None | Some(Flow::Go) => return Retry::Unsupported,
        Some(Flow::Switch) => switch(),
        Some(Flow::Expired) => return Retry::Expired,
    }
    with(|e| e.resume());
    match with(|e| deadline.is_some_and(|deadline| e.now() >= deadline)) {
        Some(true) => Retry::Expired,
        _ => Retry::Changed,
    }
}

/// The caller holds the object from here on.
pub(crate) fn acquired(object: Object) {
    with(|e| e.explain(|recorder, task, _| recorder.acquired(task, object)));
}

/// The caller gives the object back.
pub(crate) fn released(object: Object) {
    with(|e| e.explain(|recorder, task, _| recorder.released(task, object)));
}

/// The object has a name.
pub(crate) fn name(object: Object, name: std::fmt::Arguments<'_>) {
    with(|e| e.explain(|recorder, _, _| recorder.name_object(object, name.to_string())));
}

/// Starts a task.
pub(crate) fn spawn(name: std::fmt::Arguments<'_>, body: Body) -> TaskId {
    let task = with(|e| e.spawn(name, body));
    task.expect("a task of the simulator can only be started in a simulation")
}

/// Waits for the end of a task.
pub(crate) fn join(task: TaskId) {
    while with(|e| e.join(task)) == Some(Flow::Switch) {
        switch();
    }
}

/// Takes the news of a task's panic; whoever joined it has it now.
pub(crate) fn take_panic(task: TaskId) {
    with(|e| e.take_panic(task));
}

/// Lets virtual time pass.
pub(crate) fn sleep(nanoseconds: u64) {
    assert!(
        is_running(),
        "only a task of the simulator sleeps in its time"
    );
    if with(|e| e.sleep_for(nanoseconds)) == Some(Flow::Switch) {
        switch();
    }
}

/// Lets others run first.
pub(crate) fn yield_now() {
    point(true);
}

/// Virtual time in nanoseconds.
pub(crate) fn now() -> u64 {
    with(|e| e.now()).unwrap_or(0)
}

/// The task that runs.
pub(crate) fn current() -> TaskId {
    with(|e| e.active()).unwrap_or(TaskId(0))
}

/// A number below `count`, chosen by the strategy.
pub(crate) fn choose(count: u32) -> u32 {
    with(|e| e.choose_value(count)).unwrap_or(0)
}
