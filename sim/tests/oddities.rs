//! Programs that are odd in one way, and what the simulator makes of them all the same.

use std::sync::Arc;
use std::time::Duration;

use waitword_core::Clock;
use waitword_sim::{
    Barrier, Condvar, Event, Exhaustive, Explorer, Granularity, Mutex, Queue, Random, Semaphore,
    Sim, Verdict, choose, replay, spawn,
};

#[test]
fn a_long_execution_is_explained_in_a_moment() {
    let begun = std::time::Instant::now();
    let explorer = Explorer::new().strategy(Random::new(0));
    let report = explorer.steps(300_000).run(|| {
        let mine = Arc::new(Mutex::new(0));
        let other = Arc::clone(&mine);
        spawn("other", move || {
            loop {
                *other.lock() += 1;
            }
        });
        loop {
            *mine.lock() += 1;
        }
    });
    assert!(matches!(report.verdict, Verdict::Limit(_)));
    assert_eq!(report.trace.map(|trace| trace.rows().len()), Some(300_000));
    // It is a second; with a search through all rows for each choice it is a minute.
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn names_of_any_text_stand_in_a_schedule() {
    for name in [
        "",
        " ",
        "two\nlines\r",
        "end 0 @ (of t1)",
        "tab\t \u{1b}[31m ",
    ] {
        let program = move || {
            let cell = Arc::new(Mutex::new(0));
            let other = Arc::clone(&cell);
            let object = waitword_core::Object::new("mutex", &*cell);
            <Sim as waitword_core::Platform>::name(object, format_args!("{name}"));
            spawn(name, move || *other.lock() += 1);
            assert_eq!(*cell.lock(), 0, "the other came first");
        };
        let explorer = Explorer::new().name(name).setting("size", name);
        let report = explorer.strategy(Exhaustive::new()).run(program);
        let schedule = report.schedule.expect("a panic has a schedule");
        assert!(!schedule.is_empty());
        let again = schedule.to_string().parse().unwrap();
        let replayed = replay(&again, program).unwrap();
        assert_eq!(replayed.trace, report.trace);
    }
}

#[test]
fn a_task_that_catches_whatever_unwinds_it_is_given_up() {
    let report = Explorer::new().strategy(Exhaustive::new()).run(|| {
        let jobs = Arc::new(Queue::<u32, 1>::new());
        let worker = spawn("worker", move || {
            while std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| jobs.get())).is_err() {}
        });
        worker.join().unwrap();
    });
    assert_eq!(report.verdict.word(), "deadlock", "{report}");
}

#[test]
fn a_task_that_never_comes_to_an_event_is_a_limit() {
    fn sleeper() {
        loop {
            <Sim as waitword_core::Runtime>::sleep(Duration::from_secs(1));
        }
    }
    fn chooser() {
        loop {
            choose(2);
        }
    }
    fn starter() {
        loop {
            spawn("nothing", || ()).join().unwrap();
        }
    }
    fn watcher() {
        let end = Sim::now() + Duration::from_secs(1);
        while Sim::now() < end {}
    }
    for program in [sleeper, chooser, starter, watcher] as [fn(); 4] {
        for beside in [false, true] {
            let report = Explorer::new().steps(1000).run(move || {
                if beside {
                    spawn("other", program);
                } else {
                    program();
                }
            });
            assert!(matches!(report.verdict, Verdict::Limit(_)), "{report}");
            let counted = ["1001 pauses", "1000 steps"];
            let told = |count: &&str| report.to_string().contains(*count);
            assert!(counted.iter().any(told), "{report}");
        }
    }
}

#[test]
fn a_deadline_that_could_pass_early_where_all_are_blocked() {
    let report = Explorer::new()
        .expiries(1)
        .strategy(Exhaustive::new())
        .run(|| {
            let short = Duration::from_millis(10);
            let shared = Arc::new((Mutex::new(()), Semaphore::new(1), Event::new()));
            let (a, b) = (Arc::clone(&shared), Arc::clone(&shared));
            let waiter = spawn("waiter", move || a.2.wait_timeout(2 * short).is_ok());
            let taker = spawn("taker", move || {
                let _ = b.1.acquire_timeout(3 * short).map(|permit| permit.forget());
                let guard = b.0.lock_timeout(3 * short);
                drop(b.1.acquire_timeout(3 * short));
                drop(guard);
            });
            let guard = shared.0.lock();
            drop(shared.1.try_acquire());
            drop(guard);
            waiter.join().unwrap();
            taker.join().unwrap();
        });
    assert!(report.verdict.is_ok() && report.complete, "{report}");
}

#[test]
fn panics_of_several_tasks_are_all_told() {
    let report = Explorer::new().strategy(Exhaustive::new()).run(|| {
        let total = Arc::new(Mutex::new(0));
        for id in 0..3 {
            let total = Arc::clone(&total);
            spawn(&format!("loser {id}"), move || {
                *total.lock() += 1;
                panic!("lost {id}");
            });
        }
    });
    let Verdict::Panic(panics) = &report.verdict else {
        panic!("{report}")
    };
    let losers: Vec<_> = panics.iter().map(|panic| &*panic.task).collect();
    for id in 0..3 {
        assert!(losers.contains(&&*format!("loser {id}")), "{report}");
    }
}

/// Uses every primitive when it is dropped.
struct UsesAll(Arc<Shared>);

struct Shared {
    total: Mutex<u32>,
    changed: Condvar,
    permits: Semaphore,
    jobs: Queue<u32, 1>,
    end: Event,
    meeting: Barrier,
}

impl Drop for UsesAll {
    fn drop(&mut self) {
        let shared = &*self.0;
        let _permit = shared.permits.acquire();
        shared.meeting.wait().unwrap();
        let job = shared.jobs.get();
        let mut total = shared.total.lock();
        shared.changed.wait_while(&mut total, |total| *total == 0);
        *total += job;
        drop(total);
        shared.end.set();
    }
}

#[test]
fn every_primitive_is_used_while_a_panic_unwinds() {
    for granularity in [Granularity::BlackBox, Granularity::WhiteBox] {
        let explorer = Explorer::new().granularity(granularity);
        let report = explorer.strategy(Random::new(1)).executions(300).run(|| {
            let shared = Arc::new(Shared {
                total: Mutex::new(0),
                changed: Condvar::new(),
                permits: Semaphore::new(1),
                jobs: Queue::new(),
                end: Event::new(),
                meeting: Barrier::new(2),
            });
            let uses = UsesAll(Arc::clone(&shared));
            let task = spawn("loser", move || {
                let _uses = uses;
                panic!("lost");
            });
            shared.meeting.wait().unwrap();
            shared.jobs.put(7);
            *shared.total.lock() = 1;
            shared.changed.notify_all();
            shared.end.wait();
            assert!(task.join().is_err());
            assert_eq!((*shared.total.lock(), shared.permits.available()), (8, 1));
        });
        assert!(report.verdict.is_ok(), "{report}");
    }
}

#[test]
fn the_first_execution_may_be_long_and_wide() {
    let begun = std::time::Instant::now();
    let explorer = Explorer::new().strategy(Random::new(0)).executions(1);
    let report = explorer.steps(2_000_000).run(|| {
        let total = Arc::new(Mutex::new(0));
        let start = |id| {
            let total = Arc::clone(&total);
            spawn(&format!("task {id}"), move || {
                (0..5_000).for_each(|_| *total.lock() += 1);
            })
        };
        let tasks: Vec<_> = (0..64).map(start).collect();
        tasks.into_iter().for_each(|task| task.join().unwrap());
    });
    assert!(report.verdict.is_ok(), "{}", report.verdict);
    assert!(report.steps >= 640_000, "{}", report.steps);
    // It is made twice, which takes some seconds without optimisation.
    assert!(begun.elapsed() < Duration::from_secs(60));
}
