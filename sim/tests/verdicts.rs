//! Verdicts with what they know: each with a small program that deserves it.

use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Release, SeqCst};

use waitword_core::platform::ALL;
use waitword_core::{Object, Platform};
use waitword_sim::{
    Accessed, DataRace, Event, Exhaustive, Explorer, Mutex, Random, Report, RoundRobin, Sim,
    UseAfterFree, Verdict, Word, replay, spawn,
};

/// Explores all of the program; what fails is replayed, and has to fail in the same way again.
fn explore(program: impl Fn() + Clone + 'static) -> Report {
    let explorer = Explorer::new().strategy(Exhaustive::new());
    let report = explorer.run(program.clone());
    if let Some(schedule) = &report.schedule {
        assert_eq!(schedule.verdict, report.verdict.word());
        let text = schedule.to_string();
        let again = replay(&text.parse().unwrap(), program).unwrap();
        assert_eq!(
            (&again.verdict, &again.trace),
            (&report.verdict, &report.trace)
        );
    }
    report
}

/// The verdict's word and its lines.
fn told(report: &Report) -> Vec<String> {
    let word = [report.verdict.word().to_string()];
    word.into_iter().chain(report.verdict.details()).collect()
}

/// A lock of the user's own, which tells the simulator who holds it.
struct Lock(Word);

impl Lock {
    fn object(&self) -> Object {
        Object::new("mutex", self)
    }

    fn lock(&self) {
        while self.0.swap(1, Acquire) != 0 {
            self.0.wait(1);
        }
        Sim::acquired(self.object());
    }

    fn unlock(&self) {
        Sim::released(self.object());
        self.0.store(0, Release);
        self.0.wake(ALL);
    }
}

fn named_lock() -> Arc<Lock> {
    let lock = Arc::new(Lock(Word::new(0)));
    Sim::name(lock.object(), format_args!("the lock"));
    lock
}

#[test]
fn a_lock_that_is_released_by_another_task() {
    let report = explore(|| {
        let lock = named_lock();
        lock.lock();
        let other = Arc::clone(&lock);
        let _ = spawn("other", move || other.unlock()).join();
    });
    let line = "other releases the lock, which main holds";
    assert_eq!(told(&report), ["not-owner", line]);
    let report = explore(|| named_lock().unlock());
    let line = "main releases the lock, which nobody holds";
    assert_eq!(told(&report), ["not-owner", line]);
}

#[test]
fn a_lock_that_is_never_released() {
    let report = explore(|| {
        let total = Arc::new(Mutex::new(0));
        let other = Arc::clone(&total);
        spawn("other", move || std::mem::forget(other.lock()))
            .join()
            .unwrap();
    });
    let line = "mutex#1 is still held by other";
    assert_eq!(told(&report), ["leak", line]);
}

#[test]
fn a_task_that_locks_what_it_holds() {
    let report = explore(|| {
        let total = Mutex::new(0);
        let held = total.lock();
        assert_eq!(*total.lock(), *held);
    });
    assert_eq!(
        told(&report),
        [
            "self-deadlock",
            "main waits for mutex#1 (lock), held by main",
            "cycle: main -> mutex#1 -> main"
        ]
    );
}

#[test]
fn tasks_that_nobody_wakes_after_the_end_of_the_others() {
    let report = explore(|| {
        let start = Arc::new(Event::new());
        let other = Arc::clone(&start);
        spawn("forgotten", move || other.wait());
        spawn("done", || ()).join().unwrap();
    });
    assert_eq!(
        told(&report),
        [
            "partial-deadlock",
            "forgotten waits for event#1 (wait)",
            "orphan wait: nobody is left who could end the wait of forgotten for event#1"
        ]
    );
}

#[test]
fn a_lock_whose_holder_has_ended() {
    let report = explore(|| {
        let total = Arc::new(Mutex::new(0));
        let other = Arc::clone(&total);
        let task = spawn("other", move || std::mem::forget(other.lock()));
        task.join().unwrap();
        *total.lock() += 1;
    });
    assert_eq!(
        told(&report),
        [
            "deadlock",
            "main waits for mutex#1 (lock), held by other",
            "orphan wait: other ended without giving mutex#1 back"
        ]
    );
}

#[test]
fn a_task_that_waits_in_a_loop_for_what_never_comes() {
    let explorer = Explorer::new().steps(1_000).strategy(Exhaustive::new());
    let report = explorer.run(|| {
        let word = Word::new(0);
        while word.load(SeqCst) == 0 {}
    });
    assert_eq!(
        told(&report),
        [
            "livelock",
            "nothing changes: each of the last 500 steps is the same",
            "main: word#1: load 0"
        ]
    );
}

/// Takes one lock and tries the other; gives way if that is taken.
fn polite(first: &Mutex<()>, second: &Mutex<()>) {
    loop {
        let held = first.lock();
        if second.try_lock().is_some() {
            return;
        }
        drop(held);
    }
}

#[test]
fn tasks_that_give_way_to_each_other_for_ever() {
    let program = || {
        let forks = Arc::new((Mutex::new(()), Mutex::new(())));
        let other = Arc::clone(&forks);
        let task = spawn("other", move || polite(&other.1, &other.0));
        polite(&forks.0, &forks.1);
        task.join().unwrap();
    };
    let turns = || Explorer::new().steps(3_000).strategy(RoundRobin::new());
    let report = turns().run(program);
    let lines = told(&report);
    assert_eq!(lines[0], "livelock", "{report}");
    for line in [
        "main: try_lock mutex#1: refused",
        "other: try_lock mutex#2: refused",
    ] {
        assert!(lines.contains(&line.to_string()), "{report}");
    }
    let trace = report.trace.as_ref().unwrap().to_string();
    assert!(
        trace.contains(".. these 6 steps 499 times more\n"),
        "{trace}"
    );
    let again = replay(&report.schedule.unwrap(), program).unwrap();
    assert_eq!(again.verdict, report.verdict);
}

#[test]
fn tasks_that_spin_in_any_order_are_a_livelock_too() {
    let spin = |word: &Word| while word.load(SeqCst) == 0 {};
    let explorer = Explorer::new().steps(1_000).strategy(Random::new(3));
    let report = explorer.run(move || {
        let word = Arc::new(Word::new(0));
        let other = Arc::clone(&word);
        spawn("other", move || spin(&other));
        spin(&word);
    });
    assert_eq!(report.verdict.word(), "livelock", "{report}");
}

#[test]
fn a_task_that_works_on_for_ever_is_a_limit() {
    let explorer = Explorer::new().steps(1_000).strategy(Exhaustive::new());
    let report = explorer.run(|| {
        let total = Mutex::new(0_u64);
        loop {
            *total.lock() += 1;
        }
    });
    assert_eq!(report.verdict.word(), "limit", "{report}");
}

#[test]
fn memory_that_nobody_frees() {
    use waitword_sim::std::sync;

    struct Node {
        next: sync::Mutex<Option<sync::Arc<Node>>>,
    }
    let report = explore(|| {
        let node = sync::Arc::new(Node {
            next: sync::Mutex::new(None),
        });
        *node.next.lock().unwrap() = Some(sync::Arc::clone(&node));
    });
    let lines = told(&report);
    assert_eq!((&*lines[0], lines.len()), ("leak", 2), "{report}");
    let place = "an arc was never freed (main: allocated at sim/tests/verdicts.rs:";
    assert!(lines[1].starts_with(place), "{report}");

    let report = explore(|| {
        let counted = sync::Arc::new(1);
        let other = sync::Arc::clone(&counted);
        let task = spawn("other", move || *other);
        assert_eq!(task.join().unwrap(), *counted);
    });
    assert!(report.verdict.is_ok(), "{report}");
}

#[test]
fn memory_of_a_static_is_no_leak() {
    use waitword_sim::std::sync;

    static SHARED: sync::LazyLock<sync::Arc<u32>> = sync::LazyLock::new(|| sync::Arc::new(1));
    let report = explore(|| {
        let mine = sync::Arc::clone(&SHARED);
        assert_eq!(*mine, 1);
    });
    assert!(report.verdict.is_ok(), "{report}");
}

#[test]
fn races_and_freed_memory_are_told_by_who_what_and_where() {
    let accessed = |task: &str, what: &str, place: Option<&str>| Accessed {
        task: task.into(),
        what: what.into(),
        place: place.map(Into::into),
    };
    let race = Verdict::DataRace(DataRace {
        object: "the data of mutex#1".into(),
        first: accessed("main", "write", Some("src/main.rs:7")),
        second: accessed("other", "read", None),
    });
    assert_eq!(
        race.to_string(),
        "data-race\n  the data of mutex#1 is touched by two tasks at the same time\n  \
         main: write at src/main.rs:7\n  other: read"
    );
    let freed = Verdict::UseAfterFree(UseAfterFree {
        object: "an arc".into(),
        freed: accessed("main", "free", Some("src/main.rs:9")),
        touched: accessed("other", "load", Some("src/main.rs:3")),
    });
    assert_eq!(
        freed.to_string(),
        "use-after-free\n  an arc is touched after its memory was given back\n  \
         main: free at src/main.rs:9\n  other: load at src/main.rs:3"
    );
}
