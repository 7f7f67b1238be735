//! Mutexes: one number that everybody adds to.

use std::hint::black_box;

use crate::measure::{Run, alone, crowd};
use crate::row::{Goal, OURS, Row};

/// A number behind a lock.
pub(crate) trait Locked: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn add(&self);
}

macro_rules! locked {
    ($($lock:ty: $mutex:ident => $guard:expr;)*) => {
        $(impl Locked for $lock {
            fn new() -> Self {
                <$lock>::new(0)
            }

            #[inline(always)]
            fn add(&self) {
                let $mutex = self;
                *$guard += 1;
            }
        })*
    };
}

locked! {
    waitword_host::Mutex<u64>: mutex => mutex.lock();
    waitword_host::FairMutex<u64>: mutex => mutex.lock();
    std::sync::Mutex<u64>: mutex => mutex.lock().unwrap();
    parking_lot::Mutex<u64>: mutex => mutex.lock();
    spin::Mutex<u64>: mutex => mutex.lock();
}

/// parking_lot's mutex, given back in the way that hands it over.
struct Handed(parking_lot::Mutex<u64>);

impl Locked for Handed {
    fn new() -> Self {
        Handed(parking_lot::Mutex::new(0))
    }

    #[inline(always)]
    fn add(&self) {
        let mut guard = self.0.lock();
        *guard += 1;
        parking_lot::MutexGuard::unlock_fair(guard);
    }
}

pub(crate) fn rows() -> Vec<Row> {
    let two_peers = Goal::Best(1.0, &["std", "parking_lot"]);
    vec![
        Row::new("mutex, uncontended: lock + unlock")
            .side(OURS, one::<waitword_host::Mutex<u64>>())
            .side("std", one::<std::sync::Mutex<u64>>())
            .side("parking_lot", one::<parking_lot::Mutex<u64>>())
            .side("spin", one::<spin::Mutex<u64>>())
            .goal(Goal::Each(&[("std", 1.0)])),
        contended("mutex, 2 threads", 2, 0).goal(two_peers),
        contended("mutex, 4 threads", 4, 0).goal(two_peers),
        contended("mutex, 8 threads", 8, 0).goal(two_peers),
        fair("fair mutex, 2 threads", 2),
        fair("fair mutex, 8 threads", 8),
        contended("mutex, 2 threads with work of their own", 2, 100),
        contended("mutex, 8 threads with work of their own", 8, 100),
    ]
}

fn one<L: Locked>() -> Run {
    let lock = L::new();
    alone(move || black_box(&lock).add())
}

fn contended(name: &'static str, threads: usize, work: u32) -> Row {
    Row::new(name)
        .threads(threads)
        .side(OURS, many::<waitword_host::Mutex<u64>>(threads, work))
        .side("std", many::<std::sync::Mutex<u64>>(threads, work))
        .side(
            "parking_lot",
            many::<parking_lot::Mutex<u64>>(threads, work),
        )
}

/// The shares of the threads are what it is for.
fn fair(name: &'static str, threads: usize) -> Row {
    Row::new(name)
        .threads(threads)
        .side(OURS, many::<waitword_host::FairMutex<u64>>(threads, 0))
        .side("parking_lot, handed over", many::<Handed>(threads, 0))
        .side(
            "waitword's Mutex",
            many::<waitword_host::Mutex<u64>>(threads, 0),
        )
}

/// Each thread adds, and then does so many steps of something that nobody else sees.
fn many<L: Locked>(threads: usize, work: u32) -> Run {
    crowd(threads, L::new, move |lock| {
        lock.add();
        for step in 0..work {
            black_box(step);
        }
    })
}
