//! Bodies for `Depot`: queues whose room is set while the program runs.

use core::num::NonZeroUsize;
use core::time::Duration;
use std::cmp::Reverse;
use std::sync::Arc;

use waitword_core::depot::{Depot, LifoQueue, PriorityQueue, Queue, Shelf};
use waitword_core::queue::{GetError, PutError, TryGetError, TryPutError};
use waitword_core::{Excess, WaitError};

use crate::World;
use crate::crew::{crew, task};

const SHORT: Duration = Duration::from_millis(5);

fn size(items: usize) -> NonZeroUsize {
    NonZeroUsize::new(items).unwrap()
}

/// QU-01 and QU-05 for one order: what comes out, what does not fit, and what is not there.
fn basic<W: World, S: Shelf<u32> + Send + 'static>(order: [u32; 3]) {
    let queue = Arc::new(Depot::<W, u32, S>::with_capacity(size(3)));
    for _ in 0..2 {
        assert!(queue.is_empty() && !queue.is_full());
        [111, 333, 222].into_iter().for_each(|item| queue.put(item));
        assert!(queue.is_full() && queue.len() == 3);
        assert_eq!(queue.try_put(9), Err(TryPutError::Full(9)));
        assert_eq!(queue.put_timeout(9, SHORT), Err(PutError::TimedOut(9)));
        assert_eq!(queue.put_until(9, W::now()), Err(PutError::TimedOut(9)));
        let other = Arc::clone(&queue);
        let putter = task::<W, _>(move || other.put(999));
        assert_eq!(queue.get(), order[0]);
        putter.join();
        let rest: Vec<_> = (0..3).map(|_| queue.checked_get().unwrap()).collect();
        assert!(order[1..].iter().all(|item| rest.contains(item)) && rest.contains(&999));
        assert_eq!(queue.try_get(), Err(TryGetError::Empty));
        assert_eq!(queue.get_timeout(SHORT), Err(GetError::TimedOut));
        assert_eq!(queue.get_until(W::now()), Err(GetError::TimedOut));
        let other = Arc::clone(&queue);
        let getter = task::<W, _>(move || other.get_timeout(Duration::MAX));
        queue.checked_put(5).unwrap();
        assert_eq!(getter.join(), [Ok(5)]);
    }
}

/// QU-01, QU-05: in the order of each kind.
pub fn qu_01_basic<W: World>() {
    use waitword_core::depot::{Fifo, Lifo, Urgent};
    basic::<W, Fifo<u32>>([111, 333, 222]);
    basic::<W, Lifo<u32>>([222, 333, 111]);
    basic::<W, Urgent<u32, u32>>([111, 222, 333]);
}

/// Items that are as urgent come out in the order in which they went in.
pub fn as_urgent_is_first_come<W: World>() {
    let queue = PriorityQueue::<W, (Reverse<u32>, &str)>::new();
    for item in [(1, "third"), (2, "first"), (2, "second"), (0, "last")] {
        queue.put((Reverse(item.0), item.1));
    }
    let texts: Vec<_> = (0..4).map(|_| queue.get().1).collect();
    assert_eq!(texts, ["first", "second", "third", "last"]);
}

/// QU-02, QU-03: a join ends when all is done, and too much done is an error.
pub fn qu_03_join<W: World>() {
    let queue = Arc::new(Queue::<W, u32>::new());
    assert_eq!(queue.task_done(), Err(Excess));
    queue.join();
    (0..10).for_each(|item| queue.put(item));
    assert_eq!(queue.join_timeout(Duration::ZERO), Err(WaitError::TimedOut));
    assert_eq!(queue.join_until(W::now()), Err(WaitError::TimedOut));
    let shared = Arc::clone(&queue);
    let workers = crew::<W, _>(2, move |_| {
        let mut sum = 0;
        while let Ok(item) = shared.checked_get() {
            sum += item;
            shared.task_done().unwrap();
        }
        sum
    });
    queue.join();
    assert!(queue.is_empty() && queue.checked_join().is_ok());
    queue.shutdown();
    assert_eq!(workers.join().iter().sum::<u32>(), 45);
    assert_eq!(queue.task_done(), Err(Excess));
}

/// QU-06: a smaller room keeps what is there, and takes no more.
pub fn qu_06_shrinking_queue<W: World>() {
    let queue = Queue::<W, u32>::new();
    assert_eq!(queue.capacity(), None);
    (0..5).for_each(|item| queue.put(item));
    queue.set_capacity(Some(size(3)));
    assert_eq!((queue.capacity(), queue.len()), (Some(size(3)), 5));
    assert_eq!(queue.try_put(5), Err(TryPutError::Full(5)));
    assert_eq!([queue.get(), queue.get()], [0, 1]);
    assert_eq!(queue.try_put(5), Err(TryPutError::Full(5)));
    assert_eq!(queue.get(), 2);
    assert_eq!(queue.try_put(5), Ok(()));
}

/// Who waits for room is let in when there is more.
pub fn more_room_lets_in<W: World>() {
    let queue = Arc::new(LifoQueue::<W, u32>::with_capacity(size(1)));
    queue.put(0);
    let shared = Arc::clone(&queue);
    let putters = crew::<W, _>(2, move |number| shared.put(number + 1));
    queue.set_capacity(Some(size(3)));
    putters.join();
    assert!(queue.is_full());
}

/// QU-08, QU-11: what is left is taken, then nothing; who waits is told.
pub fn qu_11_shutdown<W: World>() {
    let queue = Arc::new(Queue::<W, u32>::with_capacity(size(1)));
    queue.put(1);
    let other = Arc::clone(&queue);
    let putter = task::<W, _>(move || other.checked_put(2));
    W::settle();
    queue.shutdown();
    assert!(queue.is_shut_down());
    let put = putter.join();
    assert!(put == [Err(PutError::Closed(2))]);
    assert_eq!(queue.try_put(3), Err(TryPutError::Closed(3)));
    assert_eq!(queue.put_timeout(3, SHORT), Err(PutError::Closed(3)));
    assert_eq!(queue.get(), 1);
    assert_eq!(queue.try_get(), Err(TryGetError::Closed));
    assert_eq!(queue.get_timeout(SHORT), Err(GetError::Closed));
    assert_eq!(queue.task_done(), Ok(()));
    queue.join();
}

/// QU-09, QU-12, QU-17: what is left is dropped, and counts as done; getters and joiners go on.
pub fn qu_12_shutdown_now<W: World>() {
    let queue = Arc::new(Queue::<W, Arc<()>>::new());
    let item = Arc::new(());
    (0..3).for_each(|_| queue.put(Arc::clone(&item)));
    let other = Arc::clone(&queue);
    let joiner = task::<W, _>(move || other.join());
    queue.shutdown_now();
    queue.shutdown_now();
    joiner.join();
    assert_eq!(Arc::strong_count(&item), 1);
    assert_eq!(queue.checked_get(), Err(GetError::Closed));
    assert_eq!(queue.task_done(), Err(Excess));
    let empty = Arc::new(Queue::<W, u32>::new());
    let other = Arc::clone(&empty);
    let getter = task::<W, _>(move || other.checked_get());
    empty.shutdown_now();
    assert_eq!(getter.join(), [Err(GetError::Closed)]);
}

/// Producers and consumers: nothing is lost, and nothing comes twice.
pub fn many_to_many<W: World>() {
    let each = W::ROUNDS;
    let queue = Arc::new(Queue::<W, u32>::with_capacity(size(2)));
    let (puts, gets) = (Arc::clone(&queue), Arc::clone(&queue));
    let producers = crew::<W, _>(2, move |_| (0..each).for_each(|item| puts.put(item)));
    let consumers = crew::<W, _>(2, move |_| (0..each).map(|_| gets.get()).sum::<u32>());
    producers.join();
    assert_eq!(consumers.join().iter().sum::<u32>(), each * (each - 1));
    assert!(queue.is_empty());
}
