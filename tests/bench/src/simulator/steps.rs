//! The time of a step, a point where another thread may run: of shuttle each call of its scheduler,
//! of waitword each event. What turns out to be blocked takes waitword time, and is no step.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use shuttle::scheduler::{RandomScheduler, Schedule, Scheduler, Task, TaskId};
use waitword_sim::{Explorer, Random};

use super::RANDOM;
use crate::measure::{Count, Run, Sample};

/// An exploration, which returns how many steps it had.
fn timed(explore: impl Fn() -> u64 + 'static) -> Run {
    Box::new(move || {
        let start = Instant::now();
        let steps = explore();
        Sample {
            nanos: start.elapsed().as_nanos() as f64 / steps as f64,
            sleeps: 0.0,
            count: Count::Nothing,
        }
    })
}

/// Steps of random executions in waitword.
pub(super) fn explored(program: fn()) -> Run {
    timed(move || {
        let explorer = Explorer::new().strategy(Random::new(7));
        explorer.executions(RANDOM).check(program).steps
    })
}

/// Steps of random executions in shuttle.
pub(super) fn shuttled(program: fn()) -> Run {
    timed(move || {
        let steps = Rc::new(Cell::new(0));
        let counted = Counted {
            scheduler: RandomScheduler::new(RANDOM as usize),
            steps: Rc::clone(&steps),
        };
        shuttle::Runner::new(counted, shuttle::Config::new()).run(program);
        steps.get()
    })
}

/// A scheduler that counts how often it is asked.
struct Counted {
    scheduler: RandomScheduler,
    steps: Rc<Cell<u64>>,
}

impl Scheduler for Counted {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.scheduler.new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        yields: bool,
    ) -> Option<TaskId> {
        self.steps.set(self.steps.get() + 1);
        self.scheduler.next_task(runnable, current, yields)
    }

    fn next_u64(&mut self) -> u64 {
        self.scheduler.next_u64()
    }
}
