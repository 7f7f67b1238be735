//! `Once`, `OnceLock` and `LazyLock`.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_sim::{Granularity, LazyLock, Once, OnceLock, Random, Word};

use super::{SHORT, every_execution, every_execution_with, explorer, shared, task};

#[test]
fn called_by_three() {
    every_execution_with(3, || {
        let (mine, other) = shared((Once::new(), Word::new(0)));
        let second = Arc::clone(&mine);
        let call = |on: Arc<(Once, Word)>| {
            move || {
                on.0.call_once(|| _ = on.1.fetch_add(1, Relaxed));
                on.1.load(Relaxed)
            }
        };
        let tasks = [task(call(other)), task(call(second))];
        mine.0.wait();
        assert!(mine.0.is_completed());
        assert_eq!(mine.1.load(Relaxed), 1);
        assert_eq!(tasks.map(|task| task.join().unwrap()), [1, 1]);
    });
}

/// What happens while a panic unwinds is no choice of a search, which then is not complete.
#[test]
fn the_first_panics() {
    for granularity in [Granularity::BlackBox, Granularity::WhiteBox] {
        let explorer = explorer(granularity).strategy(Random::new(3));
        explorer.executions(500).check(|| {
            let (mine, other) = shared((Once::new(), Word::new(0)));
            let second = Arc::clone(&mine);
            let tasks = [task(move || call(&other)), task(move || call(&second))];
            let mut well = tasks.map(|task| task.join().unwrap());
            well.sort_unstable();
            assert_eq!(well, [false, true]);
            assert!(mine.0.is_completed() && call(&mine));
        });
    }
}

/// Calls once, of which the first call panics; whether it ended well.
fn call(on: &(Once, Word)) -> bool {
    let work = || {
        if on.1.fetch_add(1, Relaxed) == 0 {
            resume_unwind(Box::new(()));
        }
    };
    catch_unwind(AssertUnwindSafe(|| on.0.call_once(work))).is_ok()
}

#[test]
fn waited_for_in_time() {
    every_execution_with(3, || {
        let (mine, other) = shared(OnceLock::new());
        let second = Arc::clone(&mine);
        let patient = task(move || *other.wait());
        let hasty = task(move || second.wait_timeout(SHORT).copied());
        mine.set(5).unwrap();
        assert_eq!(patient.join().unwrap(), 5);
        assert!(hasty.join().unwrap().is_ok_and(|value| value == 5) || mine.get() == Some(&5));
    });
}

#[test]
fn set_by_two() {
    every_execution(|| {
        let (mine, other) = shared(OnceLock::new());
        let task = task(move || (other.set(1), *other.get().unwrap()));
        let tried = mine.try_set(2);
        let (set, seen) = task.join().unwrap();
        assert!(set.is_ok() != tried.is_ok());
        assert_eq!(mine.get(), Some(&seen));
        assert_eq!(seen, if set.is_ok() { 1 } else { 2 });
    });
}

#[test]
fn lazy_for_two() {
    every_execution(|| {
        let count = Word::new(0);
        let (mine, other) = shared(LazyLock::new(move || count.fetch_add(1, Relaxed) + 3));
        let task = task(move || **other);
        assert_eq!((**mine, task.join().unwrap()), (3, 3));
    });
}
