//! Waits of the thread: at whatever instruction the handler does what is waited for, the thread
//! wakes.
//!
//! A wake that is lost between the look and the sleep shows: the next interrupt is far away, and
//! ends the run.

use waitword_firmware::machine::{Barrier, Condvar, Event, Mutex, Semaphore};

use crate::queues::{
    BY_HANDLER, BY_THREAD, Item, NONE, ends_empty, fill, get_now, number, put_now,
};
use crate::sweep::{Found, Trial, inside};

const NOTHING: Found = [0, 0];

pub(crate) const TRIALS: &[Trial] = &[
    Trial {
        name: "queue, wait for an item",
        prepare: |_| (),
        thread: |_| [inside(|| u32::queue().get()), 0],
        handler: |round| Some([put_now::<u32>(round, BY_HANDLER), 0]),
        audit: |_, thread, handler| {
            assert_eq!(thread, handler);
            ends_empty::<u32>(1);
        },
    },
    Trial {
        name: "queue, wait for room",
        prepare: |round| fill::<u32>(round, 3),
        thread: |round| {
            inside(|| u32::queue().put(number(round, BY_THREAD)));
            NOTHING
        },
        handler: |_| Some([get_now::<u32>(), 0]),
        audit: |round, _, handler| {
            assert_eq!(handler[0], number(round, 1));
            for item in [2, 3, BY_THREAD] {
                assert_eq!(get_now::<u32>(), number(round, item));
            }
            ends_empty::<u32>(4);
        },
    },
    Trial {
        name: "queue, wait for the last task",
        prepare: |round| {
            fill::<u32>(round, 1);
            assert_ne!(get_now::<u32>(), NONE);
        },
        thread: |_| {
            inside(|| u32::queue().join());
            NOTHING
        },
        handler: |_| Some([u32::from(u32::queue().task_done().is_ok()), 0]),
        audit: |_, _, handler| {
            assert_eq!(handler[0], 1);
            ends_empty::<u32>(0);
        },
    },
    Trial {
        name: "event, wait",
        prepare: |_| EVENT.clear(),
        thread: |_| {
            inside(|| EVENT.wait());
            NOTHING
        },
        handler: |_| {
            EVENT.set();
            Some(NOTHING)
        },
        audit: |_, _, _| assert!(EVENT.is_set()),
    },
    Trial {
        name: "semaphore, wait for a permit",
        prepare: |_| (),
        thread: |_| {
            inside(|| PERMITS.acquire().forget());
            NOTHING
        },
        handler: |_| {
            PERMITS.release(1).expect("few permits");
            Some(NOTHING)
        },
        audit: |_, _, _| assert_eq!(PERMITS.available(), 0),
    },
    Trial {
        name: "condition, wait for a change",
        prepare: |_| *PAGES.lock() = 0,
        thread: |_| {
            inside(|| CHANGED.wait_while(&mut PAGES.lock(), |pages| *pages == 0));
            NOTHING
        },
        handler: change,
        audit: |_, _, _| assert_eq!(*PAGES.lock(), 1),
    },
    Trial {
        name: "barrier, wait for the other",
        prepare: |_| (),
        thread: |_| [u32::from(inside(|| MEETING.wait()).is_ok()), 0],
        handler: meet,
        audit: |_, thread, handler| {
            assert_eq!((thread[0], handler[0]), (1, 1));
            assert_eq!(MEETING.arrived(), 0);
        },
    },
];

static EVENT: Event = Event::new();
static PERMITS: Semaphore = Semaphore::new(0);
static PAGES: Mutex<u32> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();
static MEETING: Barrier = Barrier::new(2);

/// Comes again if the thread holds the mutex.
fn change(_: u32) -> Option<Found> {
    let mut pages = PAGES.try_lock()?;
    *pages += 1;
    CHANGED.notify_one();
    Some(NOTHING)
}

/// Comes again if the thread has not come: a handler must not be the one to wait.
fn meet(_: u32) -> Option<Found> {
    (MEETING.arrived() == 1).then(|| [u32::from(MEETING.wait().is_ok()), 0])
}
