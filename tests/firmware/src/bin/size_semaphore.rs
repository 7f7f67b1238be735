//! A semaphore whose permits come from the handler.
#![no_std]
#![no_main]

#[path = "../size/mod.rs"]
mod size;

use size::Semaphore;

static PERMITS: Semaphore = Semaphore::new(0);

crate::image!(|| PERMITS.release(1), || PERMITS.acquire().forget());
