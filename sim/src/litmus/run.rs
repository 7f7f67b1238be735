//! Running a program: each thread a task, each location a word.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use waitword_core::Platform;

use super::notation::{Body, Kind, LOCATIONS, Operation, Order, Program};
use crate::engine::Granularity;
use crate::explorer::Explorer;
use crate::memory::Memory;
use crate::report::Report;
use crate::sim::{Handle, Sim};
use crate::strategy::Exhaustive;
use crate::{Word, outcome, spawn};

/// What an update adds.
const ADDED: u32 = 100;

impl Program {
    /// Explores every execution there is, each operation an event.
    ///
    /// The outcomes of the report are the values of all reads, as `T0:1 T0:0 T1:102`: an entry for
    /// each `R` and each `U`, by thread, and in a thread in the order of the program. A program
    /// without reads has one outcome, which is empty.
    ///
    /// # Panics
    /// If it is called inside a simulation.
    pub fn explore(&self, memory: Memory) -> Report {
        let program = self.clone();
        Explorer::new()
            .name(self.to_string())
            .granularity(Granularity::WhiteBox)
            .memory(memory)
            .strategy(Exhaustive::new())
            .run(move || program.run())
    }

    /// Runs the program once, in the simulation that calls it, and tells its outcome.
    ///
    /// The caller only starts the threads and waits for them: it has no part in the program.
    ///
    /// # Panics
    /// Outside a simulation.
    pub fn run(&self) {
        let words = Arc::new([const { Word::new(0) }; LOCATIONS.len()]);
        let start = |(thread, body): (usize, &Body)| {
            let (body, words) = (Arc::clone(body), Arc::clone(&words));
            let reads = move || body.iter().filter_map(|o| perform(*o, &*words)).collect();
            spawn(&format!("T{thread}"), reads)
        };
        let threads: Vec<Handle<Vec<u32>>> = self.threads.iter().enumerate().map(start).collect();
        let mut told = String::new();
        for (thread, task) in threads.into_iter().enumerate() {
            for value in task
                .join()
                .expect("no operation of a litmus program panics")
            {
                let space = if told.is_empty() { "" } else { " " };
                let _ = write!(told, "{space}T{thread}:{value}");
            }
        }
        outcome(told);
    }
}

/// Does one operation, and returns what it read.
fn perform(operation: Operation, words: &[Word]) -> Option<u32> {
    let order = operation.order;
    match operation.kind {
        Kind::Write { location, value } => {
            words[location].store(value, writing(order));
            None
        }
        Kind::Read { location } => Some(words[location].load(reading(order))),
        Kind::Update { location } => Some(words[location].fetch_add(ADDED, both(order))),
        Kind::Fence => {
            if order != Order::Relaxed {
                Sim::fence(both(order));
            }
            None
        }
    }
}

fn both(order: Order) -> Ordering {
    match order {
        Order::Relaxed => Relaxed,
        Order::Release => Release,
        Order::Acquire => Acquire,
        Order::AcquireRelease => AcqRel,
        Order::SeqCst => SeqCst,
    }
}

/// What is left of an ordering where nothing is read.
fn writing(order: Order) -> Ordering {
    match order {
        Order::Relaxed | Order::Acquire => Relaxed,
        Order::Release | Order::AcquireRelease => Release,
        Order::SeqCst => SeqCst,
    }
}

/// What is left of an ordering where nothing is written.
fn reading(order: Order) -> Ordering {
    match order {
        Order::Relaxed | Order::Release => Relaxed,
        Order::Acquire | Order::AcquireRelease => Acquire,
        Order::SeqCst => SeqCst,
    }
}
