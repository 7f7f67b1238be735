//! A Cortex-M core as platform `Masked` sees it, and the primitives on it by their short names.

use core::arch::asm;
use core::num::NonZeroU32;
use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::Relaxed;

use cortex_m::asm::wfi;
use cortex_m::register::primask;
use waitword_core::platform::{Callers, Machine, Masked, Ticks};

/// The platform of the images.
pub type Platform = Masked<CortexM>;
waitword_core::primitives!(Platform);

/// One Cortex-M core. Waiting is `wfi`, and time is the count of SysTick interrupts.
#[derive(Debug)]
pub struct CortexM;

/// How often somebody slept.
static SLEEPS: AtomicU32 = AtomicU32::new(0);
/// The count starts short of its end, so each run sees it wrap around.
static TICKS: AtomicU32 = AtomicU32::new(u32::MAX - 20);

impl Machine for CortexM {
    fn idle() {
        // ORDERING: Relaxed, and no read-modify-write: interrupts are masked, and the core is
        // alone.
        SLEEPS.store(SLEEPS.load(Relaxed) + 1, Relaxed);
        wfi();
    }

    fn can_wait() -> bool {
        exception() == 0 && primask::read().is_active()
    }
}

/// The thread is 1; the handler of an exception is its number and 1.
impl Callers for CortexM {
    fn current() -> NonZeroU32 {
        NonZeroU32::MIN.saturating_add(exception())
    }
}

impl Ticks for CortexM {
    const PER_SECOND: u32 = 1000;

    fn ticks() -> u32 {
        // ORDERING: Relaxed, the count publishes nothing.
        TICKS.load(Relaxed)
    }
}

/// Counts one tick. Only the handler of SysTick calls it.
pub fn tick() {
    // ORDERING: Relaxed, and no read-modify-write: nobody else writes.
    TICKS.store(TICKS.load(Relaxed).wrapping_add(1), Relaxed);
}

/// How often somebody slept.
pub fn sleeps() -> u32 {
    // ORDERING: Relaxed, the count publishes nothing.
    SLEEPS.load(Relaxed)
}

/// The number of the exception whose handler runs; 0 in the thread.
fn exception() -> u32 {
    let number: u32;
    // SAFETY: reading IPSR has no effect.
    unsafe { asm!("mrs {}, IPSR", out(reg) number, options(nomem, nostack, preserves_flags)) };
    number
}
