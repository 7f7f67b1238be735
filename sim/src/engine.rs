//! One execution of a program: its tasks, its words, its time, and the choices that are made.
//!
//! A task runs until it comes to a *point*: the place before an event, which is one operation on a
//! word (white box) or one operation of a primitive (black box). There the engine decides who runs
//! next; a task that was chosen goes on with its event and runs to its next point. What a task does
//! between two events concerns nobody else, so it needs no choice.
//!
//! In the black box an operation that cannot do its work at once, and has not changed anything, has
//! not happened: the choice to run it is taken back, and its task is out until a word changes that
//! it read.
//!
//! # Rooms
//! `fiber` knows stacks; `task` and `listing` are the state, `execution` holds it; `decide` says
//! who is next, `alone` that nobody else is; `access`, `calls`, `events`, `blocks` and `spins` are
//! what tasks do and cannot do; `races`, `places` and `violation` are what they must not do,
//! `owned` what they hold, `notes` what they tell of the whole, `telling` what the strategy is
//! told; `driver` runs the fibers; this file is the door through which [`Sim`](crate::Sim) comes in
//! from a running task.

mod access;
mod alone;
mod blocks;
mod calls;
mod cells;
mod decide;
mod driver;
mod events;
mod execution;
mod fiber;
mod hook;
mod limits;
mod listing;
mod locals;
mod meet;
mod notes;
mod outcome;
mod owned;
mod places;
mod races;
mod remarks;
mod spins;
mod storage;
mod task;
mod telling;
mod violation;

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::panic::{self, Location};
use std::sync::atomic::Ordering::{self, Relaxed};

use waitword_core::platform::AtomicU32;
use waitword_core::{Access, Object, Operation, Outcome, Retry};

pub(crate) use alone::Solitude;
pub(crate) use driver::run;
pub(crate) use execution::Execution;
pub(crate) use hook::file as source_file;
pub use limits::Granularity;
pub(crate) use limits::{Ending, Limits};

use crate::choice::TaskId;
use crate::declared::Declarations;
use crate::trace::Recorder;
use execution::Stop;
pub(crate) use locals::{disown, keep, local, number, own, shared};
pub(crate) use places::{begin_place, forget_place, leave_place};
pub(crate) use storage::{Orders, Storage};
pub(crate) use task::Body;
pub(crate) use violation::{Contact, Violation};

thread_local! {
    /// Whether the execution has a recorder.
    static EXPLAINS: Cell<bool> = const { Cell::new(false) };
    /// The execution, but while somebody looks at it. What is never dropped needs no look at
    /// whether it has been.
    static EXECUTION: Cell<Option<ManuallyDrop<Box<Execution>>>> = const { Cell::new(None) };
}

/// What unwinds a task whose execution is over.
struct Teardown;

/// Looks at the execution that runs on this thread, if one does.
#[inline(always)]
fn with<R>(look: impl FnOnce(&mut Execution) -> R) -> Option<R> {
    let mut execution = EXECUTION.take()?;
    let result = look(&mut execution);
    EXECUTION.set(Some(execution));
    Some(result)
}

/// Lets other tasks run, or unwinds.
///
/// Inlined with all around it: each return after a switch of stacks is one that the processor
/// foretells wrongly.
#[inline(always)]
fn halt(stop: Stop) {
    match stop {
        Stop::For(next) => fiber::suspend(next),
        Stop::Unwind => unwind(),
        Stop::Alone(why) => alone::depend(why),
    }
}

#[cold]
fn unwind() -> ! {
    panic::resume_unwind(Box::new(Teardown))
}

/// Does `event` once the caller may. `None` outside a simulation.
#[inline(always)]
fn at_point<R>(event: impl Fn(&mut Execution) -> Result<R, Stop>) -> Option<R> {
    loop {
        match with(|e| event(e))? {
            Ok(result) => return Some(result),
            Err(stop) => halt(stop),
        }
    }
}

/// Puts into a cell what `new` makes of what it holds, if that is anything; returns what it held,
/// and whether it was written.
///
/// It is an event of its own if it is not part of a larger one.
#[inline]
pub(crate) fn access<S: Storage>(
    cell: &S,
    verb: &'static str,
    orders: Orders,
    new: impl Fn(u64) -> Option<u64> + Copy,
) -> (u64, bool) {
    let event = |e: &mut Execution| {
        e.come_to_word(cell.address())?;
        e.touch_place(cell.address(), verb)?;
        e.meet(cell);
        let done = e.operate((cell.address(), cell.get()), orders, &new, None);
        if let Some(value) = done.newest {
            cell.put(value);
        }
        if S::IS_ADDRESS {
            e.tell_pointers(cell.address(), verb, done.touch);
        } else {
            e.tell_touch(cell.address(), verb, done.touch);
        }
        Ok((done.held, done.wrote))
    };
    at_point(event).unwrap_or_else(|| {
        meet::forget(cell);
        cell.update_outside(new)
    })
}

/// Orders the events of the caller around it.
pub(crate) fn fence(order: Ordering) {
    at_point(|e| {
        e.come_to_word(0)?;
        e.fence(order);
        Ok(())
    });
}

/// The caller touches data that is no word, which must not be touched by another at the same time.
#[inline]
#[track_caller]
pub(crate) fn data(access: Access, data: Object) {
    let place = Location::caller();
    if access == Access::Write {
        explain(|recorder, _| recorder.wrote_data());
    }
    if let Some(Err(stop)) = with(|e| e.touch_data(access, data, place)) {
        halt(stop);
        at_point(Execution::go);
    }
}

/// The memory of an object is given back.
pub(crate) fn retire(object: Object) {
    if with(|e| e.free(object)).is_none() {
        locals::retire(object);
    }
}

/// The caller asked for the memory of an object, which is a leak if it is never retired.
#[track_caller]
pub(crate) fn allocated(object: Object) {
    let place = Location::caller();
    with(|e| e.allocate(object, place));
}

/// Sleeps while the word holds `expected`, until it is woken or the deadline passes.
pub(crate) fn wait(word: &AtomicU32, expected: u32, deadline: Option<u64>) {
    let address = (&raw const *word).addr();
    let slept = at_point(|e| {
        e.come_to_word(address)?;
        e.touch_place(address, "wait")?;
        e.meet(word);
        // ORDERING: Relaxed, a platform promises no more of its look at the word.
        let look = e.operate(
            (address, word.get()),
            Orders::read(Relaxed),
            &|_| None,
            Some(u64::from(expected)),
        );
        e.tell_touch(address, "wait", look.touch);
        Ok(if look.held == u64::from(expected) {
            e.sleep(address, deadline)
        } else {
            None
        })
    });
    if let Some(stop) = slept.expect("a word of the simulator is only waited on in a simulation") {
        halt(stop);
        at_point(Execution::resume);
    }
}

/// Wakes up to `count` of those who sleep on the word at this address.
pub(crate) fn wake(address: usize, count: u32) {
    at_point(|e| {
        e.come_to_word(address)?;
        e.wake(address, count);
        Ok(())
    });
}

/// An operation of a primitive begins.
#[inline]
pub(crate) fn begin(operation: &Operation) {
    at_point(|e| e.begin(operation));
}

/// The newest operation has ended.
#[inline]
pub(crate) fn end(outcome: Outcome) {
    with(|e| e.end_operation(outcome));
}

/// The caller could not do what it is for; see [`waitword_core::Platform::retry`].
#[inline]
pub(crate) fn retry(deadline: Option<u64>) -> Retry {
    match with(|e| e.block(deadline)) {
        None => return Retry::Unsupported,
        Some(Ok(retry)) => return retry,
        Some(Err(stop)) => halt(stop),
    }
    at_point(Execution::resume);
    match deadline {
        Some(deadline) if now() >= deadline => Retry::Expired,
        _ => Retry::Changed,
    }
}

/// Tells the recorder of the execution, if it is to be explained.
#[inline]
fn explain(tell: impl FnOnce(&mut Recorder, TaskId)) {
    if EXPLAINS.get() {
        with(|e| e.explain(|recorder, task, _| tell(recorder, task)));
    }
}

/// The caller holds the object from here on.
#[inline]
pub(crate) fn acquired(object: Object) {
    with(|e| e.acquire(object));
}

/// The caller gives the object back.
#[inline]
pub(crate) fn released(object: Object) {
    with(|e| e.release(object));
}

/// The object has a name.
pub(crate) fn name(object: Object, name: std::fmt::Arguments<'_>) {
    explain(|recorder, _| recorder.name_object(object, &name.to_string()));
}

/// Starts a task.
pub(crate) fn spawn(name: std::fmt::Arguments<'_>, body: Body) -> TaskId {
    at_point(Execution::pause);
    let task = with(|e| e.spawn(name, body));
    task.expect("a task of the simulator can only be started in a simulation")
}

/// Waits for the end of a task.
///
/// # Panics
/// If the task is none of the execution that runs, which has as many tasks as it has started.
pub(crate) fn join(task: TaskId) {
    let known = with(|e| task.index() < e.tasks.len()) == Some(true);
    assert!(known, "a task is joined in the execution that started it");
    at_point(|e| e.join(task));
}

/// Takes the news of a task's panic; whoever joined it has it now.
pub(crate) fn take_panic(task: TaskId) {
    with(|e| e.take_panic(task));
}

/// How many tasks the execution has, which is the number of the next one.
pub(crate) fn task_count() -> usize {
    with(|e| e.tasks.len()).unwrap_or(0)
}

/// Whether the active task unwinds. Other tasks of this thread may unwind meanwhile.
pub(crate) fn is_unwinding() -> bool {
    with(Execution::is_unwinding).unwrap_or_else(std::thread::panicking)
}

/// Whether the execution is over, and its tasks only unwind.
pub(crate) fn is_over() -> bool {
    with(|e| e.tearing_down).unwrap_or(false)
}

/// Never returns: the execution is over, and the caller can neither go on nor unwind.
pub(crate) fn give_up() -> ! {
    loop {
        fiber::suspend(execution::NOBODY);
    }
}

/// Does `work` as if there were no simulation: nothing in it is an event.
pub(crate) fn outside<R>(work: impl FnOnce() -> R) -> R {
    struct Back(Option<ManuallyDrop<Box<Execution>>>);
    impl Drop for Back {
        fn drop(&mut self) {
            EXECUTION.set(self.0.take());
        }
    }
    let _back = Back(EXECUTION.take());
    work()
}

/// Lets virtual time pass.
pub(crate) fn sleep(nanoseconds: u64) {
    let stop = with(|e| e.sleep_for(nanoseconds));
    halt(stop.expect("only a task of the simulator sleeps in its time"));
    at_point(Execution::go);
}

/// Lets others run first.
pub(crate) fn yield_now() {
    at_point(|e| e.arrive(true));
}

/// Virtual time in nanoseconds.
pub(crate) fn now() -> u64 {
    with(|e| e.now()).unwrap_or(0)
}

/// As `now`, where a task may do nothing but look at it for ever.
pub(crate) fn look_at_time() -> u64 {
    at_point(Execution::look_at_time).unwrap_or(0)
}

/// The task that runs.
pub(crate) fn current() -> TaskId {
    with(|e| e.active()).unwrap_or(TaskId(0))
}

/// A number below `count`, chosen by the strategy.
pub(crate) fn choose(count: u32) -> u32 {
    at_point(|e| e.choose_value(count)).unwrap_or(0)
}

/// The task has come to a point that has this label.
pub(crate) fn reached(label: &str) {
    at_point(|e| e.reach(label));
}

/// The task tells how the execution came out.
pub(crate) fn outcome(outcome: String) {
    with(|e| e.tell_outcome(outcome));
}

/// The program declares something of all its executions.
pub(crate) fn declare(declare: impl FnOnce(&mut Declarations)) {
    with(|e| e.declare(declare));
}
