//! Bodies for `Broadcast`.

use core::time::Duration;
use std::sync::Arc;

use waitword_core::Broadcast;
use waitword_core::broadcast::ReceiveError;
use waitword_core::queue::TryPutError;

use crate::World;
use crate::crew::crew;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// Each subscriber gets all that was sent since it came, in order, by all forms.
pub fn all_get_all<W: World>() {
    let channel = Broadcast::<W, u32, 4>::default();
    assert_eq!(channel.capacity(), 4);
    channel.send(0).unwrap();
    let mut first = channel.subscribe();
    for round in 0..5 {
        assert_eq!(first.try_recv(), Err(ReceiveError::Empty));
        let late = first.recv_timeout(Duration::ZERO);
        assert_eq!(late, Err(ReceiveError::TimedOut));
        channel.send(round).unwrap();
        let mut second = channel.subscribe();
        (1..4).for_each(|more| channel.send(round + more).unwrap());
        let mut third = second.clone();
        assert_eq!(first.recv(), Ok(round));
        for subscriber in [&mut first, &mut second, &mut third] {
            assert_eq!(subscriber.recv_timeout(LONG), Ok(round + 1));
            assert_eq!(subscriber.recv_until(W::now()), Ok(round + 2));
            assert_eq!(subscriber.try_recv(), Ok(round + 3));
        }
    }
}

/// Who is too slow is told how many items it has missed, and goes on with the oldest that is left.
pub fn the_slow_are_told<W: World>() {
    let channel = Broadcast::<W, u32, 3>::new();
    let mut slow = channel.subscribe();
    for items in [3, 4, 8] {
        (0..items).for_each(|item| channel.send(item).unwrap());
        if items > 3 {
            let error = ReceiveError::Lagged(items - 3);
            assert_eq!(slow.recv(), Err(error));
            assert_eq!(error.to_string(), format!("missed {} items", items - 3));
        }
        assert!((items - 3..items).all(|item| slow.recv() == Ok(item)));
    }
    assert_eq!(slow.try_recv(), Err(ReceiveError::Empty));
}

/// A send wakes all who wait, and so does a close.
pub fn all_who_wait_are_woken<W: World>() {
    let channel = Arc::new(Broadcast::<Watched<W>, u32, 2>::new());
    for closes in [false, true] {
        let shared = Arc::clone(&channel);
        let waiting = crew::<W, _>(3, move |number| {
            let mut subscriber = Broadcast::subscribe_to(Arc::clone(&shared));
            match number {
                0 => subscriber.recv(),
                1 => subscriber.recv_timeout(LONG),
                _ => subscriber.recv_until(W::after(LONG).unwrap()),
            }
        });
        until_blocked::<W, _>(3, &*channel);
        if closes {
            channel.close();
            assert_eq!(waiting.join(), [Err(ReceiveError::Closed); 3]);
        } else {
            channel.send(7).unwrap();
            assert_eq!(waiting.join(), [Ok(7); 3]);
        }
    }
    assert_eq!(channel.send(8), Err(TryPutError::Closed(8)));
}

/// What was sent before the close is received first.
pub fn closed_after_the_last<W: World>() {
    let channel = Broadcast::<W, u32, 2>::new();
    let mut subscriber = channel.subscribe();
    channel.send(1).unwrap();
    channel.close();
    assert!(channel.is_closed());
    assert_eq!(subscriber.recv(), Ok(1));
    assert_eq!(subscriber.recv(), Err(ReceiveError::Closed));
    let deadline = W::after(LONG).unwrap();
    let closed = subscriber.recv_until(deadline);
    assert_eq!(closed, Err(ReceiveError::Closed));
}

/// A timeout is never early.
pub fn a_timeout_is_never_early<W: World>() {
    let channel = Broadcast::<W, u32, 2>::new();
    let mut subscriber = channel.subscribe();
    let deadline = W::after(SHORT).unwrap();
    let late = subscriber.recv_timeout(SHORT);
    assert_eq!(late, Err(ReceiveError::TimedOut));
    assert!(W::is_past(deadline));
}

/// One sends, two receive: what each gets and misses adds up to all, in order.
pub fn nothing_is_lost_unseen<W: World>() {
    let channel = Arc::new(Broadcast::<W, u32, 3>::new());
    let subscribers = [0, 1].map(|_| Broadcast::subscribe_to(Arc::clone(&channel)));
    let count = 4 * W::ROUNDS;
    let receivers = crew::<W, _>(2, move |number| {
        let mut subscriber = subscribers[number as usize].clone();
        let mut next = 0;
        loop {
            match subscriber.recv() {
                Ok(item) => {
                    assert_eq!(item, next);
                    next += 1;
                }
                Err(ReceiveError::Lagged(missed)) => next += missed,
                Err(error) => {
                    assert_eq!(error, ReceiveError::Closed);
                    return next;
                }
            }
        }
    });
    (0..count).for_each(|item| channel.send(item).unwrap());
    channel.close();
    assert_eq!(receivers.join(), [count; 2]);
}
