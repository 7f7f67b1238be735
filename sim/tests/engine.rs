//! The engine: how many executions there are, what they end in, and what is left afterwards.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use waitword_sim::{
    Barrier, Bounded, Event, Exhaustive, Explorer, Granularity, Mutex, Queue, Random, Report,
    RoundRobin, Semaphore, Verdict, Word, choose, replay, spawn,
};

fn exhaustive(program: impl Fn() + 'static) -> Report {
    Explorer::new().strategy(Exhaustive::new()).run(program)
}

/// `tasks` tasks that each do `work` `times` times on what they share.
fn share<T: Send + Sync + 'static>(
    tasks: u32,
    times: u32,
    shared: impl Fn() -> T + 'static,
    work: fn(&T),
) -> impl Fn() {
    move || {
        let shared = Arc::new(shared());
        let start = |id| {
            let shared = Arc::clone(&shared);
            spawn(&format!("task {id}"), move || {
                (0..times).for_each(|_| work(&shared))
            })
        };
        let tasks: Vec<_> = (0..tasks).map(start).collect();
        tasks.into_iter().for_each(|task| task.join().unwrap());
    }
}

fn add(word: &Word) {
    word.fetch_add(1, SeqCst);
}

#[test]
fn every_order_of_one_addition_by_each() {
    for (tasks, orders) in [(1, 1), (2, 2), (3, 6), (4, 24), (5, 120)] {
        let report = exhaustive(share(tasks, 1, || Word::new(0), add));
        assert_eq!(
            (report.executions, report.distinct),
            (orders, orders),
            "{tasks} tasks"
        );
        assert!(report.complete);
    }
}

#[test]
fn every_order_of_two_additions_by_three() {
    let report = exhaustive(share(3, 2, || Word::new(0), add));
    assert_eq!((report.executions, report.distinct), (90, 90));
}

#[test]
fn every_order_of_two_locked_increments_by_two() {
    let report = exhaustive(share(2, 2, || Mutex::new(0), |total| *total.lock() += 1));
    assert_eq!((report.executions, report.distinct), (6, 6));
}

#[test]
fn operations_that_have_nothing_to_do_with_each_other_are_one_distinct_execution() {
    let report = exhaustive(|| {
        let tasks: Vec<_> = (0..3)
            .map(|id| {
                spawn(&format!("task {id}"), move || {
                    Word::new(0).fetch_add(1, SeqCst)
                })
            })
            .collect();
        tasks
            .into_iter()
            .for_each(|task| assert!(task.join().unwrap() < 2));
    });
    assert_eq!(report.distinct, 1);
}

#[test]
fn one_writer_and_readers() {
    let program = || {
        let word = Arc::new(Word::new(0));
        let readers: Vec<_> = (0..3)
            .map(|id| {
                let word = Arc::clone(&word);
                spawn(&format!("reader {id}"), move || word.load(SeqCst))
            })
            .collect();
        word.store(1, SeqCst);
        readers
            .into_iter()
            .for_each(|task| assert!(task.join().unwrap() < 2));
    };
    assert_eq!(exhaustive(program).distinct, 8);
}

fn crossed_locks() {
    let forks = Arc::new((Mutex::new(()), Mutex::new(())));
    let other = Arc::clone(&forks);
    let task = spawn("other", move || {
        let _second = other.1.lock();
        let _first = other.0.lock();
    });
    let _first = forks.0.lock();
    let _second = forks.1.lock();
    drop(_second);
    drop(_first);
    task.join().unwrap();
}

#[test]
fn a_deadlock_names_who_waits_for_what() {
    let report = exhaustive(crossed_locks);
    let Verdict::Deadlock(stuck) = &report.verdict else {
        panic!("{report}")
    };
    assert_eq!(stuck.cause.word(), "cycle");
    assert_eq!(
        report.verdict.details(),
        [
            "main waits for mutex#2 (lock), held by other",
            "other waits for mutex#1 (lock), held by main",
            "cycle: main -> mutex#2 -> other -> mutex#1 -> main",
        ]
    );
}

#[test]
fn the_same_deadlock_is_found_in_the_white_box_and_by_every_strategy() {
    let white = || Explorer::new().granularity(Granularity::WhiteBox);
    let explorers = [
        Explorer::new(),
        Explorer::new().strategy(Bounded::new(1)),
        Explorer::new().strategy(Random::new(1)),
        Explorer::new().strategy(RoundRobin::new()),
        white().strategy(Exhaustive::new()),
        white().strategy(Random::new(1)),
    ];
    for explorer in explorers {
        let report = explorer.run(crossed_locks);
        assert_eq!(report.verdict.word(), "deadlock", "{report}");
    }
}

#[test]
fn a_schedule_replays_to_the_same_trace() {
    let found = Explorer::new().run(crossed_locks);
    let text = found.schedule.as_ref().unwrap().to_string();
    let schedule = text.parse().unwrap();
    for _ in 0..100 {
        let again = replay(&schedule, crossed_locks).unwrap();
        assert_eq!(again.trace, found.trace);
        assert_eq!(again.verdict, found.verdict);
    }
    assert_eq!(schedule.to_string(), text);
}

#[test]
fn a_panic_is_a_verdict_with_its_message() {
    let report = Explorer::new().run(|| {
        let task = spawn("loser", || assert_eq!(1 + 1, 3, "sums"));
        drop(task);
    });
    let Verdict::Panic(panics) = &report.verdict else {
        panic!("{report}")
    };
    assert_eq!(panics[0].task, "loser");
    assert!(panics[0].message.contains("sums"), "{}", panics[0].message);
}

#[test]
fn a_panic_that_is_joined_is_its_takers() {
    let report = exhaustive(|| {
        let task = spawn("loser", || panic!("lost"));
        assert!(task.join().is_err());
    });
    assert!(report.verdict.is_ok(), "{report}");
}

#[test]
fn a_panic_that_is_handed_on_is_told_with_its_cause() {
    let texts = |report: &Report| match &report.verdict {
        Verdict::Panic(panics) => panics.iter().map(ToString::to_string).collect(),
        _ => vec![report.to_string()],
    };
    let as_it_is = exhaustive(|| {
        let task = spawn("loser", || panic!("lost"));
        task.join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    let [text] = &texts(&as_it_is)[..] else {
        panic!("{as_it_is}")
    };
    assert!(text.starts_with("loser panicked: lost"), "{text}");

    let with_another = exhaustive(|| spawn("loser", || panic!("lost")).join().unwrap());
    let [cause, text] = &texts(&with_another)[..] else {
        panic!("{with_another}")
    };
    assert!(cause.starts_with("loser panicked: lost"), "{cause}");
    assert!(text.starts_with("main panicked: called"), "{text}");

    let out_of_nothing = exhaustive(|| std::panic::resume_unwind(Box::new(7)));
    let text = ["main panicked: a panic without a message"];
    assert_eq!(texts(&out_of_nothing), text);
}

#[test]
fn panics_in_several_tasks_and_guards_in_their_frames() {
    let report = exhaustive(|| {
        let total = Arc::new(Mutex::new(0));
        let lose = |id: u32| {
            let total = Arc::clone(&total);
            spawn(&format!("loser {id}"), move || {
                let _guard = total.lock();
                panic!("lost {id}");
            })
        };
        let tasks = [lose(0), lose(1)];
        tasks
            .into_iter()
            .for_each(|task| assert!(task.join().is_err()));
        assert!(!total.is_locked());
    });
    assert!(report.verdict.is_ok(), "{report}");
}

/// Waits for its event when it is dropped.
struct WaitsAtTheEnd(Arc<Event>);

impl Drop for WaitsAtTheEnd {
    fn drop(&mut self) {
        self.0.wait();
    }
}

#[test]
fn a_destructor_that_waits_while_a_panic_unwinds() {
    let report = exhaustive(|| {
        let event = Arc::new(Event::new());
        let waits = WaitsAtTheEnd(Arc::clone(&event));
        let task = spawn("loser", move || {
            let _waits = waits;
            panic!("lost");
        });
        event.set();
        assert!(task.join().is_err());
    });
    assert!(report.verdict.is_ok(), "{report}");
}

#[test]
fn a_destructor_that_waits_for_ever_is_left_alone() {
    let report = exhaustive(|| {
        let _waits = WaitsAtTheEnd(Arc::new(Event::new()));
        panic!("lost");
    });
    // The panic ends main only when its destructors have run: they wait for ever.
    assert_eq!(report.verdict.word(), "deadlock", "{report}");
}

#[test]
fn what_is_owned_by_tasks_is_dropped_after_a_deadlock() {
    let shared = Arc::new(());
    let inside = Arc::clone(&shared);
    let report = exhaustive(move || {
        for id in 0..3 {
            let owned = Arc::clone(&inside);
            spawn(&format!("task {id}"), move || {
                let _owned = owned;
                Event::new().wait();
            });
        }
    });
    assert_eq!(report.verdict.word(), "partial-deadlock");
    assert_eq!(Arc::strong_count(&shared), 1);
}

#[test]
fn every_number_is_chosen() {
    let report = exhaustive(|| {
        let (a, b) = (choose(3), choose(4));
        assert!(a < 3 && b < 4);
    });
    assert_eq!(report.executions, 12);
    let report = exhaustive(|| assert!(choose(3) != 2));
    assert_eq!(report.verdict.word(), "panic");
    let schedule = report.schedule.unwrap();
    assert!(
        replay(&schedule, || assert!(choose(3) != 2)).is_ok(),
        "{schedule}"
    );
}

#[test]
fn a_program_that_does_not_repeat_is_reported() {
    let count = std::cell::Cell::new(0);
    let report = Explorer::new().strategy(Exhaustive::new()).run(move || {
        count.set(count.get() + 1);
        let word = Arc::new(Word::new(0));
        let other = Arc::clone(&word);
        let task = spawn("other", move || add(&other));
        if count.get() == 1 {
            add(&word);
        }
        task.join().unwrap();
    });
    assert_eq!(report.verdict.word(), "nondeterminism", "{report}");
}

#[test]
fn all_primitives_in_one_program() {
    for granularity in [Granularity::BlackBox, Granularity::WhiteBox] {
        let explorer = Explorer::new()
            .granularity(granularity)
            .strategy(Random::new(7));
        let report = explorer.executions(300).run(|| {
            let barrier = Arc::new(Barrier::new(2));
            let queue = Arc::new(Queue::<u32, 1>::new());
            let permits = Arc::new(Semaphore::new(1));
            let other = (
                Arc::clone(&barrier),
                Arc::clone(&queue),
                Arc::clone(&permits),
            );
            let task = spawn("other", move || {
                other.0.wait().unwrap();
                for item in 0..3 {
                    let _permit = other.2.acquire();
                    other.1.put(item);
                }
            });
            barrier.wait().unwrap();
            assert_eq!([queue.get(), queue.get(), queue.get()], [0, 1, 2]);
            task.join().unwrap();
            assert_eq!(permits.available(), 1);
        });
        assert!(report.verdict.is_ok(), "{report}");
    }
}

#[test]
fn many_tasks_a_million_steps_and_a_deep_recursion() {
    fn recurse(depth: u32, total: &Mutex<u32>) {
        *total.lock() += 1;
        if depth > 1 {
            recurse(depth - 1, total);
        }
    }
    let explorer = Explorer::new().strategy(RoundRobin::new()).steps(2_000_000);
    let report = explorer.run(|| {
        let total = Arc::new(Mutex::new(0));
        let start = |id: u32| {
            let total = Arc::clone(&total);
            spawn(&format!("task {id}"), move || {
                (0..80).for_each(|_| recurse(100, &total))
            })
        };
        let tasks: Vec<_> = (0..64).map(start).collect();
        tasks.into_iter().for_each(|task| task.join().unwrap());
        assert_eq!(*total.lock(), 64 * 80 * 100);
    });
    assert!(report.verdict.is_ok(), "{report}");
    assert!(report.steps > 1_000_000, "{}", report.steps);
}

#[test]
fn time_that_passes_before_what_others_wait_for() {
    let report = exhaustive(|| {
        let permits = Arc::new(Semaphore::new(0));
        let taker = |name: &str| {
            let permits = Arc::clone(&permits);
            spawn(name, move || permits.acquire().forget())
        };
        let takers = ["a", "b"].map(taker);
        <waitword_sim::Sim as waitword_core::Runtime>::sleep(std::time::Duration::from_nanos(1));
        permits.release(1).unwrap();
        permits.release(1).unwrap();
        let _ = takers.map(|taker| taker.join().unwrap());
    });
    assert!(report.verdict.is_ok(), "{report}");
    assert!(report.executions >= 2 && report.distinct >= 2, "{report}");
}
