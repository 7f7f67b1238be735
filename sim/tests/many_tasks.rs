//! More tasks than there is memory for. Alone in its process, whose memory it uses up.

use std::sync::Arc;

use waitword_sim::{Event, Explorer, Mutex, RoundRobin, spawn};

/// All wait at the same time, so each needs a stack of its own.
fn waiters(count: u32) -> impl Fn() {
    move || {
        let shared = Arc::new((Event::new(), Mutex::new(0)));
        let start = |id| {
            let shared = Arc::clone(&shared);
            spawn(&format!("waiter {id}"), move || {
                shared.0.wait();
                *shared.1.lock() += 1;
            })
        };
        let tasks: Vec<_> = (0..count).map(start).collect();
        shared.0.set();
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(*shared.1.lock(), count);
    }
}

#[test]
fn many_tasks_work_and_too_many_are_a_limit() {
    let turns = || Explorer::new().strategy(RoundRobin::new());
    let report = turns().run(waiters(2_000));
    assert!(report.verdict.is_ok(), "{}", report.verdict);

    let report = turns().run(waiters(40_000));
    let details = report.verdict.details().join("\n");
    // A system without a bound on its mappings has room for them all.
    if report.verdict.word() != "ok" {
        assert_eq!(report.verdict.word(), "limit", "{details}");
        assert!(
            details.contains("no memory for the stack of waiter "),
            "{details}"
        );
        assert!(report.schedule.is_some() && report.trace.is_some());
    }

    let report = turns().run(waiters(64));
    assert!(report.verdict.is_ok(), "{}", report.verdict);
}
