//! Bodies for `WaitGroup`.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use waitword_core::{Excess, OutOfRange, WaitError, WaitGroup, Word};

use crate::World;
use crate::crew::{catch, crew, task, throw};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// The count goes up and down; what is out of range is refused and changes nothing.
pub fn add_and_done<W: World>() {
    let group = WaitGroup::<W>::default();
    assert_eq!(group.done(), Err(Excess));
    assert_eq!(group.add(2), Ok(()));
    assert_eq!(group.add(WaitGroup::<W>::MAX - 1), Err(OutOfRange));
    assert_eq!(group.add(u32::MAX), Err(OutOfRange));
    assert_eq!(group.count(), 2);
    assert_eq!(group.add(WaitGroup::<W>::MAX - 2), Ok(()));
    assert_eq!(group.add(0), Ok(()));
    assert_eq!(group.enter().err(), Some(OutOfRange));
    assert_eq!(group.done(), Ok(()));
    assert_eq!(group.count(), WaitGroup::<W>::MAX - 1);
    assert_eq!(format!("{group:?}"), "WaitGroup { count: 65534 }");
}

/// A member is done when it is dropped, by a return or by a panic.
pub fn a_member_is_done_when_dropped<W: World>() {
    let group = WaitGroup::<W>::new();
    let member = group.enter().unwrap();
    assert_eq!(format!("{member:?}"), "Member(WaitGroup { count: 1 })");
    group.enter().unwrap().forget();
    catch(|| {
        let _member = group.enter().unwrap();
        throw();
    });
    drop(member);
    assert_eq!((group.count(), group.done()), (1, Ok(())));
    let member = group.enter().unwrap();
    assert_eq!(group.done(), Ok(()));
    drop(member);
    assert_eq!(
        group.count(),
        0,
        "nobody is short of the one that was done twice"
    );
}

/// Every form returns at once when nothing is under way, also past its deadline.
pub fn every_form_sees_that_nothing_is_under_way<W: World>() {
    let group = WaitGroup::<W>::new();
    for _ in 0..2 {
        group.wait();
        assert_eq!(group.checked_wait(), Ok(()));
        assert_eq!(group.wait_timeout(Duration::ZERO), Ok(()));
        assert_eq!(group.wait_timeout(Duration::MAX), Ok(()));
        assert_eq!(group.wait_until(W::now()), Ok(()));
        group.add(1).unwrap();
        group.done().unwrap();
    }
}

/// Five blocked tasks, one of each form, go on when the last is done, though more is added at once.
pub fn the_last_releases_all<W: World>() {
    let shared = Arc::new((WaitGroup::<Watched<W>>::new(), Word::<W>::new(0)));
    for _ in 0..3 {
        shared.0.add(2).unwrap();
        let other = Arc::clone(&shared);
        let crew = crew::<W, _>(5, move |number| {
            let group = &other.0;
            match number {
                0 => group.wait(),
                1 => group.checked_wait().unwrap(),
                2 => group.wait_timeout(LONG).unwrap(),
                3 => group.wait_timeout(Duration::MAX).unwrap(),
                _ => group.wait_until(W::after(LONG).unwrap()).unwrap(),
            }
            other.1.fetch_add(1, Relaxed)
        });
        until_blocked::<W, _>(5, &shared.0);
        shared.0.done().unwrap();
        shared.0.add(1).unwrap();
        shared.0.done().unwrap();
        until_blocked::<W, _>(5, &shared.0);
        assert_eq!(shared.1.swap(0, Relaxed), 0);
        shared.0.done().unwrap();
        shared.0.add(1).unwrap();
        crew.join();
        assert_eq!(shared.1.swap(0, Relaxed), 5);
        shared.0.done().unwrap();
    }
}

/// Waits time out while something is under way, none early, and leave nothing behind.
pub fn timeouts<W: World>() {
    let group = Arc::new(WaitGroup::<W>::new());
    let member = group.enter().unwrap();
    assert_eq!(group.wait_timeout(Duration::ZERO), Err(WaitError::TimedOut));
    assert_eq!(group.wait_until(W::now()), Err(WaitError::TimedOut));
    let shared = Arc::clone(&group);
    let crew = crew::<W, _>(4, move |number| {
        let earliest = W::after(SHORT).unwrap();
        let result = if number % 2 == 0 {
            shared.wait_timeout(SHORT)
        } else {
            shared.wait_until(earliest)
        };
        (result, W::is_past(earliest))
    });
    assert_eq!(crew.join(), [(Err(WaitError::TimedOut), true); 4]);
    drop(member);
    group.wait();
    assert_eq!(format!("{group:?}"), "WaitGroup { count: 0 }");
}

/// Tasks that start tasks, in rounds: a wait ends when all are done, and sees what they did.
pub fn stress<W: World>() {
    const TASKS: u32 = 3;
    let numbers = [const { Plain::new() }; TASKS as usize];
    let shared = Arc::new((WaitGroup::<W>::new(), numbers, Word::<W>::new(0)));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(TASKS, move |number| {
        let (group, numbers, round) = &*other;
        for mine in 1..=W::ROUNDS {
            while round.load(Acquire) < mine {
                round.wait(mine - 1);
            }
            // SAFETY: it is this task's own while it is under way.
            unsafe { numbers[number as usize].set(mine) };
            let more = group.enter().unwrap();
            group.done().unwrap();
            drop(more);
        }
    });
    let (group, numbers, round) = &*shared;
    for mine in 1..=W::ROUNDS {
        group.add(TASKS).unwrap();
        round.store(mine, Release);
        round.wake(TASKS);
        group.wait();
        for number in numbers {
            // SAFETY: all are done, and the next round has not begun.
            assert_eq!(unsafe { number.get() }, mine);
        }
    }
    crew.join();
}

/// Who waits is released by the end of its own round, though rounds follow each other at once.
pub fn rounds_without_a_pause<W: World>() {
    let group = Arc::new(WaitGroup::<W>::new());
    let (shared, ended) = (Arc::clone(&group), Arc::new(Word::<W>::new(0)));
    let other = Arc::clone(&ended);
    let waiter = task::<W, _>(move || {
        for _ in 0..W::ROUNDS {
            shared.wait();
        }
        other.store(1, Relaxed);
    });
    while ended.load(Relaxed) == 0 {
        group.add(2).unwrap();
        W::yield_now();
        group.done().unwrap();
        group.done().unwrap();
    }
    waiter.join();
}
