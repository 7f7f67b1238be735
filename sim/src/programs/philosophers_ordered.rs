//! Philosophers who take the fork with the lower number first: they cannot deadlock.
//!
//! Who holds a fork only ever waits for one with a higher number, so the waiting cannot go round in
//! a circle. It is [`philosophers`](super::philosophers()) with one philosopher, the last, who
//! takes the right fork first.

use std::sync::Arc;

use waitword_core::Runtime;

use super::philosophers::{SIZES, clear_table, lay_table};
use super::{Program, Settings, join_all};

/// Philosophers around a table who take the fork with the lower number first.
pub fn philosophers_ordered<R: Runtime>(settings: &Settings) {
    let (count, meals) = (settings.get("philosophers"), settings.get("meals"));
    let forks = lay_table::<R>(count);
    let sit_down = |seat: usize| {
        let forks = Arc::clone(&forks);
        R::spawn(format_args!("philosopher {seat}"), move || {
            let (left, right) = (seat, (seat + 1) % count);
            for _ in 0..meals {
                let mut lower = forks[left.min(right)].lock();
                let mut higher = forks[left.max(right)].lock();
                *lower += 1;
                *higher += 1;
            }
        })
    };
    join_all((0..count).map(sit_down).collect());
    clear_table(&forks, meals);
}

pub(super) const fn program<R: Runtime>() -> Program {
    Program {
        name: "philosophers-ordered",
        summary: "Philosophers who take the fork with the lower number first: sound",
        verdict: "ok",
        sizes: SIZES,
        run: philosophers_ordered::<R>,
    }
}
