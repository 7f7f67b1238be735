//! `std::sync` on the simulator.

pub mod atomic;
