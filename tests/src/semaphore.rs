//! Bodies for `Semaphore`.

use core::time::Duration;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::{AcquireError, Excess, Object, OutOfRange, Permit, Platform, Semaphore, Word};

use crate::World;
use crate::crew::{catch, crew, panic_text, task, throw, until};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);

fn expect_timeout<P: Platform>(result: Result<Permit<'_, P>, AcquireError>) {
    assert_eq!(result.err(), Some(AcquireError::TimedOut));
}

/// LK-11: a semaphore of one is a lock: its second acquire waits until another task releases.
pub fn lk_11_reacquire<W: World>() {
    let semaphore = Arc::new(Semaphore::<Watched<W>>::new(1));
    semaphore.acquire().forget();
    let other = Arc::clone(&semaphore);
    let releaser = task::<W, _>(move || {
        until_blocked::<W, _>(1, &*other);
        other.release(1)
    });
    semaphore.acquire().forget();
    assert_eq!(releaser.join(), [Ok(())]);
    assert_eq!(semaphore.available(), 0);
}

/// LK-12: it may be released by a task that has not taken it.
pub fn lk_12_released_by_another<W: World>() {
    let semaphore = Arc::new(Semaphore::<W>::new(1));
    let other = Arc::clone(&semaphore);
    task::<W, _>(move || other.acquire().forget()).join();
    assert!(semaphore.try_acquire().is_none());
    assert_eq!(semaphore.release(1), Ok(()));
    assert!(semaphore.try_acquire().is_some());
}

/// SM-01: a count past the maximum is refused, by an error or by a panic.
pub fn sm_01_counts_out_of_range<W: World>() {
    let max = Semaphore::<W>::MAX;
    assert_eq!(Semaphore::<W>::try_new(max).unwrap().available(), max);
    for permits in [max + 1, u32::MAX] {
        assert_eq!(Semaphore::<W>::try_new(permits).err(), Some(OutOfRange));
        let text = panic_text(|| _ = Semaphore::<W>::new(permits));
        assert!(text.contains("at most 536870911"), "{text}");
    }
}

/// SM-02: every form takes a permit that is there; a semaphore that is taken may go.
pub fn sm_02_every_form_takes_a_permit<W: World>() {
    let semaphore = Semaphore::<W>::new(6);
    let permits = [
        semaphore.acquire(),
        semaphore.checked_acquire().unwrap(),
        semaphore.try_acquire().unwrap(),
        semaphore.acquire_timeout(Duration::ZERO).unwrap(),
        semaphore.acquire_timeout(Duration::MAX).unwrap(),
        semaphore.acquire_until(W::now()).unwrap(),
    ];
    assert_eq!(semaphore.available(), 0);
    drop(permits);
    assert_eq!(semaphore.available(), 6);
    mem::forget(semaphore.acquire());
}

/// SM-03: ten tasks that take two each: as many go on as there are permits, in every phase.
pub fn sm_03_acquire_contended<W: World>() {
    contended::<W>(|semaphore, permits| {
        (0..permits).for_each(|_| semaphore.release(1).unwrap());
    });
}

/// SM-04: the same with releases of many at once.
pub fn sm_04_multirelease<W: World>() {
    contended::<W>(|semaphore, permits| semaphore.release(permits).unwrap());
}

fn contended<W: World>(release: impl Fn(&Semaphore<Watched<W>>, u32)) {
    let semaphore = Arc::new(Semaphore::<Watched<W>>::new(7));
    semaphore.acquire().forget();
    let taken = Arc::new(Word::<W>::new(0));
    let finished = Arc::new(Word::<W>::new(0));
    let shared = (
        Arc::clone(&semaphore),
        Arc::clone(&taken),
        Arc::clone(&finished),
    );
    let crew = crew::<W, _>(10, move |_| {
        let (semaphore, taken, finished) = &shared;
        for _ in 0..2 {
            semaphore.acquire().forget();
            taken.fetch_add(1, Relaxed);
        }
        finished.fetch_add(1, Relaxed);
    });
    let expect_taken = |count| {
        until::<W>(|| {
            let left = 10 - finished.load(Relaxed) as usize;
            taken.load(Relaxed) == count && W::are_blocked(left, Object::new("", &*semaphore))
        });
    };
    expect_taken(6);
    release(&semaphore, 7);
    expect_taken(13);
    release(&semaphore, 6);
    expect_taken(19);
    assert!(semaphore.try_acquire().is_none());
    release(&semaphore, 1);
    crew.join();
    assert_eq!((taken.load(Relaxed), semaphore.available()), (20, 0));
}

/// SM-05: a try takes what is there and fails at once when there is nothing.
pub fn sm_05_try_acquire<W: World>() {
    let semaphore = Semaphore::<W>::new(2);
    semaphore.try_acquire().unwrap().forget();
    semaphore.try_acquire().unwrap().forget();
    assert!(semaphore.try_acquire().is_none());
    assert_eq!(semaphore.release(1), Ok(()));
    assert!(semaphore.try_acquire().is_some());
}

/// SM-06: of ten tries on three permits three succeed, whoever tries.
pub fn sm_06_try_acquire_contended<W: World>() {
    let semaphore = Arc::new(Semaphore::<W>::new(4));
    semaphore.acquire().forget();
    let shared = Arc::clone(&semaphore);
    let crew = crew::<W, _>(5, move |_| {
        let take = |_: &i32| shared.try_acquire().map(Permit::forget).is_some();
        (0..2).filter(take).count()
    });
    assert_eq!(crew.join().into_iter().sum::<usize>(), 3);
}

/// SM-07: timeouts, short ones and one that is longer than time.
pub fn sm_07_timeouts<W: World>() {
    let semaphore = Arc::new(Semaphore::<Watched<W>>::new(2));
    semaphore.acquire_timeout(SHORT).unwrap().forget();
    semaphore.acquire_timeout(SHORT).unwrap().forget();
    expect_timeout(semaphore.acquire_timeout(Duration::ZERO));
    expect_timeout(semaphore.acquire_until(W::now()));
    let earliest = W::after(SHORT).unwrap();
    expect_timeout(semaphore.acquire_timeout(SHORT));
    assert!(W::is_past(earliest));
    let deadline = W::after(SHORT).unwrap();
    expect_timeout(semaphore.acquire_until(deadline));
    assert!(W::is_past(deadline));
    assert_eq!(semaphore.release(1), Ok(()));
    semaphore.acquire_timeout(SHORT).unwrap().forget();
    let other = Arc::clone(&semaphore);
    let patient = task::<W, _>(move || other.acquire_timeout(Duration::MAX).map(Permit::forget));
    until_blocked::<W, _>(1, &*semaphore);
    assert_eq!(semaphore.release(1), Ok(()));
    assert_eq!(patient.join(), [Ok(())]);
}

/// An acquire that timed out leaves nothing behind: the next release raises the count by one.
pub fn state_after_a_timeout<W: World>() {
    let semaphore = Semaphore::<W>::new(0);
    expect_timeout(semaphore.acquire_timeout(SHORT));
    assert_eq!(semaphore.release(2), Ok(()));
    assert_eq!(semaphore.available(), 2);
    semaphore.try_acquire().unwrap().forget();
    assert_eq!(format!("{semaphore:?}"), "Semaphore { permits: 1 }");
}

/// SM-09: a permit goes back when its scope ends, by a return or by a panic, nested too.
pub fn sm_09_a_panic_releases<W: World>() {
    let semaphore = Semaphore::<W>::new(2);
    {
        let _first = semaphore.acquire();
        let _second = semaphore.acquire();
        assert!(semaphore.try_acquire().is_none());
    }
    assert_eq!(semaphore.available(), 2);
    catch(|| {
        let _first = semaphore.acquire();
        let _second = semaphore.acquire();
        throw();
    });
    assert_eq!(semaphore.available(), 2);
}

/// SM-10: more may be released than was taken, up to the maximum, past which nothing changes.
pub fn sm_10_release_unacquired<W: World>() {
    let semaphore = Semaphore::<W>::new(1);
    assert_eq!(semaphore.release(2), Ok(()));
    assert_eq!(semaphore.available(), 3);
    let room = Semaphore::<W>::MAX - 3;
    assert_eq!(semaphore.release(room + 1), Err(Excess));
    assert_eq!(semaphore.release(u32::MAX), Err(Excess));
    assert_eq!(semaphore.available(), 3);
    assert_eq!(semaphore.release(room), Ok(()));
    assert_eq!(semaphore.release(1), Err(Excess));
    let permit = semaphore.acquire();
    assert_eq!(semaphore.release(1), Ok(()));
    drop(permit);
    assert_eq!(
        semaphore.available(),
        Semaphore::<W>::MAX,
        "nobody is short of the one that is lost"
    );
}

/// SM-11: the count is visible.
pub fn sm_11_debug<W: World>() {
    let semaphore = Semaphore::<W>::new(3);
    assert_eq!(format!("{semaphore:?}"), "Semaphore { permits: 3 }");
    let permit = semaphore.acquire();
    assert_eq!(format!("{permit:?}"), "Permit(Semaphore { permits: 2 })");
    assert_eq!(semaphore.release(2), Ok(()));
    assert_eq!(format!("{semaphore:?}"), "Semaphore { permits: 4 }");
}

/// A release of none wakes nobody, and takes nobody's wake away.
pub fn a_release_of_none_changes_nothing<W: World>() {
    let semaphore = Arc::new(Semaphore::<Watched<W>>::new(0));
    let shared = Arc::clone(&semaphore);
    let crew = crew::<W, _>(2, move |_| shared.acquire().forget());
    until_blocked::<W, _>(2, &*semaphore);
    assert_eq!(semaphore.release(0), Ok(()));
    assert_eq!(semaphore.release(1), Ok(()));
    assert_eq!(semaphore.release(0), Ok(()));
    assert_eq!(semaphore.release(1), Ok(()));
    crew.join();
    assert_eq!(semaphore.available(), 0);
}

/// Never are more inside than there are permits, and none is lost, whatever form takes it.
pub fn stress<W: World>() {
    const PERMITS: u32 = 2;
    let semaphore = Arc::new(Semaphore::<W>::new(PERMITS));
    let inside = Arc::new(Word::<W>::new(0));
    let shared = (Arc::clone(&semaphore), inside);
    let crew = crew::<W, _>(5, move |_| {
        let (semaphore, inside) = &shared;
        for round in 0..W::ROUNDS {
            if let Some(_permit) = take(semaphore, round) {
                assert!(inside.fetch_add(1, Relaxed) < PERMITS);
                inside.fetch_sub(1, Relaxed);
            }
        }
    });
    crew.join();
    assert_eq!(semaphore.available(), PERMITS);
}

fn take<W: World>(semaphore: &Semaphore<W>, round: u32) -> Option<Permit<'_, W>> {
    match round % 4 {
        0 | 1 => Some(semaphore.acquire()),
        2 => semaphore.acquire_timeout(Duration::from_micros(20)).ok(),
        _ => semaphore.try_acquire(),
    }
}

/// What was done before a release is seen after the acquire that takes its permit, by every form.
pub fn release_publishes<W: World>() {
    const TASKS: u32 = 3;
    let shared = Arc::new((Semaphore::<W>::new(1), Plain::new()));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(TASKS, move |_| {
        let add = |round| {
            let Some(_permit) = take(&other.0, round) else {
                return 0;
            };
            // SAFETY: the one permit keeps the others out.
            let number = unsafe { other.1.get() };
            // SAFETY: as above.
            unsafe { other.1.set(number + 1) };
            1
        };
        (0..W::ROUNDS).map(add).sum::<u32>()
    });
    let sum = crew.join().into_iter().sum::<u32>();
    // SAFETY: all others have ended.
    assert_eq!(unsafe { shared.1.get() }, sum);
}

/// Two tasks hand a turn to each other, which hangs if one wake is lost.
pub fn ping_pong<W: World>() {
    let pair = Arc::new([Semaphore::<W>::new(1), Semaphore::<W>::new(0)]);
    let shared = Arc::clone(&pair);
    let crew = crew::<W, _>(2, move |number| {
        let (mine, other) = (number as usize, 1 - number as usize);
        for _ in 0..W::ROUNDS {
            shared[mine].acquire().forget();
            shared[other].release(1).unwrap();
        }
    });
    crew.join();
    assert_eq!([pair[0].available(), pair[1].available()], [1, 0]);
}
