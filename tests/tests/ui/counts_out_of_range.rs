//! Counts that a primitive cannot have are refused where a static is made.
use waitword_core::spin::{Barrier, Latch, Queue, Semaphore};

static TOO_MANY_PERMITS: Semaphore = Semaphore::new(Semaphore::MAX + 1);
//~ E0080 a semaphore holds at most 536870911 permits
static NO_PARTIES: Barrier = Barrier::new(0);
//~ E0080 a barrier has 1 to 16383 parties
static TOO_MANY_PARTIES: Barrier = Barrier::new(Barrier::MAX + 1);
//~ E0080 a barrier has 1 to 16383 parties
static NO_ITEMS: Queue<u8, 0> = Queue::new();
//~ E0080 a queue needs room for at least one item
static TOO_MANY_ITEMS: Queue<u8, 65_536> = Queue::new();
//~ E0080 a queue has room for at most 65535 items
static TOO_MANY_TO_COUNT: Latch = Latch::new(Latch::MAX + 1);
//~ E0080 a latch counts down from at most 2147483647

fn main() {}
