//! A condition on a count under a mutex.
#![no_std]
#![no_main]

#[path = "../size/mod.rs"]
mod size;

use size::{Condvar, Mutex};

static COUNT: Mutex<u32> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

crate::image!(
    || {
        if let Some(mut count) = COUNT.try_lock() {
            *count += 1;
            CHANGED.notify_one();
        }
    },
    || CHANGED.wait_while(&mut COUNT.lock(), |count| *count == 0)
);
