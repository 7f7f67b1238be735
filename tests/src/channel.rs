//! Bodies for `Channel`.

use core::time::Duration;
use std::sync::Arc;

use waitword_core::channel::{GetError, PutError, Receiver, Sender, TryGetError, TryPutError};
use waitword_core::{Channel, Platform};

use crate::World;
use crate::crew::{crew, task};
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

type Shared<P, T, const N: usize> = Arc<Channel<P, T, N>>;
type Ends<P, T, const N: usize> = (Sender<Shared<P, T, N>>, Receiver<Shared<P, T, N>>);

fn ends<P: Platform, T, const N: usize>() -> Ends<P, T, N> {
    Channel::share(Arc::new(Channel::new())).expect("nobody has an end")
}

/// Every form sends and receives in order, and refuses what it must.
pub fn in_order<W: World>() {
    let mut channel = Channel::<W, u32, 4>::default();
    assert_eq!(channel.capacity(), 4);
    let (sender, receiver) = channel.split();
    for _ in 0..3 {
        assert_eq!(receiver.try_recv(), Err(TryGetError::Empty));
        let late = receiver.recv_timeout(Duration::ZERO);
        assert_eq!(late, Err(GetError::TimedOut));
        assert_eq!(receiver.recv_until(W::now()), Err(GetError::TimedOut));
        sender.send(1).unwrap();
        sender.try_send(2).unwrap();
        sender.send_timeout(3, Duration::ZERO).unwrap();
        assert_eq!(receiver.channel().len(), 3);
        sender.send_until(4, W::now()).unwrap();
        assert!(sender.channel().is_full());
        assert_eq!(sender.try_send(5), Err(TryPutError::Full(5)));
        let late = sender.send_timeout(5, SHORT);
        assert_eq!(late, Err(PutError::TimedOut(5)));
        let late = sender.send_until(5, W::now());
        assert_eq!(late, Err(PutError::TimedOut(5)));
        assert_eq!(
            [receiver.recv(), receiver.recv_timeout(LONG)],
            [Ok(1), Ok(2)]
        );
        assert_eq!(receiver.try_recv(), Ok(3));
        assert_eq!(receiver.recv_until(W::now()), Ok(4));
        assert!(receiver.channel().is_empty());
    }
}

/// Receivers are told once the last sender is gone and nothing is left.
pub fn the_last_sender_ends_it<W: World>() {
    let (sender, receiver) = ends::<Watched<W>, u32, 4>();
    let other = sender.clone();
    sender.send(1).unwrap();
    drop(sender);
    assert!(!receiver.channel().is_closed());
    assert_eq!(receiver.recv(), Ok(1));
    let second = receiver.clone();
    let waiting = crew::<W, _>(2, move |number| match number {
        0 => second.recv(),
        _ => second.recv_timeout(LONG),
    });
    until_blocked::<W, _>(2, receiver.channel());
    drop(other);
    assert_eq!(waiting.join(), [Err(GetError::Closed); 2]);
    assert_eq!(receiver.try_recv(), Err(TryGetError::Closed));
    assert!(receiver.channel().is_closed());
}

/// What is left is received, by the iterator too, which then ends.
pub fn what_is_left_is_received<W: World>() {
    let (sender, receiver) = ends::<W, u32, 4>();
    (0..3).for_each(|item| sender.send(item).unwrap());
    drop(sender);
    assert!(receiver.iter().eq(0..3));
    assert_eq!((&receiver).into_iter().next(), None);
}

/// Senders are told once the last receiver is gone, and what is left is dropped.
pub fn the_last_receiver_ends_it<W: World>() {
    let item = Arc::new(());
    let (sender, receiver) = ends::<Watched<W>, Arc<()>, 1>();
    let other = receiver.clone();
    sender.send(Arc::clone(&item)).unwrap();
    drop(receiver);
    let (second, sent) = (sender.clone(), Arc::clone(&item));
    let waiting = task::<W, _>(move || second.send(sent));
    until_blocked::<W, _>(1, sender.channel());
    drop(other);
    let error = waiting.join().remove(0).unwrap_err();
    assert!(matches!(error, PutError::Closed(_)));
    assert_eq!(Arc::strong_count(&item), 2, "the one in the error");
    let error = sender.try_send(error.into_inner()).unwrap_err();
    assert!(matches!(error, TryPutError::Closed(_)));
}

/// A channel whose ends are all gone is as new.
pub fn ends_are_handed_out_once<W: World>() {
    let channel = Channel::<W, u32, 2>::new();
    let (sender, receiver) = Channel::share(&channel).unwrap();
    assert!(Channel::share(&channel).is_none());
    sender.send(1).unwrap();
    drop(sender);
    assert!(Channel::share(&channel).is_none());
    drop(receiver);
    let (sender, receiver) = Channel::share(&channel).unwrap();
    drop(receiver);
    assert!(Channel::share(&channel).is_none());
    drop(sender);
    let (sender, receiver) = Channel::share(&channel).unwrap();
    assert_eq!(receiver.try_recv(), Err(TryGetError::Empty));
    sender.send(2).unwrap();
    assert_eq!(receiver.recv(), Ok(2));
    assert_eq!(format!("{channel:?}"), "Channel { len: 0, capacity: 2 }");
}

/// Timeouts are never early, on either side.
pub fn timeouts_are_never_early<W: World>() {
    let (sender, receiver) = ends::<W, u32, 1>();
    let deadline = W::after(SHORT).unwrap();
    assert_eq!(receiver.recv_until(deadline), Err(GetError::TimedOut));
    assert!(W::is_past(deadline));
    sender.send(1).unwrap();
    let deadline = W::after(SHORT).unwrap();
    assert!(sender.send_timeout(2, SHORT).is_err());
    assert!(W::is_past(deadline));
}

/// Three send and two receive until the end: each item arrives once, those of one sender in order.
pub fn many_to_many<W: World>() {
    let (sender, receiver) = ends::<W, [u32; 2], 2>();
    let senders = crew::<W, _>(3, {
        move |number| (0..W::ROUNDS).for_each(|round| sender.send([number, round]).unwrap())
    });
    let receivers = crew::<W, _>(2, move |_| receiver.iter().collect::<Vec<_>>());
    senders.join();
    let received = receivers.join();
    for items in &received {
        for number in 0..3 {
            let rounds = items.iter().filter(|item| item[0] == number);
            assert!(rounds.map(|item| item[1]).is_sorted());
        }
    }
    let mut items = received.concat();
    items.sort_unstable();
    let expected = (0..3).flat_map(|number| (0..W::ROUNDS).map(move |round| [number, round]));
    assert!(items.into_iter().eq(expected), "lost or doubled");
}
