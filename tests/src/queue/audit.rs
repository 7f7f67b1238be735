//! Many producers and many consumers of a queue, audited item by item.

use core::time::Duration;
use std::sync::Arc;

use waitword_core::Queue;
use waitword_core::queue::{PutError, TryPutError};

use crate::World;
use crate::crew::crew;

/// An item of more than 64 bytes, which is copied outside the queue's lock, written all over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Large {
    words: [u32; 40],
}

impl Large {
    fn new(producer: u32, sequence: u32) -> Self {
        let mut words = [producer ^ sequence.rotate_left(16); 40];
        words[..2].copy_from_slice(&[producer, sequence]);
        Large { words }
    }

    fn key(&self) -> [u32; 2] {
        let [producer, sequence] = [self.words[0], self.words[1]];
        assert_eq!(*self, Large::new(producer, sequence), "torn");
        [producer, sequence]
    }
}

/// Large items through a short queue, audited one by one.
pub fn large_items<W: World>() {
    many_to_many::<W, Large, 2>(Large::new, Large::key);
}

/// Small items through a short queue, audited one by one.
pub fn small_items<W: World>() {
    many_to_many::<W, [u32; 2], 3>(|producer, sequence| [producer, sequence], |&item| item);
}

/// Items with a destructor through a queue of one, audited one by one.
pub fn owned_items<W: World>() {
    many_to_many::<W, Box<[u32; 2]>, 1>(
        |producer, sequence| Box::new([producer, sequence]),
        |item| **item,
    );
}

/// Three producers and two consumers by all forms: each item arrives once, and those of one
/// producer arrive at each consumer in their order.
fn many_to_many<W: World, T: Send + 'static, const N: usize>(
    make: fn(u32, u32) -> T,
    key: fn(&T) -> [u32; 2],
) {
    const PRODUCERS: u32 = 3;
    const CONSUMERS: u32 = 2;
    let rounds = W::ROUNDS * CONSUMERS;
    let queue = Arc::new(Queue::<W, T, N>::new());
    let (putting, getting) = (Arc::clone(&queue), Arc::clone(&queue));
    let producers = crew::<W, _>(PRODUCERS, move |producer| {
        (0..rounds).for_each(|sequence| put_by(sequence, &putting, make(producer, sequence)));
    });
    let consumers = crew::<W, _>(CONSUMERS, move |_| {
        let get = |round| key(&get_by(round, &getting));
        let items: Vec<_> = (0..rounds * PRODUCERS / CONSUMERS).map(get).collect();
        for producer in 0..PRODUCERS {
            let of_one = items.iter().filter(|item| item[0] == producer);
            assert!(of_one.is_sorted(), "out of order");
        }
        items
    });
    producers.join();
    let mut items = consumers.join().concat();
    items.sort_unstable();
    let expected = (0..PRODUCERS).flat_map(|p| (0..rounds).map(move |s| [p, s]));
    assert!(items.into_iter().eq(expected), "lost or doubled");
    assert_eq!((queue.len(), queue.is_full()), (0, false));
}

fn put_by<W: World, T, const N: usize>(form: u32, queue: &Queue<W, T, N>, item: T) {
    let back = match form % 3 {
        0 => return queue.put(item),
        1 => queue.try_put(item).err().map(TryPutError::into_inner),
        _ => queue
            .put_timeout(item, Duration::from_micros(20))
            .err()
            .map(PutError::into_inner),
    };
    back.into_iter().for_each(|item| queue.put(item));
}

fn get_by<W: World, T, const N: usize>(form: u32, queue: &Queue<W, T, N>) -> T {
    let item = match form % 3 {
        0 => None,
        1 => queue.try_get().ok(),
        _ => queue.get_timeout(Duration::from_micros(20)).ok(),
    };
    item.unwrap_or_else(|| queue.get())
}
