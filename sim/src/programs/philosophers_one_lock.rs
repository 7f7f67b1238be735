//! Philosophers who take both forks under one more lock: they cannot deadlock.
//!
//! Only who holds the lock reaches for forks, so nobody can hold a left fork and wait for a right
//! one that is held by somebody who waits too. The lock is given back before the meal, so
//! philosophers who are not neighbours may still eat at the same time.

use std::sync::Arc;

use waitword_core::runtime::name;
use waitword_core::{Mutex, Runtime};

use super::philosophers::{SIZES, clear_table, lay_table};
use super::{Program, Settings, join_all};

/// Philosophers around a table who reach for forks one at a time.
pub fn philosophers_one_lock<R: Runtime>(settings: &Settings) {
    let (count, meals) = (settings.get("philosophers"), settings.get("meals"));
    let forks = lay_table::<R>(count);
    let reaching = Arc::new(Mutex::<R, _>::new(()));
    name::<R, _>(&*reaching, format_args!("reaching"));
    let sit_down = |seat: usize| {
        let (forks, reaching) = (Arc::clone(&forks), Arc::clone(&reaching));
        R::spawn(format_args!("philosopher {seat}"), move || {
            for _ in 0..meals {
                let turn = reaching.lock();
                let mut left = forks[seat].lock();
                let mut right = forks[(seat + 1) % count].lock();
                drop(turn);
                *left += 1;
                *right += 1;
            }
        })
    };
    join_all((0..count).map(sit_down).collect());
    clear_table(&forks, meals);
}

pub(super) const fn program<R: Runtime>() -> Program {
    Program {
        name: "philosophers-one-lock",
        summary: "Philosophers who reach for both forks under one more lock: sound",
        verdict: "ok",
        sizes: SIZES,
        run: philosophers_one_lock::<R>,
    }
}
