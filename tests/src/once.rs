//! Bodies for `Once`, `OnceLock` and `LazyLock`.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::{LazyLock, Once, OnceLock, WaitError, Word};

use crate::World;
use crate::crew::{catch, crew, task, throw};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// Every form does the work if nobody has, and does nothing after.
pub fn every_form_does_it_once<W: World>() {
    for form in 0..5 {
        let (once, count) = (Once::<W>::new(), Word::<W>::new(0));
        assert_eq!(format!("{once:?}"), "Once { completed: false }");
        for _ in 0..2 {
            call_by(form, &once, || _ = count.fetch_add(1, Relaxed)).unwrap();
            assert!(once.is_completed());
        }
        assert_eq!(count.load(Relaxed), 1);
        assert_eq!(format!("{once:?}"), "Once { completed: true }");
    }
}

fn call_by<W: World>(form: u32, once: &Once<W>, work: impl FnOnce()) -> Result<(), WaitError> {
    match form {
        0 => once.call_once(work),
        1 => once.checked_call_once(work)?,
        2 => assert!(once.try_call_once(work)),
        3 => once.call_once_timeout(work, Duration::ZERO)?,
        _ => once.call_once_until(work, W::now())?,
    }
    Ok(())
}

/// Every form of a wait returns at once when the work is done.
pub fn every_form_sees_what_is_done<W: World>() {
    let once = Once::<W>::default();
    assert!(!once.is_completed());
    once.call_once(|| ());
    once.wait();
    assert_eq!(once.checked_wait(), Ok(()));
    assert_eq!(once.wait_timeout(Duration::ZERO), Ok(()));
    assert_eq!(once.wait_timeout(Duration::MAX), Ok(()));
    assert_eq!(once.wait_until(W::now()), Ok(()));
}

/// Who comes while the work is done waits for its end, and does not do it again.
pub fn all_wait_for_the_work<W: World>() {
    let shared = Arc::new((Once::<Watched<W>>::new(), Word::<W>::new(0)));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(6, move |number| {
        let (once, count) = &*other;
        // Main is at it when they come.
        once_begun(count);
        match number {
            0 => once.call_once(|| unreachable!()),
            1 => once.checked_call_once(|| unreachable!()).unwrap(),
            2 => once.call_once_timeout(|| unreachable!(), LONG).unwrap(),
            3 => once.wait(),
            4 => once.wait_timeout(Duration::MAX).unwrap(),
            _ => once.wait_until(W::after(LONG).unwrap()).unwrap(),
        }
        assert_eq!(count.load(Relaxed), 2);
    });
    shared.0.call_once(|| {
        shared.1.store(1, Relaxed);
        shared.1.wake(u32::MAX);
        assert!(!shared.0.is_completed());
        until_blocked::<W, _>(6, &shared.0);
        shared.1.store(2, Relaxed);
    });
    crew.join();
    assert_eq!(shared.1.load(Relaxed), 2);
}

fn once_begun<W: World>(count: &Word<W>) {
    while count.load(Relaxed) == 0 {
        count.wait(0);
    }
}

/// While somebody is at it a try is refused, and those who wait in time give up, none early.
pub fn busy<W: World>() {
    let once = Arc::new(Once::<W>::new());
    let value = Arc::new(OnceLock::<W, u32>::new());
    once.call_once(|| {
        value.get_or_init(|| {
            let shared = (Arc::clone(&once), Arc::clone(&value));
            task::<W, _>(move || {
                let (once, value) = shared;
                assert!(!once.try_call_once(|| unreachable!()));
                assert_eq!(value.try_set(2), Err(2));
                assert_eq!(value.try_get_or_init(|| unreachable!()), None);
                let earliest = W::after(SHORT).unwrap();
                let late = Some(WaitError::TimedOut);
                assert_eq!(once.call_once_timeout(|| unreachable!(), SHORT).err(), late);
                assert!(W::is_past(earliest));
                assert_eq!(
                    once.call_once_until(|| unreachable!(), earliest).err(),
                    late
                );
                assert_eq!(once.wait_timeout(SHORT).err(), late);
                assert_eq!(once.wait_until(W::now()).err(), late);
                assert_eq!(
                    value.get_or_init_timeout(|| unreachable!(), SHORT).err(),
                    late
                );
                assert_eq!(
                    value.get_or_init_until(|| unreachable!(), earliest).err(),
                    late
                );
                assert_eq!(value.wait_timeout(Duration::ZERO).err(), late);
                let deadline = W::after(SHORT).unwrap();
                assert_eq!(value.wait_until(deadline).err(), late);
                assert!(W::is_past(deadline));
            })
            .join();
            1
        });
    });
    assert_eq!((once.is_completed(), value.get()), (true, Some(&1)));
}

/// Work that panics counts as not done, and the next one does it.
pub fn a_panic_is_retried<W: World>() {
    let (once, value) = (Once::<W>::new(), OnceLock::<W, u32>::new());
    let calls = Word::<W>::new(0);
    let lazy = LazyLock::<W, u32, _>::new(|| match calls.fetch_add(1, Relaxed) {
        0 => throw(),
        call => call,
    });
    catch(|| once.call_once(|| throw()));
    catch(|| _ = value.get_or_init(|| throw()));
    catch(|| _ = LazyLock::force(&lazy));
    assert!(!once.is_completed());
    assert_eq!((value.get(), LazyLock::get(&lazy)), (None, None));
    once.call_once(|| ());
    assert!(once.is_completed());
    assert_eq!((*value.get_or_init(|| 3), *lazy, *lazy), (3, 1, 1));
    assert_eq!(calls.load(Relaxed), 2);
}

/// Who waits while the work panics does it itself.
pub fn a_panic_lets_a_waiter_try<W: World>() {
    let shared = Arc::new((Once::<Watched<W>>::new(), Word::<W>::new(0)));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(3, move |number| {
        let (once, begun) = &*other;
        once_begun(begun);
        if number == 0 {
            once.wait();
        } else {
            once.call_once(|| _ = begun.fetch_add(1, Relaxed));
        }
    });
    catch(|| {
        shared.0.call_once(|| {
            shared.1.store(1, Relaxed);
            shared.1.wake(u32::MAX);
            until_blocked::<W, _>(3, &shared.0);
            throw();
        });
    });
    crew.join();
    assert_eq!((shared.0.is_completed(), shared.1.load(Relaxed)), (true, 2));
}

/// A value is set once; who comes later gets its own back.
pub fn set_and_get<W: World>() {
    let mut lock = OnceLock::<W, String>::new();
    assert_eq!(lock.get(), None);
    assert_eq!(lock.get_mut(), None);
    assert_eq!(format!("{lock:?}"), "OnceLock(<empty>)");
    assert_eq!(lock.set("first".into()), Ok(()));
    assert_eq!(lock.set("second".into()), Err("second".into()));
    assert_eq!(lock.try_set("third".into()), Err("third".into()));
    assert_eq!(format!("{lock:?}"), "OnceLock(\"first\")");
    lock.get_mut().unwrap().push('!');
    assert_eq!(lock.wait(), "first!");
    assert_eq!(lock.take().as_deref(), Some("first!"));
    assert_eq!(lock.get(), None);
    assert_eq!(lock.take(), None);
    assert_eq!(lock.try_set("again".into()), Ok(()));
    assert_eq!(lock.into_inner().as_deref(), Some("again"));
    assert_eq!(OnceLock::<W, u32>::from(5).into_inner(), Some(5));
    assert_eq!(OnceLock::<W, u32>::default().into_inner(), None);
}

/// Every form makes the value if there is none, and takes the one that is there.
pub fn every_form_makes_the_value<W: World>() {
    for form in 0..6 {
        let lock = OnceLock::<W, u32>::new();
        assert_eq!(make_by(form, &lock, 1), &1);
        assert_eq!(make_by(form, &lock, 2), &1);
        assert_eq!(lock.checked_wait(), Ok(&1));
        assert_eq!(lock.wait_timeout(Duration::ZERO), Ok(&1));
        assert_eq!(lock.wait_until(W::now()), Ok(&1));
    }
}

fn make_by<W: World>(form: u32, lock: &OnceLock<W, u32>, value: u32) -> &u32 {
    match form {
        0 => lock.get_or_init(|| value),
        1 => lock.checked_get_or_init(|| value).unwrap(),
        2 => lock.try_get_or_init(|| value).unwrap(),
        3 => lock.get_or_try_init(|| Ok::<_, ()>(value)).unwrap(),
        4 => lock.get_or_init_timeout(|| value, Duration::ZERO).unwrap(),
        _ => lock.get_or_init_until(|| value, W::now()).unwrap(),
    }
}

/// An initialiser that fails leaves the place empty, and the next one is tried.
pub fn a_failure_leaves_it_empty<W: World>() {
    let lock = OnceLock::<W, u32>::new();
    assert_eq!(lock.get_or_try_init(|| Err("no")), Err("no"));
    assert_eq!(lock.get(), None);
    assert_eq!(lock.get_or_try_init(|| Ok::<_, ()>(4)), Ok(&4));
    assert_eq!(lock.get_or_try_init(|| Err("never called")), Ok(&4));
}

/// A value is dropped once, with its lock or by who took it; where there is none, none is.
pub fn values_are_dropped_once<W: World>() {
    let item = Arc::new(());
    drop(OnceLock::<W, Arc<()>>::new());
    let mut lock = OnceLock::<W, _>::from(Arc::clone(&item));
    assert!(lock.set(Arc::clone(&item)).is_err());
    assert_eq!(Arc::strong_count(&item), 2);
    drop(lock.take());
    assert_eq!(Arc::strong_count(&item), 1);
    lock.set(Arc::clone(&item)).unwrap();
    let captured = Arc::clone(&item);
    let lazy = LazyLock::<W, _, _>::new(move || Arc::clone(&captured));
    assert_eq!(Arc::strong_count(&lazy), 4);
    drop(lazy);
    drop(lock);
    assert_eq!(Arc::strong_count(&item), 1);
}

/// A lazy value is made when it is first needed, by every form.
pub fn lazy_is_made_when_needed<W: World>() {
    let calls = Word::<W>::new(0);
    let make = || calls.fetch_add(1, Relaxed) + 7;
    let locks = [const { None::<()> }; 4].map(|_| LazyLock::<W, u32, _>::new(&make));
    assert_eq!(LazyLock::get(&locks[0]), None);
    assert_eq!(format!("{:?}", locks[0]), "LazyLock(<empty>)");
    assert_eq!(calls.load(Relaxed), 0);
    assert_eq!(*locks[0], 7);
    assert_eq!(LazyLock::force(&locks[1]), &8);
    assert_eq!(LazyLock::checked_force(&locks[2]), Ok(&9));
    assert_eq!(LazyLock::try_force(&locks[3]), Some(&10));
    assert_eq!((LazyLock::get(&locks[0]), *locks[0]), (Some(&7), 7));
    assert_eq!(format!("{:?}", locks[3]), "LazyLock(10)");
    assert_eq!(calls.load(Relaxed), 4);
    assert_eq!(*LazyLock::<W, u32>::default(), 0);
}

/// What the work did is seen by all who find it done, however they found it.
pub fn the_work_publishes<W: World>() {
    // All live to the end: the simulator takes what comes to lie in memory that was given back for
    // what lay there, and whether something does is for the allocator to choose.
    let mut all = Vec::new();
    for round in 0..W::ROUNDS.min(200) {
        let shared = Arc::new((Once::<W>::new(), Plain::new(), OnceLock::<W, u32>::new()));
        all.push(Arc::clone(&shared));
        let crew = crew::<W, _>(3, move |number| {
            let (once, plain, value) = &*shared;
            if (number + round) % 3 == 0 {
                once.wait();
            } else {
                // SAFETY: one does the work, and nobody reads before it is done.
                once.call_once(|| unsafe { plain.set(round + 1) });
            }
            // SAFETY: the work is done, and nobody writes after it.
            let seen = unsafe { plain.get() };
            (seen, *value.get_or_init(|| round))
        });
        assert_eq!(crew.join(), [(round + 1, round); 3]);
    }
}

/// Many that come at once, of whom some panic: one does it, and all see it.
pub fn stress<W: World>() {
    const TASKS: u32 = 4;
    let mut all = Vec::new();
    for _ in 0..W::ROUNDS.min(100) {
        let shared = Arc::new((OnceLock::<W, u32>::new(), Word::<W>::new(0)));
        all.push(Arc::clone(&shared));
        let crew = crew::<W, _>(TASKS, move |number| {
            let (lock, tried) = &*shared;
            let make = || {
                if tried.fetch_add(1, Relaxed) == 0 {
                    Err(number)
                } else {
                    Ok(number)
                }
            };
            loop {
                match number % 2 {
                    0 => drop(lock.get_or_try_init(make)),
                    _ => drop(lock.wait_timeout(Duration::from_micros(20))),
                }
                if let Some(value) = lock.get() {
                    return *value;
                }
            }
        });
        let seen = crew.join();
        assert!(seen.iter().all(|value| *value == seen[0]), "{seen:?}");
    }
}
