//! A barrier at which the handler is the second to come.
#![no_std]
#![no_main]

#[path = "../size/mod.rs"]
mod size;

use size::Barrier;

static MEETING: Barrier = Barrier::new(2);

crate::image!(|| MEETING.arrived() == 1 && MEETING.wait().is_ok(), || {
    MEETING.wait()
});
