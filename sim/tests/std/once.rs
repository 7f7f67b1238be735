//! What happens once: `Once`, `OnceLock`, `LazyLock`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use waitword_sim::std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use waitword_sim::std::sync::{LazyLock, Mutex, Once, OnceLock};
use waitword_sim::std::thread;

use crate::{exhaustive, in_both};

fn panics(work: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(work)).is_err()
}

#[test]
fn one_of_many_runs_and_the_others_wait_for_it() {
    in_both(|| {
        let shared = Arc::new((Once::new(), AtomicU32::new(0)));
        let call = |shared: &(Once, AtomicU32)| {
            shared.0.call_once(|| {
                shared.1.fetch_add(1, SeqCst);
            });
            assert_eq!(shared.1.load(SeqCst), 1);
        };
        let tasks: Vec<_> = (0..2)
            .map(|_| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || call(&shared))
            })
            .collect();
        shared.0.wait();
        assert!(shared.0.is_completed());
        tasks.into_iter().for_each(|task| task.join().unwrap());
    });
}

#[test]
fn a_panic_poisons_a_once_until_it_is_forced() {
    in_both(|| {
        let once = Once::new();
        assert!(panics(|| once.call_once(|| panic!("on purpose"))));
        assert!(panics(|| once.call_once(|| ())));
        assert!(panics(|| once.wait()));
        assert!(!once.is_completed());
        once.call_once_force(|state| assert!(state.is_poisoned()));
        once.call_once(|| panic!("it is done"));
        once.wait_force();
    });
}

#[test]
fn one_value_is_written() {
    in_both(|| {
        let cell = Arc::new(OnceLock::new());
        let tasks: Vec<_> = (1..3)
            .map(|number| {
                let cell = Arc::clone(&cell);
                thread::spawn(move || *cell.get_or_init(|| number))
            })
            .collect();
        let seen: Vec<u32> = tasks.into_iter().map(|task| task.join().unwrap()).collect();
        assert_eq!(seen[0], seen[1]);
        assert_eq!(cell.get(), Some(&seen[0]));
        assert_eq!(cell.set(9), Err(9));
    });
}

#[test]
fn who_waits_for_a_value_is_given_it() {
    in_both(|| {
        let cell = Arc::new(OnceLock::new());
        let other = Arc::clone(&cell);
        let task = thread::spawn(move || other.set("value").unwrap());
        assert_eq!(*cell.wait(), "value");
        task.join().unwrap();
        let mut cell = Arc::into_inner(cell).unwrap();
        assert_eq!(cell.take(), Some("value"));
        assert_eq!(cell.get(), None);
        assert!(panics(|| {
            cell.get_or_init(|| panic!("on purpose"));
        }));
        assert_eq!(cell.get_or_init(|| "again"), &"again");
        assert_eq!(cell.into_inner(), Some("again"));
    });
}

#[test]
fn a_lazy_value_is_made_once() {
    in_both(|| {
        let made = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&made);
        let lazy = Arc::new(LazyLock::new(move || count.fetch_add(1, SeqCst) + 5));
        assert!(LazyLock::get(&lazy).is_none());
        let other = Arc::clone(&lazy);
        let task = thread::spawn(move || **other);
        assert_eq!(**lazy, 5);
        assert_eq!(task.join().unwrap(), 5);
        assert_eq!(made.load(SeqCst), 1);
    });
}

#[test]
fn a_lazy_value_that_panics_stays_poisoned() {
    in_both(|| {
        let lazy = LazyLock::<u32>::new(|| panic!("on purpose"));
        assert!(panics(|| assert_eq!(*lazy, 0)));
        assert!(panics(|| assert_eq!(*lazy, 0)));
    });
}

static NAMES: LazyLock<Mutex<Vec<u32>>> = LazyLock::new(|| Mutex::new(vec![1]));
static CELL: OnceLock<String> = OnceLock::new();
static ONCE: Once = Once::new();

#[test]
fn statics_are_new_in_each_execution() {
    let report = exhaustive(|| {
        let push = |number| {
            let mut names = NAMES.lock().unwrap();
            names.push(number);
            assert!(names.len() <= 3 && names[0] == 1);
        };
        assert!(!ONCE.is_completed());
        ONCE.call_once(|| ());
        assert_eq!(CELL.get(), None);
        let task = thread::spawn(move || push(2));
        push(3);
        CELL.set("set".into()).unwrap();
        task.join().unwrap();
        assert_eq!(CELL.get().unwrap(), "set");
    });
    assert!(report.verdict.is_ok(), "{report}");
    assert!(report.executions > 1);
}
