//! Strategies: what each of them finds soon, and that each does the same again.

use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Duration;

use waitword_core::Runtime;
use waitword_sim::{
    Bounded, Event, Exhaustive, Explorer, Granularity, Mutex, Pct, Pos, Queue, Random, Report,
    RoundRobin, Sim, Strategy, Urw, Word, choose, spawn,
};

/// So many events one task has to be ahead of another for a bug.
const FAR: u32 = 24;

/// Fails if a task with one event comes after all those of one with many.
fn late() {
    let word = Arc::new(Word::new(0));
    let other = Arc::clone(&word);
    let task = spawn("late", move || assert_ne!(other.load(SeqCst), FAR));
    (0..FAR).for_each(|_| _ = word.fetch_add(1, SeqCst));
    task.join().unwrap();
}

/// Fails if a task is stopped between its two events for all those of another.
fn stopped() {
    let word = Arc::new(Word::new(0));
    let other = Arc::clone(&word);
    let task = spawn("stopped", move || {
        let before = other.load(SeqCst);
        assert_ne!(other.load(SeqCst), before + FAR);
    });
    (0..FAR).for_each(|_| _ = word.fetch_add(1, SeqCst));
    task.join().unwrap();
}

/// Fails if many events that concern nobody else come before the first of another task.
fn beside() {
    let flag = Arc::new(Word::new(0));
    let other = Arc::clone(&flag);
    let task = spawn("busy", move || {
        let own = Word::new(0);
        (0..FAR).for_each(|_| _ = own.fetch_add(1, SeqCst));
        other.store(1, SeqCst);
    });
    assert_eq!(flag.load(SeqCst), 0);
    task.join().unwrap();
}

fn explore(strategy: impl Strategy + 'static, program: fn()) -> Report {
    let explorer = Explorer::new().granularity(Granularity::WhiteBox);
    explorer.strategy(strategy).executions(3_000).run(program)
}

/// The strategy finds the bug in so many executions, and random ones do not in many more.
fn finds(strategy: impl Strategy + 'static, executions: u64, program: fn()) {
    let found = explore(strategy, program);
    assert_eq!(found.verdict.word(), "panic", "{}", found.strategy);
    assert!(found.executions <= executions, "{}", found.executions);
    let random = explore(Random::new(0), program);
    assert!(random.verdict.is_ok(), "{random}");
    assert_eq!(random.executions, 3_000);
}

#[test]
fn priorities_find_who_is_very_late() {
    finds(Pct::new(1, 0), 20, late);
    finds(Pct::new(3, 0), 20, late);
    finds(Pct::new(2, 0), 20 * u64::from(FAR), stopped);
}

#[test]
fn the_order_of_what_conflicts_does_not_depend_on_what_does_not() {
    finds(Pos::new(0), 20 * u64::from(FAR), beside);
}

#[test]
fn the_more_is_to_do_the_more_often_a_task_runs() {
    finds(Urw::new(0), 20 * u64::from(FAR), late);
    finds(Urw::new(0), 20 * u64::from(FAR), beside);
}

#[test]
fn few_preemptions_find_it_at_once() {
    finds(Bounded::new(2), 20 * u64::from(FAR), stopped);
    let found = explore(Bounded::new(2), stopped);
    assert_eq!(found.schedule.unwrap().len(), 2);
}

/// Fails if two tasks each miss what the other has written.
fn missed() {
    let words = Arc::new([Word::new(0), Word::new(0)]);
    let other = Arc::clone(&words);
    let task = spawn("other", move || {
        other[1].store(1, Relaxed);
        other[0].load(Relaxed)
    });
    words[0].store(1, Relaxed);
    let mine = words[1].load(Relaxed);
    assert_ne!((mine, task.join().unwrap()), (0, 0));
}

#[test]
fn an_older_store_costs_as_much_as_a_preemption() {
    assert!(explore(Bounded::new(2), missed).verdict.is_ok());
    let bounded = |bound| explore(Bounded::new(bound).older_stores(), missed);
    assert!(bounded(0).verdict.is_ok());
    let found = bounded(1);
    assert_eq!(found.verdict.word(), "panic");
    assert_eq!(found.schedule.unwrap().len(), 1);
}

#[test]
fn an_older_store_is_read_by_chance() {
    let found = [
        explore(Random::new(0), missed),
        explore(Pct::new(2, 0), missed),
        explore(Pos::new(0), missed),
        explore(Urw::new(0), missed),
    ];
    for report in found {
        assert_eq!(report.verdict.word(), "panic", "{}", report.strategy);
        assert!(report.executions < 50, "{}", report.executions);
    }
}

/// Fails if the sixth of six waits, each of which somebody is to end in time, is not ended.
fn sixth() {
    let event = Arc::new(Event::new());
    let other = Arc::clone(&event);
    let task = spawn("setter", move || {
        for _ in 0..6 {
            Sim::sleep(Duration::from_millis(2));
            other.set();
        }
    });
    for wait in 0..6 {
        let ended = event.wait_timeout(Duration::from_millis(3));
        event.clear();
        assert!(wait < 5 || ended.is_ok());
    }
    task.join().unwrap();
}

#[test]
fn what_may_happen_once_is_not_spent_at_the_first_place() {
    fn finds(strategy: impl Strategy + 'static) {
        let explorer = Explorer::new().expiries(1).strategy(strategy);
        let report = explorer.executions(1_000).run(sixth);
        assert_eq!(report.verdict.word(), "panic", "{}", report.strategy);
    }
    finds(Pct::new(2, 0));
    finds(Pos::new(0));
    finds(Urw::new(0));
}

#[test]
fn in_turn_every_task_makes_one_event() {
    let report = Explorer::new().strategy(RoundRobin::new()).trace(|| {
        let word = Arc::new(Word::new(0));
        let start = |id: u32| {
            let word = Arc::clone(&word);
            spawn(&format!("task {id}"), move || {
                (0..3).for_each(|turn| assert_eq!(word.fetch_add(1, SeqCst), 2 * turn + id));
            })
        };
        let tasks = [start(0), start(1)];
        tasks.into_iter().for_each(|task| task.join().unwrap());
    });
    assert!(report.verdict.is_ok(), "{report}");
}

/// A bit of everything: locks, a queue that may be empty, an event, values, and time.
fn mixed() {
    let shared = Arc::new((Mutex::new(0), Queue::<u32, 1>::new(), Event::new()));
    let start = |id: u32| {
        let shared = Arc::clone(&shared);
        spawn(&format!("task {id}"), move || {
            *shared.0.lock() += choose(3);
            shared.1.put(id);
            let _ = shared.2.wait_timeout(Duration::from_millis(1));
        })
    };
    let tasks = [start(0), start(1), start(2)];
    let sum: u32 = (0..3).map(|_| shared.1.get()).sum();
    assert_eq!(sum, 3);
    shared.2.set();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

fn repeats<S: Strategy + 'static>(strategy: impl Fn() -> S) {
    for granularity in [Granularity::BlackBox, Granularity::WhiteBox] {
        let run = || {
            let explorer = Explorer::new().granularity(granularity).executions(200);
            let explorer = explorer.strategy(strategy()).expiries(1).spurious(1);
            explorer.shard(0, 1).run(mixed)
        };
        let (one, other) = (run(), run());
        assert_eq!(one.verdict, other.verdict);
        assert_eq!(one.fingerprints(), other.fingerprints(), "{}", one.strategy);
        assert_eq!((one.steps, one.place), (other.steps, other.place));
    }
}

#[test]
fn the_same_seed_does_the_same_again() {
    repeats(|| Random::new(11));
    repeats(|| Pct::new(3, 11));
    repeats(|| Pos::new(11));
    repeats(|| Urw::new(11));
    repeats(RoundRobin::new);
    repeats(|| Bounded::new(1));
    repeats(Exhaustive::new);
}

#[test]
fn another_seed_does_something_else() {
    let explore = |seed| {
        let explorer = Explorer::new().strategy(Pos::new(seed)).executions(20);
        explorer.shard(0, 1).run(mixed).fingerprints().to_vec()
    };
    assert_ne!(explore(0), explore(100));
}

/// What a report says of a strategy is enough to make the execution that failed alone.
#[test]
fn a_failure_is_made_again_by_what_is_said_of_it() {
    let found = explore(Pct::new(2, 7), stopped);
    let said: Vec<_> = found.strategy.split([' ', ',']).collect();
    let [
        "pct",
        "",
        "depth",
        depth,
        "",
        "length",
        length,
        "",
        "seed",
        seed,
    ] = said[..]
    else {
        panic!("{said:?}")
    };
    let number = |text: &str| text.parse::<u64>().unwrap();
    let strategy = Pct::new(depth.parse().unwrap(), number(seed)).length(number(length));
    let again = explore(strategy, stopped);
    assert_eq!((again.executions, again.trace), (1, found.trace));

    let found = explore(Pos::new(0), beside);
    let seed = found.strategy.strip_prefix("pos, seed ").unwrap();
    let again = explore(Pos::new(number(seed)), beside);
    assert_eq!((again.executions, again.trace), (1, found.trace));
}
