//! An event that is set, waited for and cleared.
#![no_std]
#![no_main]

#[path = "../size/mod.rs"]
mod size;

use size::Event;

static EVENT: Event = Event::new();

crate::image!(|| EVENT.set(), || {
    EVENT.wait();
    EVENT.clear();
});
