//! Programs that do not repeat: they look at what the simulator does not decide.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Instant, SystemTime};

use waitword_sim::{Exhaustive, Explorer, Mutex, Report, Semaphore, Verdict, Word, outcome, spawn};

fn explore(program: impl Fn() + 'static) -> Report {
    Explorer::new().strategy(Exhaustive::new()).run(program)
}

/// The two lists of a program that does not repeat.
fn lists(report: &Report) -> [Vec<String>; 2] {
    let Verdict::Nondeterminism(difference) = &report.verdict else {
        panic!("{report}")
    };
    assert!(difference.what.contains("followed twice"), "{report}");
    let lists = [difference.once.clone(), difference.again.clone()];
    assert_ne!(lists[0], lists[1], "{report}");
    lists
}

/// The lists end with the first operation that differs and those after it.
fn differ_in(report: &Report, what: &str) {
    let lists = lists(report);
    let mut both = lists[0].iter().zip(&lists[1]);
    let (once, again) = both.find(|(once, again)| once != again).unwrap();
    assert!(once.contains(what) && again.contains(what), "{report}");
    let text = report.to_string();
    assert!(text.starts_with("nondeterminism\n"), "{text}");
    assert!(text.contains("  once ") && text.contains("\n  !"), "{text}");
}

#[test]
fn a_real_clock() {
    let report = explore(|| {
        let begun = SystemTime::UNIX_EPOCH;
        let now = SystemTime::now().duration_since(begun).unwrap();
        Word::new(0).store(now.subsec_nanos(), SeqCst);
    });
    differ_in(&report, "main: word#1: store 0 -> ");
    let begun = Instant::now();
    let report = explore(move || {
        let word = Word::new(0);
        word.load(SeqCst);
        word.store(begun.elapsed().as_nanos() as u32, SeqCst);
    });
    differ_in(&report, "main: word#1: store 0 -> ");
    assert_eq!(lists(&report)[0][0], "main: word#1: load 0");
}

#[test]
fn the_order_of_a_hash_map() {
    let report = explore(|| {
        let locks: HashMap<u32, Mutex<u32>> = (0..100).map(|i| (i, Mutex::new(i))).collect();
        let order: Vec<_> = locks.values().map(|lock| lock.lock().to_string()).collect();
        outcome(order.join(" "));
    });
    differ_in(&report, "the outcome: ");

    let report = explore(|| {
        let names: HashMap<u32, String> = (0..100).map(|i| (i, format!("task {i}"))).collect();
        for name in names.values() {
            let word = Word::new(0);
            spawn(name, move || word.load(SeqCst)).join().unwrap();
        }
    });
    differ_in(&report, ": word#1: load 0");
}

#[test]
fn a_random_number_of_the_operating_system() {
    let report = explore(|| {
        let random = RandomState::new().hash_one(1) as u32;
        Word::new(1).fetch_add(random, SeqCst);
    });
    differ_in(&report, "main: word#1: fetch_add 1 -> ");
}

#[test]
fn what_is_left_from_the_execution_before() {
    let left = Cell::new(0);
    let report = explore(move || {
        left.set(left.get() + 1);
        Word::new(0).store(left.get(), SeqCst);
    });
    differ_in(&report, "main: word#1: store 0 -> ");
}

/// Nothing of it is seen in the first execution, which is the same each time.
#[test]
fn a_difference_that_comes_late_is_no_internal_error() {
    let count = Cell::new(0);
    let report = explore(move || {
        count.set(count.get() + 1);
        let word = std::sync::Arc::new(Word::new(0));
        let other = std::sync::Arc::clone(&word);
        let task = spawn("other", move || other.fetch_add(1, SeqCst));
        if count.get() != 3 {
            word.fetch_add(1, SeqCst);
        }
        task.join().unwrap();
    });
    assert_eq!(report.verdict.word(), "nondeterminism", "{report}");
    let details = report.verdict.details();
    let told = "6 more executions by the same choices did the same";
    assert!(details[0].ends_with(told), "{report}");
}

#[test]
fn a_clock_that_is_only_seen_in_a_value_of_a_late_bug() {
    let begun = Instant::now();
    let report = explore(move || {
        let word = std::sync::Arc::new(Word::new(0));
        let other = std::sync::Arc::clone(&word);
        let task = spawn("other", move || other.fetch_add(1, SeqCst));
        if word.fetch_add(1, SeqCst) == 1 {
            // Only where the other one was first.
            word.store(begun.elapsed().as_nanos() as u32, SeqCst);
            assert!(word.load(SeqCst) == 0, "it is late");
        }
        task.join().unwrap();
    });
    // It fails each time it is run, and what differs is only the value that was stored.
    assert_eq!(report.verdict.word(), "panic", "{report}");
}

#[test]
fn addresses_are_no_difference() {
    let report = explore(|| {
        let boxed = Box::new(0);
        let address = (&raw const *boxed).addr();
        // Another block each time, as long as this one is kept.
        std::mem::forget(boxed);
        let cell = waitword_sim::std::sync::atomic::AtomicUsize::new(0);
        cell.store(address, SeqCst);
    });
    assert!(report.verdict.is_ok(), "{report}");
}

/// An operation that could not be done, and has not happened, gives its object no number: the same
/// choices do not come to it again.
#[test]
fn what_has_not_happened_leaves_no_trace() {
    let explorer = Explorer::new().strategy(Exhaustive::new());
    explorer.check(|| {
        let places = Arc::new([Semaphore::new(0), Semaphore::new(0)]);
        let other = Arc::clone(&places);
        let waiter = spawn("waiter", move || other[0].acquire().forget());
        places[1].release(1).unwrap();
        places[0].release(1).unwrap();
        waiter.join().unwrap();
    });
}
