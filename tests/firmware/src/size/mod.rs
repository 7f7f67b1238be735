//! What the images have in common whose size is measured: the handler of SysTick and the thread use
//! one object for ever. A panic says nothing, so its text takes no room.

use core::arch::asm;
use core::panic::PanicInfo;

use cortex_m::asm::wfi;
use cortex_m::register::primask;
use waitword_core::platform::{Machine, Masked};

waitword_core::primitives!(Masked<OneCore>);

/// One core that sleeps while it waits.
pub(crate) enum OneCore {}

impl Machine for OneCore {
    fn idle() {
        wfi();
    }

    fn can_wait() -> bool {
        let exception: u32;
        // SAFETY: reading IPSR has no effect.
        unsafe { asm!("mrs {}, IPSR", out(reg) exception, options(nomem, nostack)) };
        exception == 0 && primask::read().is_active()
    }
}

#[panic_handler]
fn halt(_: &PanicInfo<'_>) -> ! {
    loop {
        OneCore::idle();
    }
}

/// An image with a handler and a thread that runs its part again and again; one that hands an end
/// to its handler has its own.
#[macro_export]
macro_rules! image {
    ($handler:expr, $thread:expr $(,)?) => {
        #[cortex_m_rt::entry]
        fn main() -> ! {
            loop {
                let _ = ($thread)();
            }
        }

        #[cortex_m_rt::exception]
        fn SysTick() {
            let _ = ($handler)();
        }
    };
}
