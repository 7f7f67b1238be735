//! Bodies that run on each order: first in first out, last in first out, most urgent first.

use core::cmp::Reverse;
use core::time::Duration;
use std::sync::Arc;

use waitword_core::queue::{
    Bounded, Fifo, GetError, Lifo, Order, Priority, PutError, TryGetError, TryPutError, Urgent,
};
use waitword_core::{Excess, LifoQueue, PriorityQueue, Queue};

use super::{LONG, SHORT};
use crate::World;
use crate::crew::{crew, task};
use crate::watch::{Watched, until_blocked};

/// Runs the body on each order, with room for so many numbers. What the bodies return is kept until
/// all have ended: the simulator takes what comes to lie in the place of another for the same.
macro_rules! on_each_order {
    ($body:ident, $room:literal) => {{
        let _fifo = $body::<W, Fifo<$room>>();
        let _lifo = $body::<W, Lifo<$room>>();
        let _urgent = $body::<W, Urgent<u32, $room>>();
    }};
}
pub(super) use on_each_order;

/// A queue of numbers on which one sees who waits.
pub(super) type Numbers<W, O, const N: usize> = Bounded<Watched<W>, u32, O, N>;

/// QU-01: 111, 333, 222 come out in the queue's order.
pub fn qu_01_each_order<W: World>() {
    let (fifo, lifo) = (Queue::<W, u32, 5>::new(), LifoQueue::<W, u32, 5>::new());
    let priority = PriorityQueue::<W, u32, 5>::new();
    for _ in 0..2 {
        assert_eq!(out(&fifo, [111, 333, 222]), [111, 333, 222]);
        assert_eq!(out(&lifo, [111, 333, 222]), [222, 333, 111]);
        assert_eq!(out(&priority, [111, 333, 222]), [111, 222, 333]);
    }
    assert_eq!(format!("{lifo:?}"), "LifoQueue { len: 0, capacity: 5 }");
    let text = format!("{priority:?}");
    assert_eq!(text, "PriorityQueue { len: 0, capacity: 5 }");
}

fn out<W: World, T, O: Order<T, 5>>(queue: &Bounded<W, T, O, 5>, items: [T; 3]) -> [T; 3] {
    items.into_iter().for_each(|item| queue.put(item));
    [queue.get(), queue.get(), queue.get()]
}

/// QU-01: a blocked put is released by a get, a blocked get by a put, with a deadline and without.
pub fn qu_01_blocked_on_each_order<W: World>() {
    on_each_order!(blocked, 5);
}

fn blocked<W: World, O: Order<u32, 5> + 'static>() -> Arc<Numbers<W, O, 5>> {
    let queue = Arc::new(Numbers::<W, O, 5>::new());
    for _ in 0..2 {
        (0..5).for_each(|item| queue.put(item));
        let shared = Arc::clone(&queue);
        let crew = crew::<W, _>(2, move |number| match number {
            0 => shared.checked_put(5),
            _ => shared.put_timeout(6, LONG),
        });
        until_blocked::<W, _>(2, &*queue);
        let mut items = vec![queue.get(), queue.get()];
        assert_eq!(crew.join(), [Ok(()); 2]);
        items.extend((0..5).map(|_| queue.get()));
        items.sort_unstable();
        assert!(items.into_iter().eq(0..7));
        blocked_get(&queue);
        assert!(queue.is_empty());
    }
    queue
}

fn blocked_get<W: World, O: Order<u32, 5> + 'static>(queue: &Arc<Numbers<W, O, 5>>) {
    let shared = Arc::clone(queue);
    let crew = crew::<W, _>(2, move |number| match number {
        0 => shared.checked_get(),
        _ => shared.get_timeout(LONG),
    });
    until_blocked::<W, _>(2, &**queue);
    queue.put(7);
    queue.put(7);
    assert_eq!(crew.join(), [Ok(7); 2]);
}

/// QU-02, QU-03: tasks are counted, on each order.
pub fn qu_03_join_on_each_order<W: World>() {
    on_each_order!(join, 5);
}

fn join<W: World, O: Order<u32, 5> + 'static>() -> Arc<Bounded<W, u32, O, 5>> {
    let queue = Arc::new(Bounded::<W, u32, O, 5>::new());
    assert_eq!(queue.task_done(), Err(Excess));
    for _ in 0..2 {
        let shared = Arc::clone(&queue);
        let worker = task::<W, _>(move || {
            let take = |_| {
                let item = shared.get();
                shared.task_done().unwrap();
                item
            };
            (0..W::ROUNDS).map(take).sum::<u32>()
        });
        (0..W::ROUNDS).for_each(|item| queue.put(item));
        queue.join();
        assert!(queue.is_empty());
        assert_eq!(worker.join(), [(0..W::ROUNDS).sum()]);
        assert_eq!(queue.task_done(), Err(Excess));
    }
    queue
}

/// QU-05: filled and drained without waiting, on each order.
pub fn qu_05_nowait_on_each_order<W: World>() {
    on_each_order!(nowait, 5);
}

fn nowait<W: World, O: Order<u32, 5> + 'static>() {
    let queue = Bounded::<W, u32, O, 5>::default();
    for _ in 0..3 {
        (0..5).for_each(|item| queue.try_put(item).unwrap());
        assert_eq!(queue.try_put(5), Err(TryPutError::Full(5)));
        assert_eq!(queue.put_timeout(5, SHORT), Err(PutError::TimedOut(5)));
        assert!(queue.is_full());
        let mut items: Vec<_> = (0..5).map(|_| queue.try_get().unwrap()).collect();
        items.sort_unstable();
        assert_eq!(items, [0, 1, 2, 3, 4]);
        assert_eq!(queue.try_get(), Err(TryGetError::Empty));
        let late = queue.get_timeout(Duration::ZERO);
        assert_eq!(late, Err(GetError::TimedOut));
    }
}

/// An item that is copied outside the lock, and says how urgent it is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Large([u32; 20]);

impl Priority for Large {
    type Key = u8;

    fn priority(&self) -> u8 {
        self.0[0] as u8
    }
}

/// Puts and gets in any order give what a plain list gives, small items and large.
pub fn orders_are_those_of_a_list<W: World>() {
    follow::<W, u32, Fifo<6>>(|number| number, |_| Some(0));
    follow::<W, Large, Fifo<6>>(|number| Large([number; 20]), |_| Some(0));
    let newest = |items: &[_]| items.len().checked_sub(1);
    follow::<W, u32, Lifo<6>>(|number| number, newest);
    let newest = |items: &[_]| items.len().checked_sub(1);
    follow::<W, Large, Lifo<6>>(|number| Large([number; 20]), newest);
    let urgent = |items: &[(u8, u32)]| first_by(items, |item| item.0);
    follow::<W, (u8, u32), Urgent<u8, 6>>(|number| ((number % 3) as u8, number), urgent);
    let urgent = |items: &[Large]| first_by(items, |item| item.0[0] as u8);
    let large = |number: u32| {
        let mut words = [number; 20];
        words[0] = number % 3;
        Large(words)
    };
    follow::<W, Large, Urgent<u8, 6>>(large, urgent);
    let last = |items: &[Reverse<i16>]| first_by(items, |item| *item);
    follow::<W, _, Urgent<Reverse<i16>, 6>>(|number| Reverse((number % 5) as i16 - 2), last);
}

/// The place of the first of the smallest.
fn first_by<T, K: Ord>(items: &[T], key: impl Fn(&T) -> K) -> Option<usize> {
    (0..items.len()).min_by_key(|place| key(&items[*place]))
}

fn follow<W: World, T: Copy + PartialEq + core::fmt::Debug, O: Order<T, 6>>(
    make: impl Fn(u32) -> T,
    next: impl Fn(&[T]) -> Option<usize>,
) {
    let (queue, mut list) = (Bounded::<W, T, O, 6>::new(), Vec::new());
    let mut state = 1_u32;
    for number in 0..W::ROUNDS.min(300) * 4 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if state >> 31 == 0 {
            let item = make(number);
            let room = list.len() < 6;
            assert_eq!(queue.try_put(item).is_ok(), room);
            list.extend(room.then_some(item));
        } else {
            let place = next(&list).filter(|place| *place < list.len());
            let expected = place.map(|place| list.remove(place));
            assert_eq!(queue.try_get().ok(), expected);
        }
        assert_eq!(
            (queue.len(), queue.is_full()),
            (list.len(), list.len() == 6)
        );
    }
}

/// Three put and two get: nothing is lost, and nothing comes twice, on each order.
pub fn many_to_many_on_each_order<W: World>() {
    on_each_order!(many_to_many, 3);
}

fn many_to_many<W: World, O: Order<u32, 3> + 'static>() -> Arc<Bounded<W, u32, O, 3>> {
    let queue = Arc::new(Bounded::<W, u32, O, 3>::new());
    let (putting, getting) = (Arc::clone(&queue), Arc::clone(&queue));
    let rounds = 2 * W::ROUNDS;
    let producers = crew::<W, _>(3, move |number| {
        (0..rounds).for_each(|round| putting.put(number * rounds + round));
    });
    let consumers = crew::<W, _>(2, move |_| {
        let count = 3 * rounds / 2;
        (0..count).map(|_| getting.get()).collect::<Vec<_>>()
    });
    producers.join();
    let mut items = consumers.join().concat();
    items.sort_unstable();
    assert!(items.into_iter().eq(0..3 * rounds));
    assert!(queue.is_empty());
    queue
}

/// Each order drops what is in it.
pub fn drop_drops_items_of_each_order<W: World>() {
    let item = Arc::new(());
    let lifo = LifoQueue::<W, _, 3>::new();
    let priority = PriorityQueue::<W, (u8, Arc<()>), 3>::new();
    for number in 0..3 {
        lifo.put(Arc::clone(&item));
        priority.put((number, Arc::clone(&item)));
    }
    drop((lifo.get(), priority.get()));
    assert_eq!(Arc::strong_count(&item), 5);
    drop((lifo, priority));
    assert_eq!(Arc::strong_count(&item), 1);
}
