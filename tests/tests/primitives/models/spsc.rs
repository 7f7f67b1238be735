//! `Spsc`.

use std::sync::Arc;

use waitword_core::queue::{GetError, PutError};
use waitword_core::spsc::{Consumer, Producer};
use waitword_sim::{Exhaustive, Granularity, Memory, Spsc, Word};

use super::{SHORT, every_execution, every_execution_with, explorer, task};

type Ring<const N: usize> = Arc<Spsc<u32, N>>;

fn ends<const N: usize>() -> (Producer<Ring<N>>, Consumer<Ring<N>>) {
    Spsc::share(Arc::new(Spsc::new())).unwrap()
}

/// Every interleaving, and of the executions under weak memory those with few preemptions.
fn every_interleaving(program: fn()) {
    every_execution_with(3, program);
    let explorer = explorer(Granularity::WhiteBox).memory(Memory::Sc);
    assert!(explorer.strategy(Exhaustive::new()).check(program).complete);
}

/// A put and a get, under weak memory too.
#[test]
fn of_one_item() {
    every_execution(|| {
        let (mut producer, mut consumer) = ends::<1>();
        let task = task(move || (consumer.get(), consumer));
        producer.put(1).unwrap();
        assert_eq!(task.join().unwrap().0, Ok(1));
    });
}

#[test]
fn of_one_both_ways() {
    every_interleaving(|| {
        let (mut producer, mut consumer) = ends::<1>();
        let task = task(move || [consumer.get(), consumer.get(), consumer.get()]);
        producer.put(1).unwrap();
        producer.put(2).unwrap();
        drop(producer);
        assert_eq!(task.join().unwrap(), [Ok(1), Ok(2), Err(GetError::Closed)]);
    });
}

#[test]
fn in_time_or_later() {
    every_execution(|| {
        let (mut producer, mut consumer) = ends::<1>();
        let task = task(move || match consumer.get_timeout(SHORT) {
            Ok(item) => item,
            Err(_) => consumer.get().unwrap(),
        });
        producer.put(1).unwrap();
        assert_eq!(task.join().unwrap(), 1);
    });
}

#[test]
fn of_two_filled_and_left() {
    every_interleaving(|| {
        let (mut producer, mut consumer) = ends::<2>();
        let task = task(move || consumer.get());
        producer.put(1).unwrap();
        let put = [producer.put(2), producer.put(3)];
        for (put, item) in put.into_iter().zip(2..) {
            assert!(put.is_ok() || put == Err(PutError::Closed(item)));
        }
        assert_eq!(task.join().unwrap(), Ok(1));
    });
}

/// What was done before a put is seen after the get, and before a get after the next put.
#[test]
fn hands_over_what_was_done() {
    use std::sync::atomic::Ordering::Relaxed;
    every_interleaving(|| {
        let (mut producer, mut consumer) = ends::<1>();
        let data = Arc::new([const { Word::new(0) }; 2]);
        let other = Arc::clone(&data);
        let task = task(move || {
            other[1].store(1, Relaxed);
            consumer.get().unwrap();
            assert_eq!(other[0].load(Relaxed), 1);
            consumer.get().unwrap();
        });
        data[0].store(1, Relaxed);
        producer.put(1).unwrap();
        producer.put(2).unwrap();
        assert_eq!(data[1].load(Relaxed), 1);
        task.join().unwrap();
    });
}
