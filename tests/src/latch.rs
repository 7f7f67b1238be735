//! Bodies for `Latch`.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::{Excess, Latch, OutOfRange, WaitError, Word};

use crate::World;
use crate::crew::{crew, panic_text, task};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// A count past the maximum is refused, by an error or by a panic.
pub fn counts_out_of_range<W: World>() {
    let max = Latch::<W>::MAX;
    assert_eq!(Latch::<W>::try_new(max).unwrap().count(), max);
    for count in [max + 1, u32::MAX] {
        assert_eq!(Latch::<W>::try_new(count).err(), Some(OutOfRange));
        let text = panic_text(|| _ = Latch::<W>::new(count));
        assert!(text.contains("at most 2147483647"), "{text}");
    }
}

/// It opens at zero, and stays open; more than is left is refused and changes nothing.
pub fn counts_down_once<W: World>() {
    let latch = Latch::<W>::new(4);
    assert_eq!((latch.count(), latch.is_open()), (4, false));
    assert_eq!(latch.count_down(), Ok(()));
    assert_eq!(latch.count_down_by(4), Err(Excess));
    assert_eq!(latch.count_down_by(u32::MAX), Err(Excess));
    assert_eq!(latch.count_down_by(0), Ok(()));
    assert_eq!(format!("{latch:?}"), "Latch { count: 3 }");
    assert_eq!(latch.count_down_by(2), Ok(()));
    assert_eq!(latch.arrive_and_wait(), Ok(()));
    assert_eq!((latch.count(), latch.is_open()), (0, true));
    assert_eq!(latch.count_down(), Err(Excess));
    assert_eq!(latch.arrive_and_wait(), Err(Excess));
    assert_eq!(latch.count_down_by(0), Ok(()));
    assert!(latch.is_open() && Latch::<W>::new(0).is_open());
}

/// Every form returns at once when the latch is open, also past its deadline.
pub fn every_form_sees_an_open_latch<W: World>() {
    let latch = Latch::<W>::new(0);
    latch.wait();
    assert_eq!(latch.checked_wait(), Ok(()));
    assert_eq!(latch.wait_timeout(Duration::ZERO), Ok(()));
    assert_eq!(latch.wait_timeout(Duration::MAX), Ok(()));
    assert_eq!(latch.wait_until(W::now()), Ok(()));
}

/// Six blocked tasks, one of each form, go on at zero and not before.
pub fn zero_releases_all<W: World>() {
    let shared = Arc::new((Latch::<Watched<W>>::new(4), Word::<W>::new(0)));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(6, move |number| {
        let latch = &other.0;
        match number {
            0 => latch.wait(),
            1 => latch.checked_wait().unwrap(),
            2 => latch.wait_timeout(LONG).unwrap(),
            3 => latch.wait_timeout(Duration::MAX).unwrap(),
            4 => latch.arrive_and_wait().unwrap(),
            _ => latch.wait_until(W::after(LONG).unwrap()).unwrap(),
        }
        other.1.fetch_add(1, Relaxed)
    });
    until_blocked::<W, _>(6, &shared.0);
    shared.0.count_down().unwrap();
    shared.0.count_down().unwrap();
    until_blocked::<W, _>(6, &shared.0);
    assert_eq!(shared.1.load(Relaxed), 0);
    shared.0.count_down().unwrap();
    assert_eq!(crew.join().len(), 6);
}

/// Waits on a latch that is closed time out, none early, and leave nothing behind.
pub fn timeouts<W: World>() {
    let latch = Arc::new(Latch::<W>::new(1));
    assert_eq!(latch.wait_timeout(Duration::ZERO), Err(WaitError::TimedOut));
    assert_eq!(latch.wait_until(W::now()), Err(WaitError::TimedOut));
    let shared = Arc::clone(&latch);
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
    assert_eq!(latch.arrive_and_wait(), Ok(()));
    assert_eq!(format!("{latch:?}"), "Latch { count: 0 }");
}

/// What each did before it counted down is seen by all who waited.
pub fn countdowns_publish<W: World>() {
    const TASKS: u32 = 3;
    // All live to the end: the simulator takes what comes to lie in memory that was given back for
    // what lay there, and whether something does is for the allocator to choose.
    let mut all = Vec::new();
    for round in 1..=W::ROUNDS.min(300) {
        let numbers = [const { Plain::new() }; TASKS as usize];
        let shared = Arc::new((Latch::<W>::new(TASKS), numbers));
        all.push(Arc::clone(&shared));
        let other = Arc::clone(&shared);
        let waiter = task::<W, u32>(move || {
            other.0.wait();
            // SAFETY: all have counted down, after which nobody writes.
            other.1.iter().map(|number| unsafe { number.get() }).sum()
        });
        let crew = crew::<W, _>(TASKS, move |number| {
            // SAFETY: it is this task's own until it counts down.
            unsafe { shared.1[number as usize].set(round) };
            shared.0.count_down().unwrap();
        });
        crew.join();
        assert_eq!(waiter.join(), [TASKS * round]);
    }
}
