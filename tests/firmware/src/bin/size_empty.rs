//! An image that does nothing, above which the others are measured.
#![no_std]
#![no_main]

#[path = "../size/mod.rs"]
mod size;

crate::image!(|| (), || ());
