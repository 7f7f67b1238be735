//! A queue of eight words that the thread asks again and again.
#![no_std]
#![no_main]

#[path = "../size/mod.rs"]
mod size;

use core::hint::black_box;

use size::Queue;

static QUEUE: Queue<u32, 8> = Queue::new();

crate::image!(|| QUEUE.try_put(black_box(1)), || black_box(
    QUEUE.try_get()
));
