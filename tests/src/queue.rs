//! Bodies for `Queue`.

use core::time::Duration;
use std::sync::Arc;

use waitword_core::queue::{GetError, PutError, TryGetError, TryPutError};
use waitword_core::{Excess, Queue, WaitError};

use crate::World;
use crate::crew::{catch, crew, panic_text, task, throw};
use crate::watch::{Watched, until_blocked};

mod audit;
mod orders;
mod shutdown;

pub use audit::{large_items, owned_items, small_items};
pub use orders::*;
pub use shutdown::*;

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// The size that CPython's tests use.
type Five<W> = Queue<Watched<W>, u32, 5>;

/// QU-01: order, emptiness, fullness; blocked puts and gets go on. Twice on the same object.
pub fn qu_01_basic<W: World>() {
    let queue = Arc::new(Five::<W>::new());
    assert_eq!(queue.capacity(), 5);
    for _ in 0..2 {
        in_order(&queue);
        blocked_put(&queue);
        blocked_get(&queue);
        assert!(queue.is_empty());
    }
}

fn in_order<W: World>(queue: &Five<W>) {
    assert!(queue.is_empty() && !queue.is_full());
    queue.put(111);
    queue.checked_put(333).unwrap();
    queue.try_put(222).unwrap();
    assert_eq!(queue.len(), 3);
    assert_eq!(
        [
            queue.get(),
            queue.checked_get().unwrap(),
            queue.try_get().unwrap()
        ],
        [111, 333, 222]
    );
    queue.put_timeout(1, Duration::ZERO).unwrap();
    queue.put_timeout(2, Duration::MAX).unwrap();
    queue.put_until(3, W::now()).unwrap();
    queue.put(4);
    assert!(!queue.is_full());
    queue.put(5);
    assert!(queue.is_full());
    assert_eq!(queue.try_put(6), Err(TryPutError::Full(6)));
    assert_eq!(queue.put_timeout(6, SHORT), Err(PutError::TimedOut(6)));
    assert_eq!(queue.get_timeout(Duration::ZERO), Ok(1));
    assert_eq!(queue.get_timeout(Duration::MAX), Ok(2));
    assert_eq!(queue.get_until(W::now()), Ok(3));
    assert_eq!([queue.get(), queue.get()], [4, 5]);
    assert_eq!(queue.try_get(), Err(TryGetError::Empty));
    assert_eq!(queue.get_timeout(SHORT), Err(GetError::TimedOut));
}

fn blocked_put<W: World>(queue: &Arc<Five<W>>) {
    (0..5).for_each(|item| queue.put(item));
    let shared = Arc::clone(queue);
    let crew = crew::<W, _>(3, move |number| match number {
        0 => shared.checked_put(5),
        1 => shared.put_timeout(6, LONG),
        _ => shared.put_until(7, W::after(LONG).unwrap()),
    });
    until_blocked::<W, _>(3, &**queue);
    assert_eq!([queue.get(), queue.get(), queue.get()], [0, 1, 2]);
    assert_eq!(crew.join(), [Ok(()); 3]);
    let mut rest: Vec<_> = (0..5).map(|_| queue.get()).collect();
    assert_eq!(rest[..2], [3, 4]);
    rest.sort_unstable();
    assert_eq!(rest, [3, 4, 5, 6, 7]);
}

fn blocked_get<W: World>(queue: &Arc<Five<W>>) {
    let shared = Arc::clone(queue);
    let crew = crew::<W, _>(4, move |number| match number {
        0 => shared.checked_get(),
        1 => shared.get_timeout(LONG),
        2 => shared.get_timeout(Duration::MAX),
        _ => shared.get_until(W::after(LONG).unwrap()),
    });
    until_blocked::<W, _>(4, &**queue);
    (0..4).for_each(|item| queue.put(item));
    let mut items = crew.join();
    items.sort_unstable_by_key(|item| item.unwrap());
    assert_eq!(items, [Ok(0), Ok(1), Ok(2), Ok(3)]);
}

/// QU-02: a done task that nobody put is an error, and changes nothing.
pub fn qu_02_task_done<W: World>() {
    let queue = Queue::<W, u32, 2>::default();
    assert_eq!(queue.task_done(), Err(Excess));
    queue.join();
    queue.put(1);
    assert_eq!(queue.join_timeout(Duration::ZERO), Err(WaitError::TimedOut));
    assert_eq!(queue.get(), 1);
    assert_eq!(
        queue.join_until(W::now()),
        Err(WaitError::TimedOut),
        "taken is not done"
    );
    assert_eq!(queue.task_done(), Ok(()));
    assert_eq!(queue.task_done(), Err(Excess));
    assert_eq!(queue.checked_join(), Ok(()));
    assert_eq!(queue.join_timeout(Duration::ZERO), Ok(()));
    assert_eq!(queue.join_until(W::now()), Ok(()));
}

/// QU-03: a join returns once everything was dealt with; twice on the same object.
pub fn qu_03_join<W: World>() {
    let queue = Arc::new(Queue::<W, Option<u32>, 5>::new());
    for _ in 0..2 {
        let shared = Arc::clone(&queue);
        let workers = crew::<W, _>(2, move |_| work(&shared));
        (0..W::ROUNDS).for_each(|item| queue.put(Some(item)));
        queue.join();
        assert!(queue.is_empty());
        queue.put(None);
        queue.put(None);
        queue.join();
        let sum = workers.join().into_iter().sum::<u32>();
        assert_eq!(sum, (0..W::ROUNDS).sum::<u32>());
        assert_eq!(queue.task_done(), Err(Excess));
    }
}

fn work<W: World>(queue: &Queue<W, Option<u32>, 5>) -> u32 {
    let mut sum = 0;
    loop {
        let item = queue.get();
        sum += item.unwrap_or(0);
        queue.task_done().unwrap();
        if item.is_none() {
            return sum;
        }
    }
}

/// Three blocked joins, one of each form, go on with the last task that is done, and not before.
pub fn all_joins_end_with_the_last_task<W: World>() {
    let queue = Arc::new(Five::<W>::new());
    queue.put(1);
    queue.put(2);
    let shared = Arc::clone(&queue);
    let crew = crew::<W, _>(3, move |number| match number {
        0 => shared.checked_join(),
        1 => shared.join_timeout(LONG),
        _ => shared.join_until(W::after(LONG).unwrap()),
    });
    until_blocked::<W, _>(3, &*queue);
    assert_eq!(queue.task_done(), Ok(()));
    until_blocked::<W, _>(3, &*queue);
    assert_eq!(queue.join_timeout(SHORT), Err(WaitError::TimedOut));
    assert_eq!(queue.task_done(), Ok(()));
    assert_eq!(crew.join(), [Ok(()); 3]);
}

/// QU-05: filled and drained without waiting.
pub fn qu_05_nowait<W: World>() {
    let queue = Queue::<W, u32, 5>::new();
    for _ in 0..3 {
        (0..5).for_each(|item| queue.try_put(item).unwrap());
        assert_eq!(queue.try_put(5), Err(TryPutError::Full(5)));
        assert_eq!(format!("{queue:?}"), "Queue { len: 5, capacity: 5 }");
        assert!((0..5).all(|item| queue.try_get() == Ok(item)));
        assert_eq!(queue.try_get(), Err(TryGetError::Empty));
    }
}

/// Timeouts are never early, on either side.
pub fn timeouts_are_never_early<W: World>() {
    let queue = Queue::<W, u32, 1>::new();
    let never_early = |wait: &dyn Fn(W::Instant) -> bool| {
        let deadline = W::after(SHORT).unwrap();
        assert!(wait(deadline));
        assert!(W::is_past(deadline));
    };
    never_early(&|_| queue.get_timeout(SHORT).is_err());
    never_early(&|deadline| queue.get_until(deadline).is_err());
    queue.put(1);
    never_early(&|_| queue.put_timeout(2, SHORT).is_err());
    never_early(&|deadline| queue.put_until(2, deadline).is_err());
    never_early(&|_| queue.join_timeout(SHORT).is_err());
    never_early(&|deadline| queue.join_until(deadline).is_err());
    assert_eq!(queue.len(), 1);
}

/// An item that was not put comes back as it was, in errors that say why.
pub fn values_come_back<W: World>() {
    let queue = Queue::<W, Box<u32>, 1>::new();
    queue.put(Box::new(0));
    let item = Box::new(7);
    let place = &raw const *item;
    let error = queue.try_put(item).unwrap_err();
    assert_eq!(format!("{error} {error:?}"), "the queue is full Full(..)");
    let error = queue
        .put_timeout(error.into_inner(), Duration::ZERO)
        .unwrap_err();
    assert_eq!(format!("{error} {error:?}"), "timed out TimedOut(..)");
    let error = queue.put_until(error.into_inner(), W::now()).unwrap_err();
    let PutError::TimedOut(item) = error else {
        panic!("{error}")
    };
    assert_eq!((&raw const *item, *item), (place, 7));
}

/// A queue drops the items that are in it, no more and no less, wherever its ring stands.
pub fn drop_drops_items<W: World>() {
    let item = Arc::new(());
    for taken in 0..4 {
        let queue = Queue::<W, _, 3>::new();
        for _ in 0..taken {
            queue.put(Arc::clone(&item));
            drop(queue.get());
        }
        queue.put(Arc::clone(&item));
        queue.put(Arc::clone(&item));
        assert_eq!(Arc::strong_count(&item), 3);
        drop(queue);
        assert_eq!(Arc::strong_count(&item), 1);
    }
}

/// A queue that is dropped by a panic drops its items too.
pub fn a_panic_drops_items<W: World>() {
    let item = Arc::new(());
    let other = Arc::clone(&item);
    catch(move || {
        let queue = Queue::<W, _, 2>::new();
        queue.put(other);
        throw();
    });
    assert_eq!(Arc::strong_count(&item), 1);
}

/// Items without a size are counted, and a queue of one item has the same order.
pub fn small_queues<W: World>() {
    let nothings = Queue::<W, (), 3>::new();
    assert!((0..3).all(|_| nothings.try_put(()).is_ok()));
    assert!(nothings.try_put(()).is_err());
    assert_eq!(nothings.len(), 3);
    let one = Queue::<W, u8, 1>::new();
    for item in 0..10 {
        one.put(item);
        assert!(one.is_full());
        assert_eq!(one.get(), item);
    }
}

/// Two tasks hand an item to each other, which hangs if one wake is lost.
pub fn ping_pong<W: World>() {
    let queues = Arc::new([Queue::<W, u32, 1>::new(), Queue::new()]);
    let other = Arc::clone(&queues);
    let echo = task::<W, _>(move || {
        (0..W::ROUNDS).for_each(|_| other[1].put(other[0].get() + 1));
    });
    for round in 0..W::ROUNDS {
        queues[0].put(round);
        assert_eq!(queues[1].get(), round + 1);
    }
    echo.join();
}

/// The text of a panic is that of the error.
pub fn errors_have_texts<W: World>() {
    let error = Queue::<W, u32, 1>::new().try_get().unwrap_err();
    assert_eq!(error.to_string(), "the queue is empty");
    let text = panic_text(|| panic!("{}", Excess));
    assert_eq!(text, "more given back than was taken");
}
