//! The driver: runs the fibers of one execution, one at a time, as it decides.

use std::panic::{self, AssertUnwindSafe};

use corosensei::stack::DefaultStack;

use super::execution::Execution;
use super::fiber::Fiber;
use super::task::Body;
use super::{EXECUTION, Teardown, hook, with};
use crate::choice::TaskId;

/// How many rounds of unwinding without the end of a task are enough to give up.
const PATIENCE: u32 = 4;

/// The stacks of fibers, kept from execution to execution: a new one costs a system call or two.
#[derive(Default)]
pub(crate) struct Stacks {
    stacks: Vec<DefaultStack>,
    fibers: Vec<Option<Fiber>>,
}

/// Runs `main` as the first task of `execution`, and all that it starts, to its ending.
///
/// # Panics
/// If a simulation already runs on this thread.
pub(crate) fn run(execution: Box<Execution>, stacks: &mut Stacks, main: Body) -> Box<Execution> {
    hook::install();
    EXECUTION.with_borrow_mut(|place| {
        assert!(
            place.is_none(),
            "a simulation cannot be started inside a simulation"
        );
        *place = Some(execution);
    });
    with(|e| {
        e.spawn(format_args!("main"), main);
        e.decide(false);
    });
    while let Some(task) = with(|e| e.start_next()).flatten() {
        resume(stacks, task);
    }
    tear_down(stacks);
    EXECUTION
        .with_borrow_mut(Option::take)
        .expect("the execution is there until it is over")
}

/// What a fiber runs: the task, unless its execution is over, and whatever it panics with.
fn fiber_body(task: Body) -> Box<dyn FnOnce()> {
    Box::new(move || {
        let task = || with(|e| e.tearing_down) == Some(false) && task();
        let result = panic::catch_unwind(AssertUnwindSafe(task));
        let panicked = result.unwrap_or_else(|panic| !panic.is::<Teardown>());
        with(|e| e.finish(panicked));
    })
}

/// Runs a task until it suspends itself or ends; true if it has ended.
fn resume(stacks: &mut Stacks, task: TaskId) -> bool {
    let index = task.index();
    if stacks.fibers.len() <= index {
        stacks.fibers.resize_with(index + 1, || None);
    }
    let mut fiber = match stacks.fibers[index].take() {
        Some(fiber) => fiber,
        None => match with(|e| e.tasks[index].body.take()).flatten() {
            Some(body) => Fiber::new(&mut stacks.stacks, fiber_body(body)),
            None => return true,
        },
    };
    let suspended = fiber.resume();
    if suspended {
        stacks.fibers[index] = Some(fiber);
    } else {
        fiber.recycle(&mut stacks.stacks);
    }
    !suspended
}

/// Unwinds the tasks that have not ended, in their order.
///
/// A destructor that waits for another task gets its turn again as long as some task ends; tasks whose
/// destructors wait for ever are given up.
fn tear_down(stacks: &mut Stacks) {
    with(|e| e.tearing_down = true);
    // A task may catch what unwinds it, and has to be told again.
    let mut patience = PATIENCE;
    let mut left = usize::MAX;
    loop {
        let unfinished = with(|e| e.unfinished()).unwrap_or_default();
        patience = if unfinished.len() < left {
            PATIENCE
        } else {
            patience - 1
        };
        left = unfinished.len();
        if left == 0 || patience == 0 {
            break;
        }
        for task in unfinished {
            with(|e| e.active = task);
            resume(stacks, task);
        }
    }
    for fiber in stacks.fibers.iter_mut().filter_map(Option::take) {
        fiber.leak();
    }
}
