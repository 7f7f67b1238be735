//! Placeholder.
pub mod programs;
