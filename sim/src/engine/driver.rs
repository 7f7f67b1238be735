//! The driver: runs the fibers of one execution, one at a time, as it decides.

use std::cell::RefCell;
use std::mem::ManuallyDrop;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use corosensei::stack::DefaultStack;

use super::execution::{Execution, LEFT_UNWINDING, NOBODY};
use super::fiber::Fiber;
use super::task::Body;
use super::{EXECUTION, EXPLAINS, Teardown, hook, locals, with};
use crate::choice::TaskId;

/// How many rounds of unwinding without the end of a task are enough to give up.
const PATIENCE: u32 = 4;

/// So many stacks are kept from one execution to the next.
const POOL: usize = 1024;

/// The fibers of the execution that runs, and the stacks of those before: a new one costs some
/// system calls.
#[derive(Default)]
struct Stacks {
    stacks: Vec<DefaultStack>,
    fibers: Vec<Option<Fiber>>,
}

thread_local! {
    static STACKS: RefCell<Stacks> = RefCell::default();
}

/// Runs `program` as the first task of `execution`, and all that it starts, to its ending.
///
/// # Panics
/// If a simulation already runs on this thread.
pub(crate) fn run(execution: Box<Execution>, program: &Rc<dyn Fn()>) -> Box<Execution> {
    hook::install();
    EXPLAINS.set(execution.recorder.is_some());
    assert!(
        with(|_| ()).is_none(),
        "a simulation cannot be started inside a simulation"
    );
    EXECUTION.set(Some(ManuallyDrop::new(execution)));
    locals::begin();
    let program = Rc::clone(program);
    let main = move || {
        program();
        false
    };
    STACKS.with_borrow_mut(|stacks| {
        with(|e| {
            e.spawn(format_args!("main"), Box::new(main));
            e.fresh.clear();
        });
        let mut next = 0;
        while next != NOBODY {
            next = stacks.resume(next);
        }
        stacks.tear_down();
    });
    locals::end();
    with(Execution::settle);
    let execution = EXECUTION.take();
    ManuallyDrop::into_inner(execution.expect("the execution is there until it is over"))
}

/// What a fiber runs: the task, unless its execution is over, and whatever it panics with.
fn fiber_body(task: Body) -> impl FnOnce() -> u32 {
    move || {
        let task = || with(|e| e.tearing_down) == Some(false) && task();
        let result = panic::catch_unwind(AssertUnwindSafe(task));
        let panicked = result.unwrap_or_else(|panic| !panic.is::<Teardown>());
        let panicked = locals::leave() || panicked;
        with(|e| e.finish(panicked)).unwrap_or(NOBODY)
    }
}

impl Stacks {
    /// Runs a task until it suspends itself or ends; says who is next.
    #[inline(always)]
    fn resume(&mut self, task: u32) -> u32 {
        let index = task as usize;
        let fiber = match self.fibers.get_mut(index) {
            Some(Some(fiber)) => fiber,
            _ => match self.begin(index) {
                Some(fiber) => fiber,
                None => {
                    with(|e| e.run_out_of_stacks(TaskId(task)));
                    return NOBODY;
                }
            },
        };
        match fiber.resume() {
            Ok(next) => next,
            Err(next) => {
                self.recycle(index);
                next
            }
        }
    }

    /// Gives a task its fiber, if there is memory for one.
    fn begin(&mut self, index: usize) -> Option<&mut Fiber> {
        let stack = Fiber::stack(&mut self.stacks)?;
        if self.fibers.len() <= index {
            self.fibers.resize_with(index + 1, || None);
        }
        let body = with(|e| e.tasks[index].body.take()).flatten();
        let body = fiber_body(body.expect("a task begins once"));
        Some(self.fibers[index].insert(Fiber::new(stack, body)))
    }

    /// Keeps the stack of a fiber that has ended.
    fn recycle(&mut self, index: usize) {
        if let Some(fiber) = self.fibers[index].take() {
            fiber.recycle(&mut self.stacks);
        }
    }

    /// Unwinds the tasks that have not ended, in their order.
    ///
    /// A destructor that waits for another task gets its turn again as long as some task ends;
    /// tasks whose destructors wait for ever are given up.
    fn tear_down(&mut self) {
        with(|e| e.tearing_down = true);
        // A task may catch what unwinds it, and has to be told again.
        let mut patience = PATIENCE;
        let mut left = usize::MAX;
        loop {
            let mut unfinished = with(|e| e.unfinished()).unwrap_or_default();
            patience = if unfinished.len() < left {
                PATIENCE
            } else {
                patience - 1
            };
            left = unfinished.len();
            if left == 0 || patience == 0 {
                break;
            }
            // Those that have a stack go first, and leave it to those that have none.
            let has_none = |task: &TaskId| !matches!(self.fibers.get(task.index()), Some(Some(_)));
            unfinished.sort_by_key(has_none);
            for task in unfinished {
                with(|e| e.active = task);
                self.resume(task.number());
            }
        }
        for fiber in self.fibers.iter_mut().filter_map(Option::take) {
            fiber.leak();
            LEFT_UNWINDING.set(true);
        }
        self.stacks.truncate(POOL);
    }
}
