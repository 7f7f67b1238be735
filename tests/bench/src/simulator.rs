//! The simulator: small programs explored to the end, and a longer one at random. An operation here
//! is one execution of the program.

mod buffer;
mod channel;
mod programs;
mod steps;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use shuttle::scheduler::{DfsScheduler, RandomScheduler, Scheduler};
use waitword_sim::{Exhaustive, Explorer, Memory, Random, Strategy};

use crate::measure::{Count, Run, Sample};
use crate::row::{Goal, OURS, Row};
use programs::{in_loom, in_shuttle, ours};

/// How many executions a random exploration has.
const RANDOM: u64 = 20;
/// How long a side explores at least in a round.
const ROUND: Duration = Duration::from_millis(5);

pub(crate) fn rows() -> Vec<Row> {
    let goal = Goal::Each(&[("loom", 0.05), ("shuttle", 0.1)]);
    vec![
        Row::new("simulator, 2 threads x 2 mutex increments, exhaustive")
            .side(OURS, explored(|| ours::locked(2, 2)))
            .side("loom", loomed(|| in_loom::locked(2, 2)))
            .side("shuttle", shuttled(|| in_shuttle::locked(2, 2)))
            .rounds(41)
            .goal(goal),
        Row::new("simulator, 3 threads x 1 mutex increment, exhaustive")
            .side(OURS, explored(|| ours::locked(3, 1)))
            .side("loom", loomed(|| in_loom::locked(3, 1)))
            .side("shuttle", shuttled(|| in_shuttle::locked(3, 1)))
            .rounds(21)
            .goal(goal),
        Row::new("simulator, 3 threads x 2 fetch_add, exhaustive")
            .side(OURS, explored(|| ours::added(3, 2)))
            .side("loom", loomed(|| in_loom::added(3, 2)))
            .side("shuttle", shuttled(|| in_shuttle::added(3, 2)))
            .rounds(5)
            .goal(goal),
        Row::new("simulator, 3 threads x 2 fetch_add, sequentially consistent, exhaustive")
            .side(OURS, interleaved(|| ours::added(3, 2)))
            .side("shuttle", shuttled(|| in_shuttle::added(3, 2)))
            .rounds(5),
        Row::new("simulator, 4 threads x 100 mutex increments, at random")
            .side(
                OURS,
                explored_by(|| Random::new(7), RANDOM, || ours::locked(4, 100)),
            )
            .side(
                "shuttle",
                shuttled_by(
                    || RandomScheduler::new(RANDOM as usize),
                    || in_shuttle::locked(4, 100),
                ),
            )
            .rounds(41)
            .goal(goal),
        Row::new("simulator, 4 threads x 100 mutex increments, at random, a step")
            .side(OURS, steps::explored(|| ours::locked(4, 100)))
            .side("shuttle", steps::shuttled(|| in_shuttle::locked(4, 100)))
            .rounds(41)
            .goal(goal),
        Row::new("simulator, 2 items through mutex + condvars, exhaustive")
            .side(OURS, explored(buffer::ours::buffered))
            .side("loom", loomed(buffer::in_loom::buffered))
            .side("shuttle", shuttled(buffer::in_shuttle::buffered))
            .rounds(5)
            .goal(goal),
        Row::new("simulator, 2 producers, 1 consumer, mutex + condvars, exhaustive")
            .side(OURS, explored(buffer::ours::gathered))
            .side("loom", loomed(buffer::in_loom::gathered))
            .rounds(3)
            .goal(goal),
        Row::new("simulator, 2 senders, 1 receiver, a channel, exhaustive")
            .side(OURS, explored(channel::ours::sent))
            .side("loom", loomed(channel::in_loom::sent))
            .side("shuttle", shuttled(channel::in_shuttle::sent))
            .rounds(5)
            .goal(goal),
        Row::new("simulator, 2 items through a queue of 1, theirs of mutex + condvars, exhaustive")
            .side(OURS, explored(buffer::queued))
            .side("loom", loomed(buffer::in_loom::buffered))
            .side("shuttle", shuttled(buffer::in_shuttle::buffered))
            .rounds(5),
    ]
}

/// Explorations for some milliseconds, each of which returns how many executions it had.
fn timed(explore: impl Fn() -> u64 + 'static) -> Run {
    Box::new(move || {
        let (start, mut explorations, mut executions) = (Instant::now(), 0, 0);
        while start.elapsed() < ROUND {
            executions += explore();
            explorations += 1;
        }
        Sample {
            nanos: start.elapsed().as_nanos() as f64 / executions as f64,
            sleeps: 0.0,
            count: Count::Executions(executions / explorations),
        }
    })
}

fn explored(program: fn()) -> Run {
    explored_by(Exhaustive::new, u64::MAX, program)
}

fn interleaved(program: fn()) -> Run {
    timed(move || {
        let explorer = Explorer::new().strategy(Exhaustive::new());
        explorer.memory(Memory::Sc).check(program).executions
    })
}

fn explored_by<S: Strategy + 'static>(strategy: fn() -> S, executions: u64, program: fn()) -> Run {
    timed(move || {
        let explorer = Explorer::new().strategy(strategy());
        explorer.executions(executions).check(program).executions
    })
}

fn loomed(program: fn()) -> Run {
    static EXECUTIONS: AtomicU64 = AtomicU64::new(0);
    timed(move || {
        EXECUTIONS.store(0, Relaxed);
        loom::model(move || {
            EXECUTIONS.fetch_add(1, Relaxed);
            program();
        });
        EXECUTIONS.load(Relaxed)
    })
}

fn shuttled(program: fn()) -> Run {
    shuttled_by(|| DfsScheduler::new(None, false), program)
}

fn shuttled_by<S: Scheduler + 'static>(scheduler: fn() -> S, program: fn()) -> Run {
    timed(move || shuttle::Runner::new(scheduler(), shuttle::Config::new()).run(program) as u64)
}
