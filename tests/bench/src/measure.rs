//! Short runs, each of which gives one sample.
//!
//! Threads are pinned, the n-th to core n modulo the number of cores: a new thread would otherwise
//! spend most of a short run on the core of the one that started it.

use std::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use crate::machine;

/// How long a run without contention takes.
const ALONE: Duration = Duration::from_micros(200);
/// How long a contended run takes for each of its threads.
const CROWD: Duration = Duration::from_millis(2);

/// One run of one side.
pub(crate) type Run = Box<dyn FnMut() -> Sample>;

/// What one run has shown.
#[derive(Clone, Copy)]
pub(crate) struct Sample {
    /// Nanoseconds an operation.
    pub(crate) nanos: f64,
    /// How often a thread went to sleep, an operation.
    pub(crate) sleeps: f64,
    /// What else was counted.
    pub(crate) count: Count,
}

/// What is counted in some runs.
#[derive(Clone, Copy)]
pub(crate) enum Count {
    Nothing,
    /// The operations of the thread that did the fewest and of the one that did the most.
    Shares(u64, u64),
    /// The executions of an exploration.
    Executions(u64),
}

/// One thread does `work` again and again.
pub(crate) fn alone(mut work: impl FnMut() + 'static) -> Run {
    let mut batch = move |count: u64| {
        let start = Instant::now();
        for _ in 0..count {
            work();
        }
        start.elapsed().as_nanos() as f64 / count as f64
    };
    let count = (ALONE.as_nanos() as f64 / batch(1000).max(0.1)) as u64 + 1;
    Box::new(move || {
        black_box(batch(count / 20 + 1));
        let nanos = batch(count);
        Sample {
            nanos,
            sleeps: 0.0,
            count: Count::Nothing,
        }
    })
}

/// Threads do `work` on the same thing as often as they can, for a fixed time.
///
/// `make` makes the thing, anew for each run.
pub(crate) fn crowd<T: Sync>(
    threads: usize,
    make: impl Fn() -> T + 'static,
    work: impl Fn(&T) + Sync + 'static,
) -> Run {
    Box::new(move || {
        let (thing, stop) = (make(), AtomicBool::new(false));
        let (sleeps, mut time) = (machine::sleeps(), Duration::ZERO);
        let member = |_| count_until(&stop, || work(&thing));
        let counts = together(threads, member, || {
            let start = Instant::now();
            thread::sleep(CROWD * threads as u32);
            stop.store(true, Relaxed);
            time = start.elapsed();
        });
        let total = counts.iter().sum::<u64>().max(1);
        let ends = counts.iter().min().zip(counts.iter().max());
        Sample {
            count: ends.map_or(Count::Nothing, |(least, most)| Count::Shares(*least, *most)),
            ..sample(time, machine::sleeps() - sleeps, total)
        }
    })
}

fn count_until(stop: &AtomicBool, work: impl Fn()) -> u64 {
    let mut count = 0;
    while !stop.load(Relaxed) {
        work();
        count += 1;
    }
    count
}

/// Threads do their parts of `count` operations, which need all of them.
///
/// `make` makes the thing, anew for each run; `part` gets it, the thread's number and `count`.
pub(crate) fn team<T: Sync>(
    threads: usize,
    count: u64,
    make: impl Fn() -> T + 'static,
    part: impl Fn(&T, usize, u64) + Sync + 'static,
) -> Run {
    Box::new(move || {
        let (thing, sleeps) = (make(), machine::sleeps());
        let member = |thread| {
            let start = Instant::now();
            part(&thing, thread, count);
            start.elapsed()
        };
        let times = together(threads, member, || ());
        let time = times.into_iter().max().unwrap_or_default();
        sample(time, machine::sleeps() - sleeps, count)
    })
}

/// Threads that begin at the same time do what `member` says, and the caller `meanwhile`.
fn together<R: Send>(
    threads: usize,
    member: impl Fn(usize) -> R + Sync,
    meanwhile: impl FnOnce(),
) -> Vec<R> {
    let gate = &Barrier::new(threads + 1);
    let member = &member;
    thread::scope(|scope| {
        let start = |thread| {
            scope.spawn(move || {
                machine::pin(thread);
                gate.wait();
                member(thread)
            })
        };
        let members: Vec<_> = (0..threads).map(start).collect();
        gate.wait();
        meanwhile();
        let ended = members.into_iter().map(|member| member.join());
        ended
            .map(|end| end.expect("a thread of the run panicked"))
            .collect()
    })
}

fn sample(time: Duration, sleeps: u64, count: u64) -> Sample {
    Sample {
        nanos: time.as_nanos() as f64 / count as f64,
        sleeps: sleeps as f64 / count as f64,
        count: Count::Nothing,
    }
}
