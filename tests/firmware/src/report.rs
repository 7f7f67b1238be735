//! How a run ends: a line and an exit status over semihosting.

use core::cell::Cell;
use core::fmt;
use core::panic::PanicInfo;

use cortex_m::interrupt;
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS, ExitStatus};
use cortex_m_semihosting::hprintln;
use critical_section::Mutex;

use crate::flight;

/// What the run is at.
static PART: Mutex<Cell<&str>> = Mutex::new(Cell::new("start"));

/// A part of the run begins, which a failure will name.
pub fn begin(part: &'static str) {
    critical_section::with(|section| PART.borrow(section).set(part));
}

/// Says what was checked and ends the run with success.
pub fn pass(summary: fmt::Arguments<'_>) -> ! {
    hprintln!("ok {}: {}", env!("MACHINE"), summary);
    end(EXIT_SUCCESS)
}

/// A panic ends the run with failure.
#[panic_handler]
fn fail(panic: &PanicInfo<'_>) -> ! {
    interrupt::disable();
    let part = critical_section::with(|section| PART.borrow(section).get());
    hprintln!("failed {} in `{}`: {}", env!("MACHINE"), part, panic);
    flight::write();
    end(EXIT_FAILURE)
}

fn end(status: ExitStatus) -> ! {
    loop {
        debug::exit(status);
    }
}
