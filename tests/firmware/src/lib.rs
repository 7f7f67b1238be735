//! What the images have in common: the machine, its timer, and how a run ends.
//!
//! Each image is one run: it checks itself with `assert!`, says one line over semihosting and ends
//! QEMU with success or failure.
#![no_std]

pub mod flight;
pub mod machine;
pub mod report;
pub mod systick;
