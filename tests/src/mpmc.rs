//! Bodies for `Mpmc`.

use core::time::Duration;
use std::sync::Arc;

use waitword_core::Mpmc;
use waitword_core::queue::{GetError, PutError, TryGetError, TryPutError};

use crate::World;
use crate::crew::{crew, task};
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// Every form puts and gets in order, and refuses what it must, all around the ring.
pub fn in_order<W: World>() {
    let queue = Mpmc::<W, u32, 3>::default();
    assert_eq!(queue.capacity(), 3);
    for _ in 0..7 {
        assert_eq!(queue.try_get(), Err(TryGetError::Empty));
        let late = queue.get_timeout(Duration::ZERO);
        assert_eq!(late, Err(GetError::TimedOut));
        assert_eq!(queue.get_until(W::now()), Err(GetError::TimedOut));
        queue.put(1).unwrap();
        queue.try_put(2).unwrap();
        assert_eq!(queue.len(), 2);
        queue.put_timeout(3, Duration::ZERO).unwrap();
        assert!(queue.is_full());
        assert_eq!(queue.try_put(4), Err(TryPutError::Full(4)));
        assert_eq!(queue.put_timeout(4, SHORT), Err(PutError::TimedOut(4)));
        assert_eq!(queue.put_until(4, W::now()), Err(PutError::TimedOut(4)));
        assert_eq!(queue.get(), Ok(1));
        queue.put_until(4, W::now()).unwrap();
        assert_eq!(queue.try_get(), Ok(2));
        assert_eq!(queue.get_timeout(Duration::MAX), Ok(3));
        assert_eq!(queue.get_until(W::now()), Ok(4));
        assert!(queue.is_empty());
    }
    assert_eq!(format!("{queue:?}"), "Mpmc { len: 0, capacity: 3 }");
}

/// Blocked gets go on with puts, by every form; blocked puts with gets.
pub fn blocked_go_on<W: World>() {
    let queue = Arc::new(Mpmc::<Watched<W>, u32, 2>::new());
    for _ in 0..2 {
        let shared = Arc::clone(&queue);
        let getters = crew::<W, _>(3, move |number| match number {
            0 => shared.get(),
            1 => shared.get_timeout(LONG),
            _ => shared.get_until(W::after(LONG).unwrap()),
        });
        until_blocked::<W, _>(3, &*queue);
        (0..3).for_each(|item| queue.put(item).unwrap());
        let got = getters.join().into_iter().map(|item| item.unwrap());
        assert_eq!(got.sum::<u32>(), 3);

        queue.put(0).unwrap();
        queue.put(0).unwrap();
        let shared = Arc::clone(&queue);
        let putters = crew::<W, _>(3, move |number| match number {
            0 => shared.put(1),
            1 => shared.put_timeout(1, LONG),
            _ => shared.put_until(1, W::after(LONG).unwrap()),
        });
        until_blocked::<W, _>(3, &*queue);
        let got = (0..5).map(|_| queue.get().unwrap());
        assert_eq!(got.sum::<u32>(), 3);
        assert_eq!(putters.join(), [Ok(()); 3]);
    }
}

/// Timeouts are never early, on either side.
pub fn timeouts_are_never_early<W: World>() {
    let queue = Mpmc::<W, u32, 1>::new();
    let deadline = W::after(SHORT).unwrap();
    assert_eq!(queue.get_timeout(SHORT), Err(GetError::TimedOut));
    assert!(W::is_past(deadline));
    queue.put(1).unwrap();
    let deadline = W::after(SHORT).unwrap();
    assert!(queue.put_until(2, deadline).is_err());
    assert!(W::is_past(deadline));
}

/// A queue drops the items that are in it, wherever its ring stands.
pub fn drop_drops_items<W: World>() {
    let item = Arc::new(());
    for taken in 0..5 {
        let queue = Mpmc::<W, _, 2>::new();
        for _ in 0..taken {
            queue.put(Arc::clone(&item)).unwrap();
            queue.get().unwrap();
        }
        queue.put(Arc::clone(&item)).unwrap();
        queue.put(Arc::clone(&item)).unwrap();
        drop(queue);
        assert_eq!(Arc::strong_count(&item), 1);
    }
}

/// Three put and two get by all forms: each item arrives once, those of one producer in order.
pub fn many_to_many<W: World>() {
    let queue = Arc::new(Mpmc::<W, Box<[u32; 2]>, 3>::new());
    let (putting, getting) = (Arc::clone(&queue), Arc::clone(&queue));
    let rounds = 2 * W::ROUNDS;
    let brief = Duration::from_micros(20);
    let producers = crew::<W, _>(3, move |number| {
        for round in 0..rounds {
            let item = Box::new([number, round]);
            let back = match round % 3 {
                0 => Some(item),
                1 => putting.try_put(item).err().map(TryPutError::into_inner),
                _ => putting
                    .put_timeout(item, brief)
                    .err()
                    .map(PutError::into_inner),
            };
            back.into_iter().for_each(|item| putting.put(item).unwrap());
        }
    });
    let consumers = crew::<W, _>(2, move |_| {
        let get = |round| {
            let item = match round % 3 {
                0 => None,
                1 => getting.try_get().ok(),
                _ => getting.get_timeout(brief).ok(),
            };
            *item.unwrap_or_else(|| getting.get().unwrap())
        };
        (0..3 * rounds / 2).map(get).collect::<Vec<_>>()
    });
    producers.join();
    let received = consumers.join();
    for items in &received {
        for number in 0..3 {
            let rounds = items.iter().filter(|item| item[0] == number);
            assert!(rounds.map(|item| item[1]).is_sorted());
        }
    }
    let mut items = received.concat();
    items.sort_unstable();
    let expected = (0..3).flat_map(|number| (0..rounds).map(move |round| [number, round]));
    assert!(items.into_iter().eq(expected), "lost or doubled");
    assert!(queue.is_empty());
}

/// Two tasks hand an item to each other, which hangs if one wake is lost.
pub fn ping_pong<W: World>() {
    let queues = Arc::new([Mpmc::<W, u32, 1>::new(), Mpmc::new()]);
    let other = Arc::clone(&queues);
    let echo = task::<W, _>(move || {
        (0..W::ROUNDS).for_each(|_| other[1].put(other[0].get().unwrap() + 1).unwrap());
    });
    for round in 0..W::ROUNDS {
        queues[0].put(round).unwrap();
        assert_eq!(queues[1].get(), Ok(round + 1));
    }
    echo.join();
}
