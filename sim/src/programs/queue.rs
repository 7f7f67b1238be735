//! Jobs that go through a queue to workers, and a main task that waits until all of them are done.
//!
//! A queue with little room makes its producers wait for its workers. `join` returns once
//! `task_done` was called for every job that was put: it tells that the work is done, where an
//! empty queue only tells that it has begun. The workers then end because each is sent a job that
//! is none.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_core::runtime::name;
use waitword_core::{Queue, Runtime};

use super::{Program, Setting, Settings, join_all};

/// Producers that put jobs into a queue, and workers that deal with them.
///
/// The room of a queue is part of its type, so each number of slots is a program of its own.
pub fn queue<R: Runtime>(settings: &Settings) {
    match settings.get("slots") {
        1_u16 => queue_of::<R, 1>(settings),
        2 => queue_of::<R, 2>(settings),
        3 => queue_of::<R, 3>(settings),
        4 => queue_of::<R, 4>(settings),
        _ => queue_of::<R, 5>(settings),
    }
}

/// What the tasks share. The sum of the jobs done is counted past the platform: nothing to
/// schedule.
struct Workshop<R, const SLOTS: usize> {
    jobs: Queue<R, Option<u32>, SLOTS>,
    done: AtomicU32,
}

fn queue_of<R: Runtime, const SLOTS: usize>(settings: &Settings) {
    let (producers, workers): (u32, u32) = (settings.get("producers"), settings.get("workers"));
    let jobs = 1..=settings.get("jobs");
    let shop = Arc::new(Workshop::<R, SLOTS> {
        jobs: Queue::new(),
        done: AtomicU32::new(0),
    });
    name::<R, _>(&shop.jobs, format_args!("queue \"jobs\""));
    let produce = |producer| {
        let (shop, jobs) = (Arc::clone(&shop), jobs.clone());
        R::spawn(format_args!("producer {producer}"), move || {
            jobs.for_each(|job| shop.jobs.put(Some(job)));
        })
    };
    let work = |worker| {
        let shop = Arc::clone(&shop);
        R::spawn(format_args!("worker {worker}"), move || {
            while let Some(job) = shop.jobs.get() {
                shop.done.fetch_add(job, Relaxed);
                shop.jobs.task_done().expect("one for each job taken");
            }
        })
    };
    let producing: Vec<_> = (0..producers).map(produce).collect();
    let working: Vec<_> = (0..workers).map(work).collect();
    join_all(producing);
    shop.jobs.join();
    let sum = producers * jobs.sum::<u32>();
    assert_eq!(shop.done.load(Relaxed), sum, "joined before all was done");
    (0..workers).for_each(|_| shop.jobs.put(None));
    join_all(working);
}

pub(super) const fn program<R: Runtime>() -> Program {
    Program {
        name: "queue",
        summary: "Jobs that go through a queue to workers: joined when all of them are done",
        verdict: "ok",
        sizes: &[
            Setting {
                name: "producers",
                meaning: "producers",
                default: 2,
                range: 1..=100,
            },
            Setting {
                name: "workers",
                meaning: "workers",
                default: 2,
                range: 1..=100,
            },
            Setting {
                name: "jobs",
                meaning: "jobs of each producer",
                default: 4,
                range: 1..=1000,
            },
            Setting {
                name: "slots",
                meaning: "jobs that fit into the queue",
                default: 5,
                range: 1..=5,
            },
        ],
        run: queue::<R>,
    }
}
