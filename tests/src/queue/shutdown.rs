//! Bodies for the end of a queue: each on each order.

use std::sync::Arc;

use waitword_core::queue::{
    Bounded, Fifo, GetError, Lifo, Order, PutError, TryGetError, TryPutError, Urgent,
};
use waitword_core::{Excess, Queue, WaitError};

use super::orders::{Numbers, on_each_order};
use super::{LONG, SHORT};
use crate::World;
use crate::crew::{crew, panic_text, task};
use crate::watch::until_blocked;

/// QU-07: nothing is put into a queue that is shut down, and nothing got from an empty one.
pub fn qu_07_shutdown_empty<W: World>() {
    on_each_order!(shutdown_empty, 2);
}

fn shutdown_empty<W: World, O: Order<u32, 2>>() {
    let queue = Bounded::<W, u32, O, 2>::new();
    assert!(!queue.is_shut_down());
    queue.shutdown();
    assert!(queue.is_shut_down());
    assert_eq!(queue.checked_put(1), Err(PutError::Closed(1)));
    assert_eq!(queue.checked_get(), Err(GetError::Closed));
    assert_eq!(panic_text(|| queue.put(1)), "the queue is closed");
    assert_eq!(panic_text(|| _ = queue.get()), "the queue is closed");
}

/// QU-08: what is left can be got.
pub fn qu_08_shutdown_nonempty<W: World>() {
    on_each_order!(shutdown_nonempty, 2);
}

fn shutdown_nonempty<W: World, O: Order<u32, 2>>() {
    let queue = Bounded::<W, u32, O, 2>::new();
    queue.put(7);
    queue.shutdown();
    assert_eq!(queue.len(), 1);
    assert_eq!(queue.try_put(8), Err(TryPutError::Closed(8)));
    assert_eq!(queue.get(), 7);
    assert_eq!(queue.checked_get(), Err(GetError::Closed));
}

/// QU-09: an immediate one drops what is left.
pub fn qu_09_shutdown_immediate<W: World>() {
    let item = Arc::new(());
    let queue = Queue::<W, _, 2>::new();
    queue.put(Arc::clone(&item));
    queue.put(Arc::clone(&item));
    queue.shutdown_now();
    assert_eq!(Arc::strong_count(&item), 1);
    assert!(queue.is_empty() && !queue.is_full());
    assert_eq!(queue.checked_get(), Err(GetError::Closed));
    let error = queue.checked_put(item).unwrap_err();
    assert_eq!(
        format!("{error} {error:?}"),
        "the queue is closed Closed(..)"
    );
    let error = queue.try_put(error.into_inner()).unwrap_err();
    assert_eq!(
        format!("{error} {error:?}"),
        "the queue is closed Closed(..)"
    );
}

/// QU-10: draining, then immediate, then draining again changes nothing any more.
pub fn qu_10_shutdown_transitions<W: World>() {
    let queue = Queue::<W, u32, 2>::new();
    queue.put(1);
    queue.shutdown();
    queue.shutdown();
    assert_eq!(queue.len(), 1);
    queue.shutdown_now();
    queue.shutdown();
    queue.shutdown_now();
    assert!(queue.is_shut_down() && queue.is_empty());
    assert_eq!(queue.try_get(), Err(TryGetError::Closed));
}

/// QU-11: all methods after a shutdown, in one thread.
pub fn qu_11_shutdown_all_methods<W: World>() {
    on_each_order!(all_methods, 2);
}

fn all_methods<W: World, O: Order<u32, 2>>() {
    let queue = Bounded::<W, u32, O, 2>::new();
    queue.put(1);
    queue.put(2);
    queue.shutdown();
    assert_eq!(queue.put_timeout(3, SHORT), Err(PutError::Closed(3)));
    assert_eq!(queue.put_until(3, W::now()), Err(PutError::Closed(3)));
    assert_eq!(queue.try_put(3), Err(TryPutError::Closed(3)));
    let drained = [queue.get(), queue.try_get().unwrap()];
    assert_eq!(drained.iter().sum::<u32>(), 3);
    assert_eq!([queue.task_done(), queue.task_done()], [Ok(()); 2]);
    queue.join();
    assert_eq!(queue.checked_get(), Err(GetError::Closed));
    assert_eq!(queue.try_get(), Err(TryGetError::Closed));
    assert_eq!(queue.get_timeout(LONG), Err(GetError::Closed));
    assert_eq!(queue.get_until(W::now()), Err(GetError::Closed));
}

/// QU-12: all methods after an immediate one.
pub fn qu_12_shutdown_immediate_all_methods<W: World>() {
    on_each_order!(all_methods_immediate, 2);
}

fn all_methods_immediate<W: World, O: Order<u32, 2>>() {
    let queue = Bounded::<W, u32, O, 2>::new();
    queue.put(1);
    queue.put(2);
    queue.shutdown_now();
    assert_eq!(queue.checked_get(), Err(GetError::Closed));
    assert_eq!(queue.try_get(), Err(TryGetError::Closed));
    assert_eq!(queue.task_done(), Err(Excess));
    queue.join();
    assert_eq!(queue.join_timeout(LONG), Ok(()));
}

/// QU-13: writers and readers, one of whom shuts down in the middle: all end, and all that was put
/// was got.
pub fn qu_13_shutdown_many_threads<W: World>() {
    on_each_order!(many_threads, 3);
}

fn many_threads<W: World, O: Order<u32, 3> + 'static>() -> Arc<Bounded<W, u32, O, 3>> {
    let queue = Arc::new(Bounded::<W, u32, O, 3>::new());
    let (readers, writers) = read_and_write(&queue, Bounded::shutdown);
    assert_eq!(readers.join().concat().len(), writers.join().concat().len());
    assert!(queue.is_empty() && queue.is_shut_down());
    queue
}

type Crew<W> = crate::crew::Crew<W, Vec<u32>>;

/// Six read until the end and four write, of whom the first ends it half way.
fn read_and_write<W: World, O: Order<u32, 3> + 'static>(
    queue: &Arc<Bounded<W, u32, O, 3>>,
    end: fn(&Bounded<W, u32, O, 3>),
) -> (Crew<W>, Crew<W>) {
    let (reading, writing) = (Arc::clone(queue), Arc::clone(queue));
    let readers = crew::<W, _>(6, move |_| {
        let mut items = Vec::new();
        while let Ok(item) = reading.checked_get() {
            items.push(item);
            // An immediate end may have counted it as done.
            let _ = reading.task_done();
        }
        assert_eq!(reading.try_get(), Err(TryGetError::Closed));
        items
    });
    let writers = crew::<W, _>(4, move |number| {
        let mut items = Vec::new();
        for item in 0..W::ROUNDS {
            if number == 0 && item == W::ROUNDS / 2 {
                end(&writing);
            }
            match writing.checked_put(item) {
                Ok(()) => items.push(item),
                Err(error) => assert_eq!(error, PutError::Closed(item)),
            }
        }
        items
    });
    (readers, writers)
}

/// QU-14: the same with an immediate one, and two who join.
pub fn qu_14_shutdown_immediate_many_threads<W: World>() {
    on_each_order!(many_threads_immediate, 3);
}

fn many_threads_immediate<W: World, O: Order<u32, 3> + 'static>() -> Arc<Bounded<W, u32, O, 3>> {
    let queue = Arc::new(Bounded::<W, u32, O, 3>::new());
    let shared = Arc::clone(&queue);
    let joiners = crew::<W, _>(2, move |_| shared.join());
    let (readers, writers) = read_and_write(&queue, Bounded::shutdown_now);
    let (read, written) = (readers.join().concat().len(), writers.join().concat().len());
    assert!(
        read <= written && written <= read + 3,
        "{read} of {written}"
    );
    joiners.join();
    assert!(queue.is_empty() && queue.is_shut_down());
    queue
}

/// QU-15: of three who get, as many as there are items succeed; none after an immediate one.
pub fn qu_15_shutdown_get<W: World>() {
    on_each_order!(shutdown_get, 2);
}

fn shutdown_get<W: World, O: Order<u32, 2> + 'static>() -> [Arc<Numbers<W, O, 2>>; 2] {
    [false, true].map(|immediate| {
        let queue = Arc::new(Numbers::<W, O, 2>::new());
        queue.put(1);
        queue.put(2);
        if immediate {
            queue.shutdown_now();
        } else {
            queue.shutdown();
        }
        let shared = Arc::clone(&queue);
        let got = crew::<W, _>(3, move |_| shared.checked_get()).join();
        let items = got.iter().filter(|item| item.is_ok()).count();
        assert_eq!(items, if immediate { 0 } else { 2 });
        queue
    })
}

/// QU-16: who is blocked in a put is told, by either.
pub fn qu_16_shutdown_put<W: World>() {
    on_each_order!(shutdown_put, 2);
}

fn shutdown_put<W: World, O: Order<u32, 2> + 'static>() -> [Arc<Numbers<W, O, 2>>; 2] {
    [false, true].map(|immediate| {
        let queue = Arc::new(Numbers::<W, O, 2>::new());
        queue.put(1);
        queue.put(2);
        let shared = Arc::clone(&queue);
        let crew = crew::<W, _>(2, move |number| match number {
            0 => shared.checked_put(3),
            _ => shared.put_timeout(3, LONG),
        });
        until_blocked::<W, _>(2, &*queue);
        if immediate {
            queue.shutdown_now();
        } else {
            queue.shutdown();
        }
        assert_eq!(crew.join(), [Err(PutError::Closed(3)); 2]);
        assert_eq!(queue.len(), if immediate { 0 } else { 2 });
        queue
    })
}

/// QU-17: who joins goes on when what is left is done, or at once after an immediate one.
pub fn qu_17_shutdown_join<W: World>() {
    on_each_order!(shutdown_join, 2);
}

fn shutdown_join<W: World, O: Order<u32, 2> + 'static>() -> [Arc<Numbers<W, O, 2>>; 2] {
    [false, true].map(|immediate| {
        let queue = Arc::new(Numbers::<W, O, 2>::new());
        queue.put(1);
        queue.put(2);
        let shared = Arc::clone(&queue);
        let joiners = crew::<W, _>(2, move |_| shared.join());
        until_blocked::<W, _>(2, &*queue);
        if immediate {
            queue.shutdown_now();
        } else {
            queue.shutdown();
            let late = queue.join_timeout(SHORT);
            assert_eq!(late, Err(WaitError::TimedOut));
            (0..2).for_each(|_| finish(&queue));
        }
        joiners.join();
        queue
    })
}

fn finish<W: World, O: Order<u32, 2>>(queue: &Numbers<W, O, 2>) {
    queue.get();
    queue.task_done().unwrap();
}

/// QU-18: a blocked put is told while another one joins.
pub fn qu_18_shutdown_put_join<W: World>() {
    on_each_order!(shutdown_put_join, 2);
}

fn shutdown_put_join<W: World, O: Order<u32, 2> + 'static>() -> [Arc<Numbers<W, O, 2>>; 2] {
    [false, true].map(|immediate| {
        let queue = Arc::new(Numbers::<W, O, 2>::new());
        queue.put(1);
        queue.put(2);
        let (putting, joining) = (Arc::clone(&queue), Arc::clone(&queue));
        let put = task::<W, _>(move || putting.checked_put(3));
        let joiner = task::<W, _>(move || joining.join());
        until_blocked::<W, _>(2, &*queue);
        if immediate {
            queue.shutdown_now();
        } else {
            queue.shutdown();
            (0..2).for_each(|_| finish(&queue));
        }
        assert_eq!(put.join(), [Err(PutError::Closed(3))]);
        joiner.join();
        queue
    })
}

/// QU-19: who gets and who joins all come through when what is left is done.
pub fn qu_19_shutdown_get_task_done_join<W: World>() {
    on_each_order!(shutdown_get_task_done_join, 2);
}

fn shutdown_get_task_done_join<W: World, O: Order<u32, 2> + 'static>() -> Arc<Bounded<W, u32, O, 2>>
{
    let queue = Arc::new(Bounded::<W, u32, O, 2>::new());
    queue.put(1);
    queue.put(2);
    let (getting, joining) = (Arc::clone(&queue), Arc::clone(&queue));
    let getters = crew::<W, _>(2, move |_| {
        let item = getting.get();
        getting.task_done().unwrap();
        item
    });
    let joiners = crew::<W, _>(2, move |_| joining.join());
    queue.shutdown();
    joiners.join();
    assert_eq!(getters.join().iter().sum::<u32>(), 3);
    queue
}

/// QU-20: a get that waits on an empty queue is told.
pub fn qu_20_shutdown_pending_get<W: World>() {
    on_each_order!(shutdown_pending_get, 2);
}

fn shutdown_pending_get<W: World, O: Order<u32, 2> + 'static>() -> [Arc<Numbers<W, O, 2>>; 2] {
    [false, true].map(|immediate| {
        let queue = Arc::new(Numbers::<W, O, 2>::new());
        let shared = Arc::clone(&queue);
        let crew = crew::<W, _>(3, move |number| match number {
            0 => shared.checked_get(),
            1 => shared.get_timeout(LONG),
            _ => shared.get_until(W::after(LONG).unwrap()),
        });
        until_blocked::<W, _>(3, &*queue);
        if immediate {
            queue.shutdown_now();
        } else {
            queue.shutdown();
        }
        assert_eq!(crew.join(), [Err(GetError::Closed); 3]);
        queue
    })
}
