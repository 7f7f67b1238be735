//! A ring has one producer and one consumer.
use waitword_core::spin::Spsc;

fn main() {
    let mut ring = Spsc::<u32, 2>::new();
    let (producer, _consumer) = ring.split();
    let _second = producer.clone(); //~ E0599
    let mut other = Spsc::<u32, 2>::new();
    let (first, _) = other.split();
    let _again = other.split(); //~ E0499
    drop(first);
}
