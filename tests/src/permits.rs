//! Bodies for `Semaphore` with a limit, with several permits at once, and closed.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::{AcquireError, BoundedSemaphore, Excess, OutOfRange, Permit, Semaphore, Word};

use crate::World;
use crate::crew::{crew, panic_text, task};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// SM-12: a bounded one refuses what would be more than at first, before and after it was used.
pub fn sm_12_bounded_release_unacquired<W: World>() {
    let semaphore = Semaphore::<W>::bounded(2);
    assert_eq!((semaphore.limit(), semaphore.release(1)), (2, Err(Excess)));
    let permits = [semaphore.acquire(), semaphore.acquire()];
    assert_eq!(semaphore.release(3), Err(Excess));
    assert_eq!(semaphore.release(u32::MAX), Err(Excess));
    assert_eq!(semaphore.available(), 0);
    drop(permits);
    assert_eq!(semaphore.release(1), Err(Excess));
    assert_eq!(semaphore.release(0), Ok(()));
    semaphore.acquire().forget();
    assert_eq!(semaphore.release(2), Err(Excess));
    assert_eq!((semaphore.release(1), semaphore.available()), (Ok(()), 2));
    let permit = semaphore.acquire();
    assert_eq!(semaphore.release(1), Ok(()));
    drop(permit);
    assert_eq!(
        semaphore.available(),
        2,
        "nobody is short of the one that is lost"
    );
}

/// SM-13: what is free, and of how many.
pub fn sm_13_bounded_debug<W: World>() {
    let semaphore = Semaphore::<W>::bounded(3);
    let permit = semaphore.acquire();
    let shown = "Semaphore { permits: 2, limit: 3 }";
    assert_eq!(format!("{semaphore:?}"), shown);
    assert_eq!(format!("{permit:?}"), format!("Permit({shown})"));
    semaphore.close();
    let shown = "Semaphore { permits: 2, limit: 3, closed: true }";
    assert_eq!(format!("{semaphore:?}"), shown);
}

/// TH-14: of every limit: as many acquires, as many releases, and one too many.
pub fn th_14_every_limit<W: World>() {
    // All live to the end: the simulator takes what comes to lie in memory that was given back for
    // what lay there, and whether something does is for the allocator to choose.
    let make = |limit| Arc::new(Semaphore::<W>::try_bounded(limit).unwrap());
    let semaphores: Vec<_> = (0..10).map(make).collect();
    for semaphore in &semaphores {
        let taking = Arc::clone(semaphore);
        crew::<W, _>(semaphore.limit(), move |_| taking.acquire().forget()).join();
        assert!(semaphore.try_acquire().is_none());
        let giving = Arc::clone(semaphore);
        crew::<W, _>(semaphore.limit(), move |_| giving.release(1).unwrap()).join();
        assert_eq!(semaphore.release(1), Err(Excess));
    }
    let too_many = Semaphore::<W>::MAX + 1;
    assert_eq!(
        Semaphore::<W>::try_bounded(too_many).err(),
        Some(OutOfRange)
    );
    let text = panic_text(|| _ = Semaphore::<W>::bounded(too_many));
    assert!(text.contains("at most 536870911"), "{text}");
}

/// Every form takes several permits that are there; what can never be is refused.
pub fn every_form_takes_several<W: World>() {
    let semaphore = Semaphore::<W>::bounded(14);
    let permits = [
        semaphore.acquire_many(2),
        semaphore.checked_acquire_many(3).unwrap(),
        semaphore.try_acquire_many(2).unwrap(),
        semaphore.acquire_many_timeout(2, Duration::ZERO).unwrap(),
        semaphore.acquire_many_timeout(2, Duration::MAX).unwrap(),
        semaphore.acquire_many_until(3, W::now()).unwrap(),
        semaphore.acquire_many(0),
    ];
    assert_eq!(permits.iter().map(Permit::count).sum::<u32>(), 14);
    assert_eq!(semaphore.available(), 0);
    assert!(semaphore.try_acquire_many(1).is_none());
    assert_eq!(
        semaphore.try_acquire_many(0).map(|none| none.count()),
        Some(0)
    );
    drop(permits);
    let too_many = Some(AcquireError::TooMany);
    assert_eq!(semaphore.checked_acquire_many(15).err(), too_many);
    assert_eq!(
        semaphore.acquire_many_timeout(u32::MAX, SHORT).err(),
        too_many
    );
    assert!(semaphore.try_acquire_many(u32::MAX).is_none());
    assert_eq!(
        semaphore.try_acquire_many(14).map(|all| all.count()),
        Some(14)
    );
    let unlimited = Semaphore::<W>::new(1);
    assert_eq!(unlimited.checked_acquire_many(u32::MAX).err(), too_many);
}

/// Permits are given back one by one, by who holds them.
pub fn a_permit_is_split<W: World>() {
    let semaphore = Semaphore::<W>::new(5);
    let mut many = semaphore.acquire_many(5);
    let two = many.split(2).unwrap();
    assert!(many.split(4).is_none());
    assert_eq!((many.count(), two.count()), (3, 2));
    drop(two);
    assert_eq!(semaphore.available(), 2);
    many.split(1).unwrap().forget();
    drop(many);
    assert_eq!(semaphore.available(), 4);
}

/// While somebody waits for several, nobody else takes a permit that comes; then the others do.
pub fn who_wants_many_is_not_starved<W: World>() {
    let semaphore = Arc::new(Semaphore::<Watched<W>>::new(1));
    let shared = Arc::clone(&semaphore);
    let many = task::<W, _>(move || shared.acquire_many(3).forget());
    until_blocked::<W, _>(1, &*semaphore);
    assert!(
        semaphore.try_acquire().is_none(),
        "it has collected the one"
    );
    semaphore.release(1).unwrap();
    until_blocked::<W, _>(1, &*semaphore);
    assert!(semaphore.acquire_timeout(Duration::ZERO).is_err());
    let shared = Arc::clone(&semaphore);
    let others = crew::<W, _>(3, move |number| match number {
        0 => shared.acquire_many(2).forget(),
        _ => shared.acquire().forget(),
    });
    until_blocked::<W, _>(4, &*semaphore);
    semaphore.release(3).unwrap();
    many.join();
    semaphore.release(2).unwrap();
    others.join();
    assert_eq!(semaphore.available(), 0);
}

/// Who gives up collecting gives back what it has, and the others go on.
pub fn collecting_times_out<W: World>() {
    let semaphore = Arc::new(Semaphore::<Watched<W>>::bounded(2));
    let held = semaphore.acquire();
    let late = Some(AcquireError::TimedOut);
    for _ in 0..2 {
        assert_eq!(
            semaphore.acquire_many_timeout(2, Duration::ZERO).err(),
            late
        );
        assert_eq!(semaphore.acquire_many_until(2, W::now()).err(), late);
        let earliest = W::after(SHORT).unwrap();
        assert_eq!(semaphore.acquire_many_timeout(2, SHORT).err(), late);
        assert!(W::is_past(earliest));
        assert_eq!(semaphore.available(), 1);
    }
    let shared = Arc::clone(&semaphore);
    let crew = crew::<W, _>(3, move |number| match number {
        0 => shared.acquire_many_timeout(2, SHORT).map(drop),
        1 => shared.acquire_timeout(LONG).map(drop),
        _ => shared.acquire_many_timeout(1, LONG).map(drop),
    });
    let results = crew.join();
    assert_eq!(results, [Err(AcquireError::TimedOut), Ok(()), Ok(())]);
    drop(held);
    assert_eq!(semaphore.available(), 2);
}

/// A close refuses all who wait and all who come later, and permits still go back.
pub fn close_refuses_all<W: World>() {
    let semaphore = Arc::new(Semaphore::<Watched<W>>::new(2));
    let held = semaphore.acquire();
    let shared = Arc::clone(&semaphore);
    let first = task::<W, _>(move || shared.checked_acquire_many(2).map(drop));
    until_blocked::<W, _>(1, &*semaphore);
    let shared = Arc::clone(&semaphore);
    let crew = crew::<W, _>(4, move |number| match number {
        0 => shared.checked_acquire().map(drop),
        1 => shared.acquire_timeout(LONG).map(drop),
        2 => shared
            .acquire_many_until(2, W::after(LONG).unwrap())
            .map(drop),
        _ => shared.checked_acquire_many(1).map(drop),
    });
    until_blocked::<W, _>(5, &*semaphore);
    assert!(!semaphore.is_closed());
    semaphore.close();
    semaphore.close();
    assert!(semaphore.is_closed());
    assert_eq!(first.join(), [Err(AcquireError::Closed)]);
    assert_eq!(crew.join(), [Err(AcquireError::Closed); 4]);
    drop(held);
    assert_eq!(semaphore.available(), 2);
    assert!(semaphore.try_acquire().is_none() && semaphore.try_acquire_many(0).is_none());
    let closed = Some(AcquireError::Closed);
    assert_eq!(semaphore.checked_acquire().err(), closed);
    assert_eq!(semaphore.checked_acquire_many(0).err(), closed);
    assert_eq!(semaphore.acquire_timeout(Duration::ZERO).err(), closed);
    assert_eq!(
        panic_text(|| drop(semaphore.acquire())),
        "the semaphore is closed"
    );
    assert_eq!(semaphore.release(1), Ok(()));
    assert_eq!(semaphore.available(), 3);
}

/// Never are more inside than there are permits, and none is lost, however many each takes.
pub fn stress<W: World>() {
    const PERMITS: u32 = 4;
    let semaphore = Arc::new(Semaphore::<W>::bounded(PERMITS));
    let inside = Arc::new(Word::<W>::new(0));
    let shared = (Arc::clone(&semaphore), inside);
    let crew = crew::<W, _>(5, move |number| {
        let (semaphore, inside) = &shared;
        for round in 0..W::ROUNDS {
            let Some(permit) = take(semaphore, round, 1 + (number + round) % PERMITS) else {
                continue;
            };
            let before = inside.fetch_add(permit.count(), Relaxed);
            assert!(before + permit.count() <= PERMITS);
            inside.fetch_sub(permit.count(), Relaxed);
        }
    });
    crew.join();
    assert_eq!(semaphore.available(), PERMITS);
}

fn take<W: World>(
    semaphore: &BoundedSemaphore<W>,
    round: u32,
    count: u32,
) -> Option<Permit<'_, W, waitword_core::Limited>> {
    let soon = Duration::from_micros(20);
    match round % 5 {
        0 | 1 => Some(semaphore.acquire_many(count)),
        2 => semaphore.acquire_many_timeout(count, soon).ok(),
        3 => Some(semaphore.acquire()),
        _ => semaphore.try_acquire_many(count),
    }
}

/// What each did before it gave permits is seen by who has collected them all.
pub fn all_the_permits_publish<W: World>() {
    const TASKS: usize = 3;
    let numbers = [const { Plain::new() }; TASKS];
    let back = [const { Semaphore::<W>::new(0) }; TASKS];
    let shared = Arc::new((Semaphore::<W>::new(0), back, numbers));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(TASKS as u32, move |number| {
        let (given, back, numbers) = &*other;
        for round in 1..=W::ROUNDS {
            // SAFETY: it is this task's own until it gives its permit.
            unsafe { numbers[number as usize].set(round) };
            given.release(1).unwrap();
            back[number as usize].acquire().forget();
        }
    });
    let (given, back, numbers) = &*shared;
    for round in 1..=W::ROUNDS {
        given.acquire_many(TASKS as u32).forget();
        for number in numbers {
            // SAFETY: all have given their permits, and wait.
            assert_eq!(unsafe { number.get() }, round);
        }
        back.iter().for_each(|back| back.release(1).unwrap());
    }
    crew.join();
}
