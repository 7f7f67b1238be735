//! Threads: their ends, scopes, tokens and locals.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use waitword_sim::std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use waitword_sim::std::thread::{self, Builder, LocalKey, sleep};
use waitword_sim::std::thread_local;
use waitword_sim::std::time::{Duration, Instant};

use crate::{exhaustive, in_both};

#[test]
fn a_thread_leaves_its_result_or_its_panic() {
    in_both(|| {
        let five = thread::spawn(|| 5);
        let panics = thread::spawn(|| panic!("on purpose"));
        assert_eq!(five.join().unwrap(), 5);
        let panic = panics.join().unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"on purpose"));
    });
}

#[test]
fn a_panic_that_nobody_takes_is_a_bug() {
    let report = exhaustive(|| drop(thread::spawn(|| panic!("alone"))));
    assert_eq!(report.verdict.word(), "panic");
}

#[test]
fn a_thread_knows_its_name_and_others_know_it_by_its_id() {
    in_both(|| {
        assert_eq!(thread::current().name(), Some("main"));
        let named = Builder::new().name("worker".into()).stack_size(1 << 16);
        let named = named
            .spawn(|| thread::current().name().map(String::from))
            .unwrap();
        let id = named.thread().id();
        assert_ne!(id, thread::current().id());
        assert_eq!(named.thread().name(), Some("worker"));
        assert_eq!(named.join().unwrap().as_deref(), Some("worker"));
        let other = thread::spawn(|| thread::current().id());
        let known = other.thread().id();
        assert_eq!(other.join().unwrap(), known);
        assert_eq!(thread::available_parallelism().unwrap().get(), 2);
    });
}

#[test]
fn a_thread_is_finished_once_it_has_ended() {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let answers = Rc::clone(&seen);
    let report = exhaustive(move || {
        let count = Arc::new(AtomicU32::new(0));
        let other = Arc::clone(&count);
        let task = thread::spawn(move || other.store(1, SeqCst));
        let (stored, first) = (count.load(SeqCst), task.is_finished());
        let second = task.is_finished();
        answers.borrow_mut().insert((stored, first, second));
        task.join().unwrap();
    });
    assert_eq!((report.verdict.word(), report.executions), ("ok", 6));
    let [no, yes] = [false, true];
    let all = [
        (0, no, no),
        (0, no, yes),
        (0, yes, yes),
        (1, no, no),
        (1, no, yes),
        (1, yes, yes),
    ];
    assert_eq!(*seen.borrow(), BTreeSet::from(all));
}

#[test]
fn scoped_threads_borrow() {
    in_both(|| {
        let mut totals = [0, 0];
        let shared = AtomicU32::new(1);
        let sum = thread::scope(|s| {
            for total in &mut totals {
                s.spawn(|| *total = shared.fetch_add(1, SeqCst));
            }
            let nested = s.spawn(|| s.spawn(|| shared.load(SeqCst)).join().unwrap());
            nested.join().unwrap()
        });
        assert!((1..=3).contains(&sum));
        totals.sort_unstable();
        assert_eq!(totals, [1, 2]);
    });
}

#[test]
fn a_scope_hands_on_panics_as_stds() {
    in_both(|| {
        let unjoined = std::panic::catch_unwind(|| {
            thread::scope(|s| {
                s.spawn(|| panic!("inside"));
            });
        });
        let text = unjoined.unwrap_err();
        assert_eq!(
            text.downcast_ref::<&str>(),
            Some(&"a scoped thread panicked")
        );
        thread::scope(|s| assert!(s.spawn(|| panic!("taken")).join().is_err()));
    });
}

#[test]
fn a_scope_whose_body_panics_waits_first() {
    in_both(|| {
        let mut ended = false;
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            thread::scope(|s| {
                s.spawn(|| {
                    thread::yield_now();
                    ended = true;
                });
                panic!("outside");
            });
        }));
        assert!(panicked.is_err());
        assert!(ended);
    });
}

/// What scoped threads borrow is there until they are unwound, though the execution is over.
#[test]
fn a_scope_that_can_never_end_is_unwound_last() {
    struct Looks<'a>(&'a [Cell<u32>; 1]);
    impl Drop for Looks<'_> {
        fn drop(&mut self) {
            assert_eq!(self.0[0].get(), 7);
        }
    }
    // SAFETY: all threads of a simulation run on one of the machine.
    unsafe impl Send for Looks<'_> {}
    let report = exhaustive(|| {
        let borrowed = [Cell::new(7)];
        thread::scope(|s| {
            let looks = Looks(&borrowed);
            s.spawn(move || {
                let _looks = looks;
                thread::park();
            });
        });
    });
    assert_eq!(report.verdict.word(), "deadlock");
}

#[test]
fn a_token_is_kept_until_it_is_taken() {
    in_both(|| {
        thread::current().unpark();
        thread::current().unpark();
        thread::park();
        let begun = Instant::now();
        thread::park_timeout(Duration::from_secs(1));
        assert_eq!(begun.elapsed(), Duration::from_secs(1));
    });
}

#[test]
fn one_token_lets_one_park_return() {
    let report = exhaustive(|| {
        thread::current().unpark();
        thread::park();
        thread::park();
    });
    assert_eq!(report.verdict.word(), "deadlock");
}

#[test]
fn an_unpark_reaches_the_thread_wherever_it_is() {
    in_both(|| {
        let flag = Arc::new(AtomicU32::new(0));
        let set = Arc::clone(&flag);
        let parked = thread::spawn(move || {
            while set.load(SeqCst) == 0 {
                thread::park();
            }
        });
        flag.store(1, SeqCst);
        parked.thread().unpark();
        parked.join().unwrap();
    });
}

thread_local! {
    static NUMBER: Cell<u32> = const { Cell::new(1) };
    static NAMES: RefCell<Vec<&'static str>> = RefCell::new(Vec::new());
}

#[test]
fn each_thread_of_each_execution_has_its_own_values() {
    in_both(|| {
        let touch = |name| {
            assert_eq!(NUMBER.replace(2), 1);
            NAMES.with_borrow_mut(|names| names.push(name));
            thread::yield_now();
            assert_eq!(NAMES.take(), [name]);
            assert_eq!(NUMBER.get(), 2);
        };
        let other = thread::spawn(move || touch("other"));
        touch("main");
        other.join().unwrap();
    });
}

struct Counted(&'static LocalKey<Counted>);

static DROPPED: AtomicUsize = AtomicUsize::new(0);

impl Drop for Counted {
    fn drop(&mut self) {
        assert!(
            self.0.try_with(|_| ()).is_err(),
            "it is gone for its own destructor"
        );
        DROPPED.fetch_add(1, SeqCst);
    }
}

thread_local! {
    static COUNTED: Counted = Counted(&COUNTED);
    static LATER: Later = Later;
}

struct Later;

impl Drop for Later {
    fn drop(&mut self) {
        COUNTED.with(|_| ());
    }
}

#[test]
fn the_values_of_a_thread_are_dropped_at_its_end() {
    in_both(|| {
        DROPPED.store(0, SeqCst);
        let task = thread::spawn(|| COUNTED.with(|_| assert_eq!(DROPPED.load(SeqCst), 0)));
        task.join().unwrap();
        assert_eq!(DROPPED.load(SeqCst), 1);
        // What a destructor makes is dropped too.
        thread::spawn(|| LATER.with(|_| ())).join().unwrap();
        assert_eq!(DROPPED.load(SeqCst), 2);
        thread::spawn(|| ()).join().unwrap();
        assert_eq!(DROPPED.load(SeqCst), 2);
    });
}

#[test]
fn a_thread_that_unwinds_knows_it_and_others_do_not() {
    struct Asks(Arc<AtomicU32>);
    impl Drop for Asks {
        fn drop(&mut self) {
            assert!(thread::panicking());
            self.0.store(1, SeqCst);
            thread::yield_now();
        }
    }
    in_both(|| {
        let flag = Arc::new(AtomicU32::new(0));
        let asks = Asks(Arc::clone(&flag));
        let unwinds = thread::spawn(move || {
            let _asks = asks;
            panic!("on purpose");
        });
        assert!(!thread::panicking());
        flag.load(SeqCst);
        assert!(!thread::panicking());
        assert!(unwinds.join().is_err());
    });
}

#[test]
fn sleeps_take_virtual_time_only() {
    in_both(|| {
        let hour = Duration::from_secs(3600);
        let task = thread::spawn(move || thread::park_timeout(hour));
        let begun = Instant::now();
        task.join().unwrap();
        sleep(hour);
        assert_eq!(begun.elapsed(), 2 * hour);
    });
}
