//! Placed values: who touches them when they are gone.

use std::sync::Arc;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

use waitword_core::Platform;
use waitword_sim::{
    Exhaustive, Explorer, Granularity, Mutex, Placed, Pointer, Report, Sim, Verdict, Word, spawn,
};

fn explore(program: impl Fn() + 'static) -> Report {
    Explorer::new().strategy(Exhaustive::new()).run(program)
}

fn is_late(report: &Report) -> bool {
    matches!(report.verdict, Verdict::UseAfterFree(_))
}

/// A task sets a flag in the frame of another one, which waits for it, and then the frame ends.
fn hand_over(set: Ordering, look: Ordering, afterwards: fn(&Word)) -> Report {
    explore(move || {
        let flag = Placed::new(Word::new(0));
        let pointer = flag.pointer();
        let setter = spawn("setter", move || {
            pointer.store(1, set);
            afterwards(&pointer);
        });
        if flag.load(look) == 1 {
            drop(flag);
        } else {
            setter.join().unwrap();
        }
    })
}

#[test]
fn what_comes_before_the_end_is_in_time() {
    let report = hand_over(Release, Acquire, |_| {});
    assert!(report.verdict.is_ok() && report.complete, "{report}");
}

#[test]
fn what_may_come_after_the_end_is_late_whichever_came_first() {
    let report = hand_over(Release, Acquire, |flag| assert_ne!(flag.load(Relaxed), 7));
    assert!(is_late(&report), "{report}");
    assert!(is_late(&hand_over(Relaxed, Relaxed, |_| {})));
    assert!(is_late(&hand_over(Relaxed, Acquire, |_| {})));
}

#[test]
fn a_wake_touches_nothing() {
    let report = hand_over(Release, Acquire, |flag| Sim::wake(flag.address(), 1));
    assert!(report.verdict.is_ok() && report.complete, "{report}");
}

#[test]
fn a_late_touch_of_ones_own() {
    let report = explore(|| {
        let place = Placed::new(Word::new(0));
        let pointer = place.pointer();
        drop(place);
        pointer.store(1, Relaxed);
    });
    let Verdict::UseAfterFree(late) = report.verdict else {
        panic!("{report}")
    };
    assert_eq!(
        (&*late.touched.task, &*late.touched.what),
        ("main", "store")
    );
}

/// The unlock of a mutex touches nothing after it, the white box shows; the next lock does.
#[test]
fn a_primitive_in_a_place() {
    let program = |locks: u32| {
        move || {
            let mutex = Placed::new(Mutex::new(false));
            let pointer: Pointer<Mutex<bool>> = mutex.pointer();
            let task = spawn("other", move || {
                (0..locks).for_each(|_| *pointer.lock() = true);
            });
            if *mutex.lock() {
                drop(mutex);
            } else {
                task.join().unwrap();
            }
        }
    };
    for granularity in [Granularity::BlackBox, Granularity::WhiteBox] {
        let explorer = || {
            Explorer::new()
                .granularity(granularity)
                .strategy(Exhaustive::new())
        };
        explorer().check(program(1));
        assert!(is_late(&explorer().run(program(2))));
    }
}

#[test]
fn memory_that_is_used_again_is_another_place() {
    let report = explore(|| {
        for _ in 0..3 {
            drop(Placed::new(Word::new(0)));
            let word = Arc::new(Word::new(0));
            let other = Arc::clone(&word);
            let task = spawn("other", move || other.store(1, Relaxed));
            word.store(2, Relaxed);
            task.join().unwrap();
        }
    });
    assert!(report.verdict.is_ok(), "{report}");
}

#[test]
fn a_panic_is_told_of_first() {
    let report = explore(|| {
        let flag = Placed::new(Word::new(0));
        let pointer = flag.pointer();
        spawn("other", move || pointer.store(1, Relaxed));
        panic!("on purpose");
    });
    assert_eq!(report.verdict.word(), "panic", "{report}");
}
