//! How a run ends: a line and an exit status over semihosting.

use core::fmt;
use core::panic::PanicInfo;

use cortex_m::interrupt;
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS, ExitStatus};
use cortex_m_semihosting::hprintln;

/// Says what was checked and ends the run with success.
pub fn pass(summary: fmt::Arguments<'_>) -> ! {
    hprintln!("ok {}: {}", env!("MACHINE"), summary);
    end(EXIT_SUCCESS)
}

/// A panic ends the run with failure.
#[panic_handler]
fn fail(panic: &PanicInfo<'_>) -> ! {
    interrupt::disable();
    hprintln!("failed {}: {}", env!("MACHINE"), panic);
    end(EXIT_FAILURE)
}

fn end(status: ExitStatus) -> ! {
    loop {
        debug::exit(status);
    }
}
