//! A ring has one pair of ends at a time.
use waitword_core::spin::Spsc;

fn main() {
    let mut ring = Spsc::<u32, 2>::new();
    let (first, _) = ring.split();
    let _again = ring.split(); //~ E0499
    drop(first);
}
