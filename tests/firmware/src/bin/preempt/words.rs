//! Primitives of one or two words: a read-modify-write of the thread, interrupted by another.

use waitword_firmware::machine::{Event, Mutex, Semaphore};

use crate::sweep::{Found, Trial, inside};

pub(crate) const TRIALS: &[Trial] = &[
    Trial {
        name: "mutex, lock and unlock",
        prepare: |_| *COUNT.lock() = 0,
        thread: count,
        handler: handler_counts,
        audit: audit_count,
    },
    Trial {
        name: "semaphore, acquire",
        prepare: |_| PERMITS.release(1).expect("few permits"),
        thread: |_| [u32::from(inside(take)), 0],
        handler: |_| {
            PERMITS.release(2).expect("few permits");
            Some([u32::from(take()), 0])
        },
        audit: |_, thread, handler| audit_permits(1 + 2, thread, handler),
    },
    Trial {
        name: "semaphore, release",
        prepare: |_| (),
        thread: |_| {
            inside(|| PERMITS.release(3)).expect("few permits");
            [0, 0]
        },
        handler: |_| Some([u32::from(take()), 0]),
        audit: |_, thread, handler| audit_permits(3, thread, handler),
    },
    Trial {
        name: "event, set",
        prepare: |_| EVENT.clear(),
        thread: |_| {
            inside(|| EVENT.set());
            [0, 0]
        },
        handler: |_| {
            let seen = EVENT.is_set();
            EVENT.clear();
            Some([u32::from(seen), u32::from(EVENT.is_set())])
        },
        audit: |_, _, handler| {
            assert_eq!(handler[1], 0, "set after the clear");
            assert_eq!(u32::from(EVENT.is_set()), 1 - handler[0]);
        },
    },
    Trial {
        name: "event, clear",
        prepare: |_| EVENT.set(),
        thread: |_| {
            inside(|| EVENT.clear());
            [0, 0]
        },
        handler: |_| {
            let seen = EVENT.is_set();
            EVENT.set();
            Some([u32::from(seen), u32::from(EVENT.is_set())])
        },
        audit: |_, _, handler| {
            assert_eq!(handler[1], 1, "cleared after the set");
            assert_eq!(u32::from(EVENT.is_set()), 1 - handler[0]);
        },
    },
];

static COUNT: Mutex<u32> = Mutex::new(0);
static PERMITS: Semaphore = Semaphore::new(0);
static EVENT: Event = Event::new();

fn add_one() -> bool {
    COUNT.try_lock().map(|mut count| *count += 1).is_some()
}

/// The handler gives the mutex back before it ends, so the thread never finds it held.
fn count(_: u32) -> Found {
    [u32::from(inside(add_one)), 0]
}

fn handler_counts(_: u32) -> Option<Found> {
    let held = COUNT.is_locked();
    Some([u32::from(add_one()), u32::from(held)])
}

fn audit_count(_: u32, thread: Found, handler: Found) {
    let [added, held] = handler;
    assert_eq!(thread[0], 1, "refused by a free mutex");
    assert_eq!(
        added,
        1 - held,
        "refused by a free mutex, or let in while it was held"
    );
    assert_eq!(*COUNT.lock(), 1 + added);
}

fn take() -> bool {
    PERMITS
        .try_acquire()
        .map(|permit| permit.forget())
        .is_some()
}

/// As many permits are left as there were, without those that were taken.
fn audit_permits(all: u32, thread: Found, handler: Found) {
    let left = all - thread[0] - handler[0];
    assert_eq!(PERMITS.available(), left);
    for _ in 0..left {
        assert!(take());
    }
    assert!(!take(), "a permit too many");
}
