//! Primitives in statics: as new in every execution.
//!
//! A static belongs to one test, since tests run beside each other.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use waitword_sim::{
    Event, Exhaustive, Explorer, Granularity, Mutex, Report, Semaphore, Word, outcome, spawn,
};

fn exhaustive(program: impl Fn() + 'static) -> Report {
    Explorer::new().strategy(Exhaustive::new()).run(program)
}

/// A static that is written once, as by a once: 0 is new, 1 is done.
static DONE: Word = Word::new(0);
static TOTAL: Mutex<()> = Mutex::new(());
static READY: Event = Event::new();
static PERMITS: Semaphore = Semaphore::new(2);
static COUNT: Word = Word::new(7);

fn uses_statics() {
    assert_eq!(DONE.load(SeqCst), 0);
    assert!(!READY.is_set() && !TOTAL.is_locked());
    assert_eq!(PERMITS.available(), 2);
    let task = spawn("other", || {
        let _guard = TOTAL.lock();
        assert!(COUNT.fetch_add(1, SeqCst) < 9);
        DONE.store(1, SeqCst);
        READY.set();
        PERMITS.try_acquire().unwrap().forget();
    });
    COUNT.fetch_add(1, SeqCst);
    READY.wait();
    task.join().unwrap();
    assert_eq!(COUNT.load(SeqCst), 9);
    std::mem::forget(PERMITS.acquire());
}

#[test]
fn primitives_in_statics_are_new_in_every_execution() {
    for granularity in [Granularity::BlackBox, Granularity::WhiteBox] {
        let explorer = Explorer::new().granularity(granularity).executions(2_000);
        let report = explorer.run(uses_statics);
        assert!(report.verdict.is_ok(), "{report}");
        assert!(report.executions > 1);
    }
}

#[test]
fn a_static_lock_is_free_again_after_an_execution_that_left_it_locked() {
    static FIRST: Mutex<()> = Mutex::new(());
    static SECOND: Mutex<()> = Mutex::new(());
    let crossed = || {
        let task = spawn("other", || {
            let _second = SECOND.lock();
            let _first = FIRST.lock();
        });
        let first = FIRST.lock();
        drop((SECOND.lock(), first));
        task.join().unwrap();
    };
    for _ in 0..3 {
        assert_eq!(exhaustive(crossed).verdict.word(), "deadlock");
    }
    assert!(
        exhaustive(|| drop((FIRST.lock(), SECOND.lock())))
            .verdict
            .is_ok()
    );
    // Outside as well, where a lock that is left locked would be waited for in vain.
    assert_eq!(exhaustive(crossed).verdict.word(), "deadlock");
    assert!(!FIRST.is_locked() && !SECOND.is_locked());
}

#[test]
fn what_is_written_between_two_searches_is_what_the_next_begins_with() {
    static LEVEL: Word = Word::new(1);
    let program = || outcome(LEVEL.fetch_add(10, SeqCst).to_string());
    let seen = || exhaustive(program).outcomes.into_keys().next().unwrap();
    assert_eq!([seen(), seen()], ["1", "1"]);
    LEVEL.store(5, SeqCst);
    assert_eq!([seen(), seen()], ["5", "5"]);
}

#[test]
fn atomics_of_std_are_not_known_to_the_simulator() {
    static SEEN: AtomicU32 = AtomicU32::new(0);
    // ORDERING: Relaxed, one thread.
    let report = exhaustive(|| assert!(SEEN.fetch_add(1, Relaxed) < 100));
    assert!(report.verdict.is_ok(), "{report}");
}
#[test]
fn data_beside_the_words_that_is_left_over_is_no_silent_bug() {
    static LEFT: Mutex<u32> = Mutex::new(0);
    let report = exhaustive(|| {
        let mut left = LEFT.lock();
        *left += 1;
        let first = *left == 1;
        drop(left);
        if first {
            spawn("only once", || ()).join().unwrap();
            drop(LEFT.lock());
        }
    });
    assert_eq!(report.verdict.word(), "nondeterminism", "{report}");
}
