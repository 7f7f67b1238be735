//! Bodies for `Event`.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::{Event, WaitError, Word};

use crate::World;
use crate::crew::{crew, task};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);

/// Set and clear, twice each, and what is shown of it.
pub fn is_set<W: World>() {
    let event = Event::<W>::default();
    assert!(!event.is_set());
    for _ in 0..2 {
        event.set();
        assert!(event.is_set());
        assert_eq!(format!("{event:?}"), "Event { set: true }");
    }
    for _ in 0..2 {
        event.clear();
        assert!(!event.is_set());
        assert_eq!(format!("{event:?}"), "Event { set: false }");
    }
}

/// Every form returns at once when the event is set, also past its deadline.
pub fn every_form_sees_a_set_event<W: World>() {
    let event = Event::<W>::new();
    event.set();
    event.wait();
    assert_eq!(event.checked_wait(), Ok(()));
    assert_eq!(event.wait_timeout(Duration::ZERO), Ok(()));
    assert_eq!(event.wait_timeout(Duration::MAX), Ok(()));
    assert_eq!(event.wait_until(W::now()), Ok(()));
}

/// Five blocked tasks go on when the event is set, and find it set when they wait again.
pub fn set_releases_all<W: World>() {
    let event = Arc::new(Event::<Watched<W>>::new());
    let released = Arc::new(Word::<W>::new(0));
    let shared = (Arc::clone(&event), Arc::clone(&released));
    let crew = crew::<W, _>(5, move |_| {
        shared.0.wait();
        shared.1.fetch_add(1, Relaxed);
        shared.0.wait();
    });
    until_blocked::<W, _>(5, &*event);
    assert_eq!(released.load(Relaxed), 0);
    event.set();
    crew.join();
    assert_eq!(released.load(Relaxed), 5);
}

/// A set that is cleared at once releases all who waited, by every form, and the event stays clear.
pub fn set_then_clear_releases_all<W: World>() {
    const LONG: Duration = Duration::from_secs(600);
    let event = Arc::new(Event::<Watched<W>>::new());
    for _ in 0..3 {
        let shared = Arc::clone(&event);
        let crew = crew::<W, _>(5, move |number| match number {
            0 => shared.checked_wait(),
            1 => shared.wait_timeout(LONG),
            2 => shared.wait_timeout(Duration::MAX),
            3 => shared.wait_until(W::after(LONG).unwrap()),
            _ => {
                shared.wait();
                Ok(())
            }
        });
        until_blocked::<W, _>(5, &*event);
        event.set();
        event.clear();
        assert_eq!(crew.join(), [Ok(()); 5]);
        assert!(!event.is_set());
    }
}

/// Waits on an event that is not set time out, none early, and leave nothing behind.
pub fn timeouts<W: World>() {
    let event = Arc::new(Event::<W>::new());
    assert_eq!(event.wait_timeout(Duration::ZERO), Err(WaitError::TimedOut));
    assert_eq!(event.wait_until(W::now()), Err(WaitError::TimedOut));
    let shared = Arc::clone(&event);
    let crew = crew::<W, _>(5, move |number| {
        let earliest = W::after(SHORT).unwrap();
        let result = if number % 2 == 0 {
            shared.wait_timeout(SHORT)
        } else {
            shared.wait_until(earliest)
        };
        (result, W::is_past(earliest))
    });
    assert_eq!(crew.join(), [(Err(WaitError::TimedOut), true); 5]);
    event.set();
    assert_eq!(event.wait_timeout(SHORT), Ok(()));
}

/// What was done before a set is seen after a wait, in both directions.
pub fn set_publishes<W: World>() {
    // All live to the end: the simulator takes what comes to lie in memory that was given back for
    // what lay there, and whether something does is for the allocator to choose.
    let mut all = Vec::new();
    for round in 1..=W::ROUNDS {
        let shared = Arc::new(([Event::<W>::new(), Event::new()], Plain::new()));
        all.push(Arc::clone(&shared));
        let other = Arc::clone(&shared);
        let waiter = task::<W, _>(move || {
            other.0[0].wait();
            // SAFETY: it was set before the event, and is left alone until the answer.
            let seen = unsafe { other.1.get() };
            other.0[1].set();
            seen
        });
        // SAFETY: the other one waits for the event.
        unsafe { shared.1.set(round) };
        shared.0[0].set();
        shared.0[1].wait();
        shared.0[1].clear();
        // SAFETY: the other one has read it, and touches it no more.
        unsafe { shared.1.set(0) };
        assert_eq!(waiter.join(), [round]);
    }
}

/// Two tasks answer each other through events that are cleared for the next round.
pub fn ping_pong<W: World>() {
    let pair = Arc::new([Event::<W>::new(), Event::<W>::new()]);
    let shared = Arc::clone(&pair);
    let crew = crew::<W, _>(2, move |number| {
        let (mine, other) = (number as usize, 1 - number as usize);
        for _ in 0..W::ROUNDS {
            shared[mine].wait();
            shared[mine].clear();
            shared[other].set();
        }
    });
    pair[0].set();
    crew.join();
    assert_eq!([pair[0].is_set(), pair[1].is_set()], [true, false]);
}

/// One sets and clears while others wait, each until it has seen as many sets as it came for.
pub fn stress<W: World>() {
    const WAITERS: u32 = 4;
    let shared = Arc::new((Event::<W>::new(), Word::<W>::new(0)));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(WAITERS, move |number| {
        for round in 0..W::ROUNDS {
            match (round + number) % 3 {
                0 => other.0.wait(),
                1 => drop(other.0.wait_timeout(Duration::from_micros(20))),
                _ => drop(other.0.wait_until(W::now())),
            }
        }
        other.1.fetch_add(1, Relaxed);
    });
    while shared.1.load(Relaxed) < WAITERS {
        shared.0.set();
        shared.0.clear();
        W::yield_now();
    }
    crew.join();
    assert!(!shared.0.is_set());
}
