//! The program `waitword`.
fn main() {}
