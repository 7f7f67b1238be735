//! Waiting where nobody can wait is refused: in the handler, and with interrupts masked.

use core::time::Duration;

use waitword_core::queue::{GetError, PutError};
use waitword_core::{AcquireError, Broken, WaitError};
use waitword_firmware::flight::{Barrier, Condvar, Event, Mutex, Queue, Semaphore};

/// How many waits are refused.
pub(crate) const COUNT: u32 = 2 * 9;

static HELD: Mutex<u32> = Mutex::new(0);
static FREE: Mutex<u32> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();
static EMPTY: Queue<u32, 1> = Queue::new();
static FULL: Queue<u32, 1> = Queue::new();
static NEVER: Event = Event::new();
static NONE: Semaphore = Semaphore::new(0);
static TWO: Barrier = Barrier::new(2);
static READY: Event = Event::new();
static SEEN: Event = Event::new();

pub(crate) fn handler() {
    if READY.is_set() && !SEEN.is_set() {
        refuses_all();
        SEEN.set();
    }
}

pub(crate) fn thread() {
    FULL.put(1);
    let held = HELD.lock();
    READY.set();
    SEEN.wait();
    critical_section::with(|_| refuses_all());
    drop(held);
    assert_eq!(HELD.checked_lock().map(|count| *count), Ok(0));
    assert_eq!(FULL.try_get(), Ok(1));
}

/// Nine ways to wait, each of which fails and leaves its object as it was.
fn refuses_all() {
    const CANNOT: WaitError = WaitError::CannotWait;
    let second = Duration::from_secs(1);
    assert_eq!(HELD.checked_lock().err(), Some(CANNOT));
    assert_eq!(HELD.lock_timeout(second).err(), Some(CANNOT));
    assert_eq!(EMPTY.checked_get(), Err(GetError::CannotWait));
    assert_eq!(FULL.checked_put(2), Err(PutError::CannotWait(2)));
    assert_eq!(FULL.checked_join(), Err(CANNOT));
    assert_eq!(NEVER.checked_wait(), Err(CANNOT));
    assert_eq!(NONE.checked_acquire().err(), Some(AcquireError::CannotWait));
    assert_eq!(TWO.wait(), Err(Broken::CannotWait));
    assert_eq!(TWO.arrived(), 0, "who could not wait has not come");

    let mut free = FREE.try_lock().expect("nobody else holds it");
    assert_eq!(CHANGED.checked_wait(&mut free), Err(CANNOT));
    assert!(FREE.is_locked(), "the mutex was not given back");
}
