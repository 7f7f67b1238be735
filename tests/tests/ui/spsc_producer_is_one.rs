//! A ring has one producer.
use waitword_core::spin::Spsc;

fn main() {
    let mut ring = Spsc::<u32, 2>::new();
    let (producer, _consumer) = ring.split();
    let _second = producer.clone(); //~ E0599
}
