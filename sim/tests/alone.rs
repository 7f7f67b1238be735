//! `obstruction_free`: all others stand still.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use waitword_core::Runtime;
use waitword_sim::{
    Bounded, Event, Exhaustive, Explorer, Granularity, Memory, Mutex, Sim, Verdict, Word,
    obstruction_free, spawn,
};

fn explorer() -> Explorer {
    // Between two stretches that run alone there are interleavings, and nothing else.
    let all = Bounded::new(u32::MAX);
    Explorer::new().memory(Memory::Sc).strategy(all)
}

/// What the panic of the first task said.
fn panic_of(program: fn()) -> String {
    match explorer().run(program).verdict {
        Verdict::Panic(panics) => panics[0].message.clone(),
        verdict => panic!("{verdict}"),
    }
}

fn shared<T>(value: T) -> (Arc<T>, Arc<T>) {
    let mine = Arc::new(value);
    (Arc::clone(&mine), mine)
}

#[test]
fn others_stand_still() {
    let report = explorer().check(|| {
        let (mine, other) = shared(Word::new(0));
        let task = spawn("other", move || other.fetch_add(1, Relaxed));
        obstruction_free(|| {
            let before = mine.load(Relaxed);
            obstruction_free(|| mine.fetch_add(1, Relaxed));
            assert_eq!(mine.load(Relaxed), before + 1);
        });
        task.join().unwrap();
        assert_eq!(mine.load(Relaxed), 2);
    });
    assert_eq!((report.complete, report.distinct), (true, 2));
}

#[test]
fn two_of_them_come_one_after_the_other() {
    let report = explorer().check(|| {
        let (mine, other) = shared(Word::new(0));
        let twice = |word: &Word| {
            obstruction_free(|| word.store(word.load(Relaxed) + 1, Relaxed));
        };
        let task = spawn("other", move || twice(&other));
        twice(&mine);
        task.join().unwrap();
        assert_eq!(mine.load(Relaxed), 2);
    });
    assert_eq!((report.complete, report.distinct), (true, 2));
}

#[test]
fn who_waits_for_another_depends_on_it() {
    for program in [
        || {
            let (mine, other) = shared(Mutex::new(()));
            let task = spawn("other", move || drop(other.lock()));
            obstruction_free(|| drop(mine.lock()));
            task.join().unwrap();
        },
        || {
            let task = spawn("other", || Sim::sleep(Duration::from_secs(1)));
            obstruction_free(|| task.join()).unwrap();
        },
        || obstruction_free(|| Word::new(0).wait(0)),
        || obstruction_free(|| Sim::sleep(Duration::from_secs(1))),
        || {
            let waited = obstruction_free(|| Event::new().wait_timeout(Duration::from_secs(1)));
            assert!(waited.is_err());
        },
    ] {
        let white = Explorer::new().granularity(Granularity::WhiteBox);
        let whites = white.strategy(Exhaustive::new()).run(program);
        assert_eq!(whites.verdict.word(), "panic");
        let text = panic_of(program);
        assert!(text.starts_with("not obstruction-free: "), "{text}");
        assert!(
            text.contains("waits for one of them (sim/tests/alone.rs:"),
            "{text}"
        );
    }
}

#[test]
fn who_spins_depends_on_another() {
    let text = panic_of(|| {
        let (mine, other) = shared(Word::new(0));
        let task = spawn("other", move || other.store(1, Relaxed));
        obstruction_free(|| while mine.load(Relaxed) == 0 {});
        task.join().unwrap();
    });
    assert!(text.contains("has not ended after 1000 steps"), "{text}");
}

#[test]
fn a_panic_ends_the_stretch() {
    explorer().check(|| {
        let (mine, other) = shared(Mutex::new(0));
        let holder = Arc::clone(&mine);
        let task = spawn("other", move || *holder.lock() += 1);
        let alone = AssertUnwindSafe(|| {
            obstruction_free(|| {
                let _late = Late(other);
                panic!("on purpose");
            });
        });
        assert!(panic::catch_unwind(alone).is_err());
        task.join().unwrap();
        assert_eq!(*mine.lock(), 2);
    });
}

/// Waits for the lock where it is dropped.
struct Late(Arc<Mutex<u32>>);

impl Drop for Late {
    fn drop(&mut self) {
        *self.0.lock() += 1;
    }
}

#[test]
fn outside_a_simulation_nothing_stands_still() {
    assert_eq!(obstruction_free(|| 1), 1);
}
