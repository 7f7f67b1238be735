//! Philosophers who each take the fork on their left, then the one on their right: they deadlock.
//!
//! Once everybody holds a left fork, everybody waits for the fork that the neighbour holds. Run it
//! a million times on threads and it may never happen; `waitword explore philosophers` shows it at
//! once. [`philosophers_ordered`](super::philosophers_ordered()) and
//! [`philosophers_one_lock`](super::philosophers_one_lock()) are two ways out.

use std::sync::Arc;

use waitword_core::runtime::name;
use waitword_core::{Mutex, Runtime};

use super::{Program, Setting, Settings, join_all};

/// Philosophers around a table, a fork between each two, who eat with both: left, then right.
pub fn philosophers<R: Runtime>(settings: &Settings) {
    let (count, meals) = (settings.get("philosophers"), settings.get("meals"));
    let forks = lay_table::<R>(count);
    let sit_down = |seat: usize| {
        let forks = Arc::clone(&forks);
        R::spawn(format_args!("philosopher {seat}"), move || {
            for _ in 0..meals {
                let mut left = forks[seat].lock();
                let mut right = forks[(seat + 1) % count].lock();
                *left += 1;
                *right += 1;
            }
        })
    };
    join_all((0..count).map(sit_down).collect());
    clear_table(&forks, meals);
}

/// The forks. Each counts how often it was used.
pub(super) fn lay_table<R: Runtime>(count: usize) -> Arc<[Mutex<R, usize>]> {
    let forks: Arc<[_]> = (0..count).map(|_| Mutex::new(0)).collect();
    for (i, fork) in forks.iter().enumerate() {
        name::<R, _>(fork, format_args!("fork {i}"));
    }
    forks
}

/// Checks that both neighbours of each fork have had their meals with it.
pub(super) fn clear_table<R: Runtime>(forks: &[Mutex<R, usize>], meals: usize) {
    for fork in forks {
        assert_eq!(*fork.lock(), 2 * meals, "uses of a fork");
    }
}

pub(super) const SIZES: &[Setting] = &[
    Setting {
        name: "philosophers",
        meaning: "philosophers at the table, and forks on it",
        default: 5,
        range: 2..=100,
    },
    Setting {
        name: "meals",
        meaning: "meals of each philosopher",
        default: 1,
        range: 1..=1000,
    },
];

pub(super) const fn program<R: Runtime>() -> Program {
    Program {
        name: "philosophers",
        summary: "Philosophers who take the left fork, then the right one: they deadlock",
        verdict: "deadlock",
        sizes: SIZES,
        run: philosophers::<R>,
    }
}
