//! A count under a mutex.
#![no_std]
#![no_main]

#[path = "../size/mod.rs"]
mod size;

use size::Mutex;

static COUNT: Mutex<u32> = Mutex::new(0);

crate::image!(|| COUNT.try_lock().map(|mut count| *count += 1), || {
    *COUNT.lock() += 1
});
