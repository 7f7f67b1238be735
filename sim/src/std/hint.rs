//! `std::hint` on the simulator.

pub use std::hint::{assert_unchecked, black_box, unreachable_unchecked};

/// Lets others run: who spins waits for them.
pub fn spin_loop() {
    crate::engine::yield_now();
}
