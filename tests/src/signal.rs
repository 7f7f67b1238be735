//! Bodies for `Signal`.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::{Signal, WaitError, Word};

use crate::World;
use crate::crew::{crew, until};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// Sets become one signal, which one takes, by every form.
pub fn every_form_takes_the_signal<W: World>() {
    let signal = Signal::<W>::default();
    assert!(!signal.try_wait());
    for form in 0..6 {
        signal.set();
        signal.set();
        assert!(signal.is_set());
        assert_eq!(format!("{signal:?}"), "Signal { set: true }");
        match form {
            0 => signal.wait(),
            1 => signal.checked_wait().unwrap(),
            2 => assert!(signal.try_wait()),
            3 => signal.wait_timeout(Duration::ZERO).unwrap(),
            4 => signal.wait_timeout(Duration::MAX).unwrap(),
            _ => signal.wait_until(W::now()).unwrap(),
        }
        assert!(!signal.is_set() && !signal.try_wait());
        assert_eq!(format!("{signal:?}"), "Signal { set: false }");
    }
}

/// Five blocked tasks, one of each form, go on one for each set.
pub fn a_set_releases_one<W: World>() {
    let shared = Arc::new((Signal::<Watched<W>>::new(), Word::<W>::new(0)));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(5, move |number| {
        let signal = &other.0;
        match number {
            0 => signal.wait(),
            1 => signal.checked_wait().unwrap(),
            2 => signal.wait_timeout(LONG).unwrap(),
            3 => signal.wait_timeout(Duration::MAX).unwrap(),
            _ => signal.wait_until(W::after(LONG).unwrap()).unwrap(),
        }
        other.1.fetch_add(1, Relaxed)
    });
    for released in 0..5 {
        until_blocked::<W, _>(5 - released as usize, &shared.0);
        assert_eq!(shared.1.load(Relaxed), released);
        shared.0.set();
        until::<W>(|| shared.1.load(Relaxed) == released + 1);
    }
    crew.join();
    assert!(!shared.0.is_set());
}

/// Waits for a signal that is not set time out, none early, and leave nothing behind.
pub fn timeouts<W: World>() {
    let signal = Arc::new(Signal::<W>::new());
    assert_eq!(
        signal.wait_timeout(Duration::ZERO),
        Err(WaitError::TimedOut)
    );
    assert_eq!(signal.wait_until(W::now()), Err(WaitError::TimedOut));
    let shared = Arc::clone(&signal);
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
    signal.set();
    assert!(signal.try_wait());
}

/// Two tasks hand a turn, and a number, to each other, which hangs if one wake is lost.
pub fn ping_pong<W: World>() {
    let pair = Arc::new(([Signal::<W>::new(), Signal::new()], Plain::new()));
    let shared = Arc::clone(&pair);
    let crew = crew::<W, _>(2, move |number| {
        let (mine, other) = (number as usize, 1 - number as usize);
        for _ in 0..W::ROUNDS {
            shared.0[mine].wait();
            // SAFETY: the other one waits for its signal.
            let count = unsafe { shared.1.get() };
            // SAFETY: as above.
            unsafe { shared.1.set(count + 1) };
            shared.0[other].set();
        }
    });
    pair.0[0].set();
    crew.join();
    // SAFETY: both have ended.
    assert_eq!(unsafe { pair.1.get() }, 2 * W::ROUNDS);
}

/// Some set and some wait: as many waits end as are answered, and none is left alone.
pub fn stress<W: World>() {
    const WAITERS: u32 = 3;
    let shared = Arc::new((Signal::<W>::new(), Word::<W>::new(0)));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(WAITERS, move |number| {
        for round in 0..W::ROUNDS {
            match (round + number) % 3 {
                0 => other.0.wait(),
                1 => drop(other.0.wait_timeout(Duration::from_micros(20))),
                _ => drop(other.0.try_wait()),
            }
        }
        other.1.fetch_add(1, Relaxed);
    });
    while shared.1.load(Relaxed) < WAITERS {
        shared.0.set();
        W::yield_now();
    }
    crew.join();
}
