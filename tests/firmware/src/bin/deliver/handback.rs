//! The thread puts large items and sleeps while there is no room; the handler takes one at a tick.

use core::array;
use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::Relaxed;

use waitword_core::queue::TryPutError;
use waitword_firmware::flight::Queue;
use waitword_firmware::machine::sleeps;

/// How many items are handed back.
pub(crate) const ITEMS: u32 = 100;

/// Large enough to be copied outside the queue's lock.
type Page = [u32; 24];

static QUEUE: Queue<Page, 3> = Queue::new();
// ORDERING: Relaxed throughout; the handler alone writes it, and the thread reads it after `join`.
static TAKEN: AtomicU32 = AtomicU32::new(0);

pub(crate) fn handler() {
    let Ok(page) = QUEUE.try_get() else { return };
    let taken = TAKEN.load(Relaxed);
    assert_eq!(page, page_of(taken), "a page out of order, or torn");
    TAKEN.store(taken + 1, Relaxed);
    assert_eq!(QUEUE.task_done(), Ok(()));
}

pub(crate) fn thread() {
    let before = sleeps();
    for number in 0..ITEMS {
        QUEUE.put(page_of(number));
    }
    assert_eq!(
        QUEUE.try_put(page_of(0)),
        Err(TryPutError::Full(page_of(0)))
    );
    QUEUE.join();
    assert_eq!(TAKEN.load(Relaxed), ITEMS);
    assert!(QUEUE.task_done().is_err(), "one task_done too many passed");
    assert!(sleeps() - before >= ITEMS, "a put did not sleep for room");
}

fn page_of(number: u32) -> Page {
    array::from_fn(|line| number * 100 + line as u32)
}
