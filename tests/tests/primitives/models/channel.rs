//! `Channel`, `Oneshot`, `Broadcast` and `Watch`.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::broadcast::ReceiveError;
use waitword_core::queue::{GetError, TryPutError};
use waitword_sim::{Broadcast, Channel, Oneshot, Watch, Word};

use super::{SHORT, every_execution, every_execution_with, shared, task};

#[test]
fn the_last_of_two_senders_ends_it() {
    every_execution_with(2, || {
        let (sender, receiver) = Channel::share(Arc::new(Channel::<u32, 2>::new())).unwrap();
        let other = sender.clone();
        let task = task(move || other.send(1));
        sender.send(2).unwrap();
        drop(sender);
        let received = [receiver.recv(), receiver.recv()].map(|item| item.unwrap());
        assert_eq!(received[0] + received[1], 3);
        assert_eq!(receiver.recv(), Err(GetError::Closed));
        task.join().unwrap().unwrap();
    });
}

#[test]
fn a_receiver_leaves_while_one_sends() {
    every_execution_with(3, || {
        let (sender, receiver) = Channel::share(Arc::new(Channel::<u32, 1>::new())).unwrap();
        let task = task(move || (sender.send(1).is_ok(), sender.send(2).is_ok(), sender));
        let received = receiver.recv_timeout(SHORT).is_ok();
        drop(receiver);
        let (first, second, sender) = task.join().unwrap();
        assert!(first || !received);
        assert!(first || !second);
        assert_eq!(sender.try_send(3), Err(TryPutError::Closed(3)));
    });
}

/// The value that was sent, and what was done before.
#[test]
fn oneshot_hands_over() {
    every_execution(|| {
        let place = Arc::new(Oneshot::<u32>::new());
        let (sender, mut receiver) = Oneshot::share(place).unwrap();
        let (mine, other) = shared(Word::new(0));
        let task = task(move || {
            other.store(1, Relaxed);
            sender.send(7)
        });
        assert_eq!(receiver.recv(), Ok(7));
        assert_eq!(mine.load(Relaxed), 1);
        task.join().unwrap().unwrap();
    });
}

#[test]
fn oneshot_in_time_or_not() {
    every_execution(|| {
        let place = Arc::new(Oneshot::<u32>::new());
        let (sender, mut receiver) = Oneshot::share(Arc::clone(&place)).unwrap();
        let task = task(move || sender.send(7));
        let received = receiver.recv_timeout(SHORT);
        drop(receiver);
        let sent = task.join().unwrap();
        assert!(received.is_err() || sent.is_ok());
        assert!(Oneshot::share(place).is_some(), "both have left");
    });
}

#[test]
fn oneshot_given_up_by_the_sender() {
    every_execution(|| {
        let place = Arc::new(Oneshot::<u32>::new());
        let (sender, mut receiver) = Oneshot::share(place).unwrap();
        let task = task(move || drop(sender));
        assert_eq!(receiver.recv(), Err(GetError::Closed));
        task.join().unwrap();
    });
}

#[test]
fn broadcast_to_a_fast_and_a_slow_one() {
    every_execution_with(3, || {
        let channel = Arc::new(Broadcast::<u32, 1>::new());
        let mut fast = Broadcast::subscribe_to(Arc::clone(&channel));
        let mut slow = fast.clone();
        let task = task(move || match fast.recv() {
            Err(ReceiveError::Lagged(1)) => fast.recv(),
            item => item,
        });
        channel.send(1).unwrap();
        channel.send(2).unwrap();
        assert_eq!(slow.recv(), Err(ReceiveError::Lagged(1)));
        assert_eq!(slow.recv_timeout(SHORT), Ok(2));
        let first = task.join().unwrap();
        assert!(first == Ok(1) || first == Ok(2));
    });
}

#[test]
fn watch_sees_the_newest() {
    every_execution_with(3, || {
        let watch = Arc::new(Watch::new(0));
        let mut watcher = Watch::watch_by(Arc::clone(&watch));
        let task = task(move || {
            let first = watcher.changed().unwrap();
            (first, watcher.changed())
        });
        watch.set(1).unwrap();
        watch.set(2).unwrap();
        watch.close();
        let seen = task.join().unwrap();
        assert!(seen == (1, Ok(2)) || seen == (2, Err(GetError::Closed)));
    });
}
