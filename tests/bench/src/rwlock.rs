//! Locks of many readers or one writer: a number that is read, and now and then written.

use std::hint::black_box;

use crate::measure::{Run, alone, crowd};
use crate::row::{Goal, OURS, Row};

/// A number behind a lock.
trait Shared: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn read(&self) -> u64;
    fn write(&self);
}

macro_rules! shared {
    ($($lock:ty: $rwlock:ident => $read:expr, $write:expr;)*) => {
        $(impl Shared for $lock {
            fn new() -> Self {
                <$lock>::new(0)
            }

            #[inline(always)]
            fn read(&self) -> u64 {
                let $rwlock = self;
                *$read
            }

            #[inline(always)]
            fn write(&self) {
                let $rwlock = self;
                *$write += 1;
            }
        })*
    };
}

shared! {
    waitword_host::RwLock<u64>: lock => lock.read(), lock.write();
    std::sync::RwLock<u64>: lock => lock.read().unwrap(), lock.write().unwrap();
    parking_lot::RwLock<u64>: lock => lock.read(), lock.write();
}

/// What each side does.
macro_rules! sides {
    ($run:ident($($argument:expr),*)) => {
        [
            $run::<waitword_host::RwLock<u64>>($($argument),*),
            $run::<std::sync::RwLock<u64>>($($argument),*),
            $run::<parking_lot::RwLock<u64>>($($argument),*),
        ]
    };
}

pub(crate) fn rows() -> Vec<Row> {
    vec![
        row("rwlock, uncontended: read + unlock", sides!(reads())),
        row("rwlock, uncontended: write + unlock", sides!(writes())),
        crowded("rwlock, 2 threads read", 2, 0),
        crowded("rwlock, 2 threads, one visit in 16 writes", 2, 16),
        crowded("rwlock, 8 threads, one visit in 16 writes", 8, 16),
        crowded("rwlock, 2 threads write", 2, 1),
        crowded("rwlock, 8 threads write", 8, 1),
    ]
}

const PEERS: &[&str] = &["std", "parking_lot"];

fn row(name: &'static str, [ours, std, parking_lot]: [Run; 3]) -> Row {
    Row::new(name)
        .side(OURS, ours)
        .side("std", std)
        .side("parking_lot", parking_lot)
        .goal(Goal::Best(1.0, PEERS))
}

fn reads<L: Shared>() -> Run {
    let lock = L::new();
    alone(move || {
        black_box(black_box(&lock).read());
    })
}

fn writes<L: Shared>() -> Run {
    let lock = L::new();
    alone(move || black_box(&lock).write())
}

/// Threads that read, and write once in so many visits; never if that is 0.
fn crowded(name: &'static str, threads: usize, every: u64) -> Row {
    row(name, sides!(visits(threads, every))).threads(threads)
}

fn visits<L: Shared>(threads: usize, every: u64) -> Run {
    use std::cell::Cell;
    thread_local!(static VISITS: Cell<u64> = const { Cell::new(0) });
    crowd(threads, L::new, move |lock| {
        let visit = VISITS.get();
        VISITS.set(visit + 1);
        if every > 0 && visit.is_multiple_of(every) {
            lock.write();
        } else {
            black_box(lock.read());
        }
    })
}
