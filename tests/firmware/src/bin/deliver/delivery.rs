//! The handler puts numbered items, the thread takes them in their order.

use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::Relaxed;

use waitword_core::platform::Ticks;
use waitword_core::queue::{TryGetError, TryPutError};
use waitword_firmware::flight::{Event, Queue};
use waitword_firmware::machine::{CortexM, sleeps};

/// How many items are delivered.
pub(crate) const ITEMS: u32 = 1000;

static QUEUE: Queue<u32, 4> = Queue::new();
static END: Event = Event::new();

// ORDERING: Relaxed throughout; the handler alone writes them, and the thread reads them after
// `END`.
static NEXT: AtomicU32 = AtomicU32::new(0);
static REFUSED: AtomicU32 = AtomicU32::new(0);

/// Puts 0 to 6 items, which is more than there is room for; the tick after the last sets the event.
pub(crate) fn handler() {
    let next = NEXT.load(Relaxed);
    if next == ITEMS {
        END.set();
    }
    let burst = CortexM::ticks() % 7;
    for item in next..ITEMS.min(next + burst) {
        if let Err(TryPutError::Full(back)) = QUEUE.try_put(item) {
            assert_eq!(back, item, "another item came back");
            REFUSED.store(REFUSED.load(Relaxed) + 1, Relaxed);
            return;
        }
        NEXT.store(item + 1, Relaxed);
    }
}

pub(crate) fn thread() {
    let before = sleeps();
    for expected in 0..ITEMS {
        assert_eq!(QUEUE.get(), expected, "an item out of order");
    }
    END.wait();
    assert_eq!(NEXT.load(Relaxed), ITEMS);
    assert_eq!(QUEUE.try_get(), Err(TryGetError::Empty));
    assert!(refused() > 0, "the queue was never full");
    assert!(sleeps() - before >= 100, "the thread hardly slept");
}

/// How often the queue was full.
pub(crate) fn refused() -> u32 {
    REFUSED.load(Relaxed)
}
