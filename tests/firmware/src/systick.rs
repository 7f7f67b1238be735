//! The timer that every Cortex-M core of the images has.

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::RegisterBlock;

/// How often the timer counts in a second.
pub const HERTZ: u32 = number(env!("TIMER_HERTZ"));
/// How long an instruction takes in QEMU, if it is started as `README.md` says.
const INSTRUCTION_NANOSECONDS: u32 = number(env!("INSTRUCTION_NANOSECONDS"));
const ENABLE: u32 = 1 << 0;
const INTERRUPT: u32 = 1 << 1;
const CORE_CLOCK: u32 = 1 << 2;

/// Counts from `first` to zero, interrupts, and goes on with periods of `period` counts.
pub fn start(first: u32, period: u32) {
    stop();
    let timer = registers();
    // SAFETY: any value of 24 bits is a period.
    unsafe { timer.rvr.write(first) };
    // SAFETY: any write sets the count to zero, from which it goes to `first`.
    unsafe { timer.cvr.write(0) };
    // SAFETY: the bits are those of the timer's own interrupt, for which the images have a handler.
    unsafe { timer.csr.write(ENABLE | INTERRUPT | CORE_CLOCK) };
    while timer.cvr.read() == 0 {}
    // SAFETY: as above; it is used from the next zero on.
    unsafe { timer.rvr.write(period) };
}

/// Stops the timer; an interrupt that is pending stays so.
pub fn stop() {
    // SAFETY: stopping the timer harms nobody.
    unsafe { registers().csr.write(CORE_CLOCK) };
}

/// The count, which goes down.
pub fn count() -> u32 {
    registers().cvr.read()
}

/// How many instructions take so many counts.
pub fn instructions(counts: u32) -> u32 {
    const PICOSECONDS: u64 = 1_000_000_000_000 / HERTZ as u64;
    (u64::from(counts) * PICOSECONDS / 1000 / u64::from(INSTRUCTION_NANOSECONDS)) as u32
}

const fn number(text: &str) -> u32 {
    match u32::from_str_radix(text, 10) {
        Ok(number) => number,
        Err(_) => panic!("build.rs gives numbers"),
    }
}

fn registers() -> &'static RegisterBlock {
    // SAFETY: the block lies at this address on every Cortex-M that has a timer, and each register
    // is accessed as a whole.
    unsafe { &*SYST::PTR }
}
