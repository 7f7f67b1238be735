//! A handler that waits where it cannot: the run fails, says why, and writes out what happened
//! last.
//!
//! The test expects the failure.
#![no_std]
#![no_main]

use cortex_m_rt::{entry, exception};
use waitword_core::platform::Ticks;
use waitword_firmware::flight::{Event, Queue, name};
use waitword_firmware::machine::CortexM;
use waitword_firmware::{report, systick};

static JOBS: Queue<u32, 2> = Queue::new();
static END: Event = Event::new();

#[entry]
fn main() -> ! {
    report::begin("misuse");
    name(&JOBS, "jobs");
    name(&END, "end");
    JOBS.put(1);
    assert_eq!(JOBS.get(), 1);
    let period = systick::HERTZ / CortexM::PER_SECOND;
    systick::start(period, period);
    END.wait();
    report::pass(format_args!("a handler waited"))
}

/// `get` where `try_get` would be right.
#[exception]
fn SysTick() {
    JOBS.get();
    END.set();
}
