//! A deadline ends each wait, not early and at the tick; the tick count wraps around meanwhile.

use core::time::Duration;

use waitword_core::platform::Ticks;
use waitword_core::queue::{GetError, PutError};
use waitword_core::{AcquireError, Broken, WaitError};
use waitword_firmware::flight::{Barrier, Condvar, Event, Mutex, Queue, Semaphore};
use waitword_firmware::machine::{CortexM, sleeps};

/// How many waits time out.
pub(crate) const COUNT: u32 = 8;

const TIMEOUT: Duration = Duration::from_millis(5);

static HELD: Mutex<u32> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();
static EMPTY: Queue<u32, 1> = Queue::new();
static FULL: Queue<u32, 1> = Queue::new();
static NEVER: Event = Event::new();
static SOON: Event = Event::new();
static NONE: Semaphore = Semaphore::new(0);
static TWO: Barrier = Barrier::new(2);

pub(crate) fn handler() {
    if CortexM::ticks() == 0 {
        SOON.set();
    }
}

pub(crate) fn thread() {
    const LATE: WaitError = WaitError::TimedOut;
    let start = CortexM::ticks();
    assert_eq!(
        SOON.wait_timeout(Duration::from_secs(1)),
        Ok(()),
        "set in time"
    );
    let wrapped = CortexM::ticks() < start;
    assert!(wrapped, "the tick count did not wrap around");

    let mut held = HELD.lock();
    times_out(|| assert_eq!(HELD.lock_timeout(TIMEOUT).err(), Some(LATE)));
    times_out(|| {
        let result = CHANGED.wait_timeout_while(&mut held, |_| true, TIMEOUT);
        assert_eq!(result, Err(LATE));
    });
    times_out(|| assert_eq!(EMPTY.get_timeout(TIMEOUT), Err(GetError::TimedOut)));
    FULL.put(1);
    times_out(|| assert_eq!(FULL.put_timeout(2, TIMEOUT), Err(PutError::TimedOut(2))));
    times_out(|| assert_eq!(FULL.join_timeout(TIMEOUT), Err(LATE)));
    times_out(|| assert_eq!(NEVER.wait_timeout(TIMEOUT), Err(LATE)));
    times_out(|| {
        let taken = NONE.acquire_timeout(TIMEOUT);
        assert_eq!(taken.err(), Some(AcquireError::TimedOut));
    });
    times_out(|| assert_eq!(TWO.wait_timeout(TIMEOUT), Err(Broken::TimedOut)));
    assert_eq!(
        EMPTY.get_timeout(Duration::ZERO),
        Err(GetError::TimedOut),
        "zero tries once"
    );
}

/// `wait` sleeps through five whole ticks: six or seven of the counter, as the first is a part.
fn times_out(wait: impl FnOnce()) {
    let (start, slept) = (CortexM::ticks(), sleeps());
    wait();
    let ticks = CortexM::ticks().wrapping_sub(start);
    assert!((6..=7).contains(&ticks), "{} ticks for 5 ms", ticks);
    assert!(
        sleeps() - slept <= ticks,
        "woken more often than once a tick"
    );
}
