//! Bodies for `Mutex`.

use core::mem;
use core::time::Duration;
use std::sync::Arc;
use std::thread;

use waitword_core::{MappedMutexGuard, Mutex, MutexGuard, Platform, WaitError};

use crate::World;
use crate::crew::{catch, crew, task, throw};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);

fn expect_timeout<P: Platform, T>(result: Result<MutexGuard<'_, P, T>, WaitError>) {
    assert_eq!(result.err(), Some(WaitError::TimedOut));
}

/// LK-01: taken, released, taken again.
pub fn lk_01_acquire_release<W: World>() {
    let mutex = Mutex::<W, u32>::new(1);
    *mutex.lock() += 1;
    *mutex.lock() += 1;
    assert_eq!(*mutex.lock(), 3);
    assert!(!mutex.is_locked());
}

/// LK-02: a held mutex may be dropped, and its data is.
pub fn lk_02_drop_while_held<W: World>() {
    let data = Arc::new(());
    let mutex = Mutex::<W, _>::new(Arc::clone(&data));
    mem::forget(mutex.lock());
    assert!(mutex.is_locked());
    drop(mutex);
    assert_eq!(Arc::strong_count(&data), 1);
}

/// LK-03: each form takes a free mutex, and a past deadline still tries.
pub fn lk_03_every_form_takes_a_free_mutex<W: World>() {
    let mutex = Mutex::<W, u32>::new(0);
    *mutex.try_lock().unwrap() += 1;
    *mutex.lock() += 1;
    *mutex.checked_lock().unwrap() += 1;
    *mutex.lock_timeout(Duration::ZERO).unwrap() += 1;
    *mutex.lock_timeout(Duration::from_secs(5)).unwrap() += 1;
    *mutex.lock_timeout(Duration::MAX).unwrap() += 1;
    *mutex.lock_until(W::now()).unwrap() += 1;
    assert_eq!(mutex.into_inner(), 7);
}

/// LK-04: a try on a held mutex fails at once, whoever tries.
pub fn lk_04_try_on_a_held_mutex<W: World>() {
    let mutex = Arc::new(Mutex::<W, u32>::new(0));
    let guard = mutex.lock();
    assert!(mutex.try_lock().is_none());
    let other = Arc::clone(&mutex);
    assert_eq!(
        task::<W, _>(move || other.try_lock().is_none()).join(),
        [true]
    );
    drop(guard);
    assert!(mutex.try_lock().is_some());
}

/// LK-05: five tasks are blocked; one release lets all of them through, one after the other.
pub fn lk_05_one_release_lets_all_through<W: World>() {
    let mutex = Arc::new(Mutex::<Watched<W>, u32>::new(0));
    let guard = mutex.lock();
    let shared = Arc::clone(&mutex);
    let crew = crew::<W, _>(5, move |_| *shared.lock() += 1);
    until_blocked::<W, _>(5, &*mutex);
    assert_eq!(*guard, 0);
    drop(guard);
    crew.join();
    assert_eq!(*mutex.lock(), 5);
}

/// LK-06: a guard releases when its scope ends, by a return or by a panic.
pub fn lk_06_a_panic_releases<W: World>() {
    let mutex = Arc::new(Mutex::<W, u32>::new(0));
    let free = |mutex: &Arc<Mutex<W, u32>>| {
        let mutex = Arc::clone(mutex);
        task::<W, _>(move || mutex.try_lock().is_some()).join() == [true]
    };
    {
        let _guard = mutex.lock();
        assert!(!free(&mutex));
    }
    assert!(free(&mutex));
    catch(|| {
        *mutex.lock() += 1;
        let _guard = mutex.lock();
        throw();
    });
    assert!(free(&mutex));
    assert_eq!(*mutex.lock(), 1, "there is no poison");
}

/// LK-07: threads that the library has not started use it like all others.
pub fn lk_07_foreign_threads<W: World>() {
    let mutex = Arc::new(Mutex::<W, u32>::new(0));
    let start = |_| {
        let mutex = Arc::clone(&mutex);
        thread::spawn(move || *mutex.lock() += 1)
    };
    let threads: Vec<_> = (0..15).map(start).collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    assert_eq!(*mutex.lock(), 15);
}

/// LK-08: timeouts on a held mutex: none, short, and longer than time.
pub fn lk_08_timeouts<W: World>() {
    let mutex = Arc::new(Mutex::<Watched<W>, u32>::new(0));
    let guard = mutex.lock();
    expect_timeout(mutex.lock_timeout(Duration::ZERO));
    expect_timeout(mutex.lock_until(W::now()));
    let earliest = W::after(SHORT).unwrap();
    expect_timeout(mutex.lock_timeout(SHORT));
    assert!(W::is_past(earliest));
    let deadline = W::after(SHORT).unwrap();
    expect_timeout(mutex.lock_until(deadline));
    assert!(W::is_past(deadline));
    let other = Arc::clone(&mutex);
    let patient = task::<W, _>(move || other.lock_timeout(Duration::MAX).map(|_| ()));
    until_blocked::<W, _>(1, &*mutex);
    drop(guard);
    assert_eq!(patient.join(), [Ok(())]);
}

/// LK-09: what is shown of a free mutex, of a held one, and of a guard.
pub fn lk_09_debug<W: World>() {
    let mutex = Mutex::<W, u32>::from(7);
    assert_eq!(format!("{mutex:?}"), "Mutex(7)");
    let guard = mutex.lock();
    assert_eq!(format!("{mutex:?}"), "Mutex(<locked>)");
    assert_eq!(format!("{guard:?} {guard}"), "7 7");
}

/// LK-13: a lock that timed out leaves nothing behind.
pub fn lk_13_state_after_a_timeout<W: World>() {
    let mutex = Mutex::<W, ()>::default();
    let guard = mutex.lock();
    expect_timeout(mutex.lock_timeout(SHORT));
    drop(guard);
    assert!(!mutex.is_locked());
    assert!(mutex.try_lock().is_some());
    assert!(!mutex.is_locked());
}

/// LK-14: who has the mutex for itself can make it new, held or not.
pub fn lk_14_made_new<W: World>() {
    let mut mutex = Mutex::<W, u32>::new(1);
    for held in [false, true] {
        if held {
            mem::forget(mutex.lock());
        }
        mutex = Mutex::new(*mutex.get_mut());
        assert!(!mutex.is_locked());
        *mutex.try_lock().unwrap() += 1;
    }
    assert_eq!(mutex.into_inner(), 3);
}

/// The data may be of a type without a size.
pub fn unsized_data<W: World>() {
    let mutex = Arc::new(Mutex::<W, [u32; 3]>::new([1, 2, 3]));
    let slice: Arc<Mutex<W, [u32]>> = mutex.clone();
    slice.lock()[1] += 5;
    assert_eq!(*mutex.lock(), [1, 7, 3]);
}

/// A guard of a part holds the mutex, and gives it back; one of no part is the guard as it was.
pub fn mapped_guards<W: World>() {
    let mutex = Mutex::<W, (u32, [u32; 2])>::new((1, [2, 3]));
    let pair = MutexGuard::map(mutex.lock(), |data| &mut data.1);
    let mut second = MappedMutexGuard::map(pair, |pair| &mut pair[1]);
    *second += 4;
    assert_eq!(format!("{second:?} {second}"), "7 7");
    assert!(mutex.try_lock().is_none());
    drop(second);
    assert_eq!(*mutex.lock(), (1, [2, 7]));
    let third = MutexGuard::filter_map(mutex.lock(), |data| data.1.get_mut(2));
    assert_eq!(third.map(drop).unwrap_err().0, 1);
    let pair = MutexGuard::filter_map(mutex.lock(), |data| Some(&mut data.1)).unwrap();
    let third = MappedMutexGuard::filter_map(pair, |pair| pair.get_mut(2));
    let first = MappedMutexGuard::filter_map(third.unwrap_err(), |pair| pair.first_mut());
    assert_eq!(*first.unwrap(), 2);
    catch(|| drop(MutexGuard::map(mutex.lock(), |_| -> &mut u32 { throw() })));
    assert!(!mutex.is_locked());
}

/// Of many increments, by every form of lock, none is lost, and no two overlap.
pub fn stress<W: World>() {
    const TASKS: u32 = 4;
    let mutex = Arc::new(Mutex::<W, [u32; 2]>::new([0; 2]));
    let shared = Arc::clone(&mutex);
    let crew = crew::<W, _>(TASKS, move |_| {
        (0..W::ROUNDS)
            .map(|round| increment(&shared, round))
            .sum::<u32>()
    });
    let increments = crew.join().into_iter().sum::<u32>();
    assert!(
        increments >= W::ROUNDS * TASKS / 4,
        "the plain form never fails"
    );
    assert_eq!(*mutex.lock(), [increments; 2]);
}

fn increment<W: World>(mutex: &Mutex<W, [u32; 2]>, round: u32) -> u32 {
    let guard = match round % 4 {
        0 => Some(mutex.lock()),
        1 => mutex.try_lock(),
        2 => mutex.lock_timeout(Duration::from_micros(20)).ok(),
        _ => mutex.lock_until(W::now()).ok(),
    };
    guard.map_or(0, |mut counts| {
        counts[0] += 1;
        assert_eq!(counts[0], counts[1] + 1, "somebody else is inside");
        counts[1] += 1;
        1
    })
}

/// What one holder did past the mutex, the next one sees.
pub fn release_publishes<W: World>() {
    const TASKS: u32 = 4;
    let shared = Arc::new((Mutex::<W, ()>::new(()), Plain::new()));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(TASKS, move |_| {
        for _ in 0..W::ROUNDS {
            let _guard = other.0.lock();
            // SAFETY: the mutex keeps the others out.
            let number = unsafe { other.1.get() };
            // SAFETY: as above.
            unsafe { other.1.set(number + 1) };
        }
    });
    crew.join();
    // SAFETY: all others have ended.
    assert_eq!(unsafe { shared.1.get() }, TASKS * W::ROUNDS);
}
