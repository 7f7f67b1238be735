//! Locks that are read all the time: one thread, and two.

use std::hint::black_box;
use std::sync::RwLock as Std;

use waitword_host::{BiasedRwLock, RwLock};

use crate::measure::{alone, crowd};
use crate::row::{Goal, OURS, Row};

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row::new("biased rwlock, read, one thread")
            .side(OURS, {
                let lock = BiasedRwLock::new(1_u64);
                alone(move || _ = black_box(*black_box(&lock).read()))
            })
            .side("waitword rwlock", {
                let lock = RwLock::new(1_u64);
                alone(move || _ = black_box(*black_box(&lock).read()))
            })
            .side("std", {
                let lock = Std::new(1_u64);
                alone(move || _ = black_box(*black_box(&lock).read().unwrap()))
            }),
        // Two threads do it twice as often in the same time: 1.8 times as often is asked for.
        Row::new("biased rwlock, read, 2 threads, beside one")
            .threads(2)
            .side(
                OURS,
                crowd(
                    2,
                    || BiasedRwLock::new(1_u64),
                    |lock| {
                        black_box(*lock.read());
                    },
                ),
            )
            .side(
                "one thread",
                crowd(
                    1,
                    || BiasedRwLock::new(1_u64),
                    |lock| {
                        black_box(*lock.read());
                    },
                ),
            )
            .side(
                "waitword rwlock",
                crowd(
                    2,
                    || RwLock::new(1_u64),
                    |lock| {
                        black_box(*lock.read());
                    },
                ),
            )
            .side(
                "std",
                crowd(
                    2,
                    || Std::new(1_u64),
                    |lock| {
                        black_box(*lock.read().unwrap());
                    },
                ),
            )
            .goal(Goal::Each(&[("one thread", 0.56), ("std", 1.0)])),
    ]
}
