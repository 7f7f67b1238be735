//! The handler takes part in what threads share: it releases permits, changes what a condition is
//! about, and is the last to come to a barrier.

use waitword_firmware::flight::{Barrier, Condvar, Mutex, Semaphore};
use waitword_firmware::machine::sleeps;

/// How many times the thread waits for the handler in each of three ways.
pub(crate) const COUNT: u32 = 3 * ROUNDS;

const ROUNDS: u32 = 20;

static PERMITS: Semaphore = Semaphore::new(0);
static PAGES: Mutex<u32> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();
static MEETING: Barrier = Barrier::new(2);

pub(crate) fn handler() {
    assert_eq!(PERMITS.release(1), Ok(()));
    if let Some(mut pages) = PAGES.try_lock() {
        *pages += 1;
        CHANGED.notify_one();
    }
    if MEETING.arrived() == 1 {
        let arrival = MEETING.wait().expect("the last to come need not wait");
        assert!(arrival.is_leader());
    }
}

pub(crate) fn thread() {
    let before = sleeps();
    for _ in 0..ROUNDS {
        let arrival = MEETING.wait().expect("nobody breaks the barrier");
        assert!(!arrival.is_leader());
    }
    while PERMITS
        .try_acquire()
        .map(|permit| permit.forget())
        .is_some()
    {}
    for _ in 0..ROUNDS {
        PERMITS.acquire().forget();
    }
    let mut pages = PAGES.lock();
    for _ in 0..ROUNDS {
        let read = *pages;
        CHANGED.wait_while(&mut pages, |pages| *pages == read);
        assert_eq!(*pages, read + 1, "one page at a tick");
    }
    assert!(
        sleeps() - before >= COUNT - ROUNDS,
        "the thread hardly slept"
    );
}
