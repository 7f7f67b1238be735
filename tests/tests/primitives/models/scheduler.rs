//! `Scheduler`.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_sim::{Bounded, Granularity, Scheduler};

use super::{SHORT, all, every_execution_with};

/// Time passes early once, so the timer is due while it is cancelled.
#[test]
fn cancelled_or_fired() {
    every_execution_with(2, || {
        let scheduler = Scheduler::new();
        let (timer, future) = scheduler.after(SHORT, || 1);
        let cancelled = scheduler.cancel(timer);
        drop(scheduler);
        assert_eq!(future.is_cancelled(), cancelled);
        assert!(future.is_done());
    });
}

#[test]
fn periodic_until_it_is_cancelled() {
    all(Granularity::WhiteBox, Bounded::new(1), || {
        let scheduler = Scheduler::new();
        let runs = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&runs);
        let timer = scheduler.every(SHORT, move || _ = count.fetch_add(1, Relaxed));
        scheduler
            .after(SHORT + Duration::from_nanos(1), || ())
            .1
            .wait();
        assert!(scheduler.cancel(timer));
        drop(scheduler);
        assert!((1..=2).contains(&runs.load(Relaxed)));
    });
}
