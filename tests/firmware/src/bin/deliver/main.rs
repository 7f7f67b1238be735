//! A thread and the handler of SysTick share every primitive; the thread sleeps in `wfi` for it.
//!
//! Each scene is a file with what the handler does at each tick and what the thread does meanwhile.
#![no_std]
#![no_main]

mod delivery;
mod handback;
mod meetings;
mod refusals;
mod timeouts;

use core::cell::Cell;

use critical_section::Mutex;
use waitword_core::platform::Ticks;
use waitword_firmware::machine::{CortexM, sleeps, tick};
use waitword_firmware::{report, systick};

/// The tick at which a run has taken far too long.
const DEADLINE: u32 = 5_000;

/// What the handler does at each tick.
static HANDLER: Mutex<Cell<fn()>> = Mutex::new(Cell::new(nothing));

#[cortex_m_rt::entry]
fn main() -> ! {
    let period = systick::HERTZ / CortexM::PER_SECOND;
    systick::start(period, period);
    play("timeouts", timeouts::handler, timeouts::thread);
    play("delivery", delivery::handler, delivery::thread);
    play("handback", handback::handler, handback::thread);
    play("refusals", refusals::handler, refusals::thread);
    play("meetings", meetings::handler, meetings::thread);
    report::pass(format_args!(
        "{} items delivered in order ({} puts refused), {} handed back, {} waits refused, \
         {} timeouts, {} meetings; slept {} times",
        delivery::ITEMS,
        delivery::refused(),
        handback::ITEMS,
        refusals::COUNT,
        timeouts::COUNT,
        meetings::COUNT,
        sleeps(),
    ))
}

fn play(name: &'static str, handler: fn(), thread: fn()) {
    report::begin(name);
    set_handler(handler);
    thread();
    set_handler(nothing);
}

fn set_handler(handler: fn()) {
    critical_section::with(|section| HANDLER.borrow(section).set(handler));
}

fn nothing() {}

#[cortex_m_rt::exception]
fn SysTick() {
    tick();
    assert!(
        CortexM::ticks() < DEADLINE || CortexM::ticks() > u32::MAX / 2,
        "a scene hangs"
    );
    let handler = critical_section::with(|section| HANDLER.borrow(section).get());
    handler();
}
