//! A ring of eight words into which the handler puts and from which the thread gets.
#![no_std]
#![no_main]

#[path = "../size/mod.rs"]
mod size;

use core::hint::black_box;
use core::ptr::addr_of_mut;

use size::Spsc;
use waitword_core::spsc::{Consumer, Producer};

type Ring = Spsc<u32, 8>;

static RING: Ring = Ring::new();
static mut PRODUCER: Option<Producer<&'static Ring>> = None;

#[cortex_m_rt::entry]
fn main() -> ! {
    let Some((producer, mut consumer)): Option<(_, Consumer<&'static Ring>)> = Spsc::share(&RING)
    else {
        loop {}
    };
    // SAFETY: the handler's interrupt is not enabled yet.
    unsafe { addr_of_mut!(PRODUCER).write(Some(producer)) };
    loop {
        let _ = black_box(consumer.get());
    }
}

#[cortex_m_rt::exception]
fn SysTick() {
    // SAFETY: nobody else has it once the handler runs.
    let producer = unsafe { &mut *addr_of_mut!(PRODUCER) };
    if let Some(producer) = producer {
        let _ = producer.try_put(black_box(1));
    }
}
