//! Channels: order, limits, ends that go.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use waitword_sim::std::sync::mpsc::{
    RecvError, RecvTimeoutError, TryRecvError, TrySendError, channel, sync_channel,
};
use waitword_sim::std::thread;
use waitword_sim::std::time::{Duration, Instant};

use crate::{exhaustive, in_both};

#[test]
fn values_come_in_the_order_of_each_sender() {
    in_both(|| {
        let (sender, receiver) = channel();
        let tasks: Vec<_> = (0..2)
            .map(|id| {
                let sender = sender.clone();
                thread::spawn(move || (0..2).for_each(|n| sender.send((id, n)).unwrap()))
            })
            .collect();
        drop(sender);
        let all: Vec<_> = receiver.iter().collect();
        for id in 0..2 {
            let own: Vec<_> = all.iter().filter(|(sender, _)| *sender == id).collect();
            assert_eq!(own, [&(id, 0), &(id, 1)]);
        }
        assert_eq!(receiver.recv(), Err(RecvError));
        tasks.into_iter().for_each(|task| task.join().unwrap());
    });
}

#[test]
fn two_senders_come_in_either_order() {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let orders = Rc::clone(&seen);
    exhaustive(move || {
        let (sender, receiver) = channel();
        let other = sender.clone();
        let task = thread::spawn(move || other.send(1).unwrap());
        sender.send(2).unwrap();
        let first = receiver.recv().unwrap();
        orders.borrow_mut().insert(first);
        task.join().unwrap();
    });
    assert_eq!(*seen.borrow(), BTreeSet::from([1, 2]));
}

#[test]
fn a_channel_with_a_limit_holds_no_more() {
    in_both(|| {
        let (sender, receiver) = sync_channel(1);
        sender.send(1).unwrap();
        assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
        let task = thread::spawn(move || sender.send(3).unwrap());
        assert_eq!(receiver.recv(), Ok(1));
        assert_eq!(receiver.recv(), Ok(3));
        task.join().unwrap();
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
    });
}

#[test]
fn a_send_without_room_waits_until_it_is_received() {
    in_both(|| {
        let received = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&received);
        let (sender, receiver) = sync_channel(0);
        let task = thread::spawn(move || {
            sender.send(7).unwrap();
            // ORDERING: all threads of a simulation run on one of the machine.
            assert_eq!(seen.load(Ordering::Relaxed), 0);
            sender.send(8).unwrap();
        });
        assert_eq!(receiver.recv(), Ok(7));
        thread::yield_now();
        assert_eq!(receiver.recv(), Ok(8));
        received.store(1, Ordering::Relaxed);
        task.join().unwrap();
    });
}

#[test]
fn a_send_without_room_and_receiver_waits_for_ever() {
    let report = exhaustive(|| {
        let (sender, _receiver) = sync_channel(0);
        sender.send(1).unwrap();
    });
    assert!(report.verdict.word().contains("deadlock"), "{report}");
}

#[test]
fn a_value_is_handed_to_who_waits_for_it_and_else_refused() {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let ends = Rc::clone(&seen);
    let program = move || {
        let (sender, receiver) = sync_channel(0);
        let task = thread::spawn(move || receiver.recv());
        let sent = sender.try_send(5);
        drop(sender);
        let received = task.join().unwrap();
        assert_eq!(received.is_ok(), sent.is_ok());
        assert!(matches!(sent, Ok(()) | Err(TrySendError::Full(5))));
        ends.borrow_mut().insert(sent.is_ok());
    };
    exhaustive(program);
    assert_eq!(*seen.borrow(), BTreeSet::from([false, true]));
}

#[test]
fn a_receiver_that_goes_gives_values_back() {
    in_both(|| {
        let (sender, receiver) = channel();
        drop(receiver);
        assert_eq!(sender.send("value").unwrap_err().0, "value");
        for room in 0..2 {
            let (sender, receiver) = sync_channel(room);
            let task = thread::spawn(move || drop(receiver));
            let sent: Vec<_> = (0..3).map(|n| sender.send(n)).collect();
            assert_eq!(sent[2].unwrap_err().0, 2);
            assert_eq!(sender.try_send(9), Err(TrySendError::Disconnected(9)));
            task.join().unwrap();
        }
    });
}

#[test]
fn values_that_nobody_receives_are_dropped() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    in_both(|| {
        let count = Arc::new(AtomicUsize::new(0));
        let (sender, receiver) = channel();
        (0..2).for_each(|_| drop(sender.send(Counted(Arc::clone(&count)))));
        drop(receiver);
        assert_eq!(count.load(Ordering::Relaxed), 2);
        drop(sender.send(Counted(Arc::clone(&count))));
        assert_eq!(count.load(Ordering::Relaxed), 3);
    });
}

#[test]
fn a_receive_may_time_out() {
    in_both(|| {
        for (sender, receiver) in [sync_channel(1), sync_channel(0)] {
            let begun = Instant::now();
            let second = Duration::from_secs(1);
            assert_eq!(
                receiver.recv_timeout(second),
                Err(RecvTimeoutError::Timeout)
            );
            assert_eq!(begun.elapsed(), second);
            assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
            let task = thread::spawn(move || sender.send(4));
            assert_eq!(receiver.recv(), Ok(4));
            task.join().unwrap().unwrap();
            let gone = Err(RecvTimeoutError::Disconnected);
            assert_eq!(receiver.recv_timeout(second), gone);
        }
    });
}

#[test]
fn what_is_there_is_taken_without_waiting() {
    in_both(|| {
        let (sender, receiver) = channel();
        (0..3).for_each(|n| sender.send(n).unwrap());
        assert_eq!(receiver.try_iter().take(2).collect::<Vec<_>>(), [0, 1]);
        assert_eq!((&receiver).into_iter().next(), Some(2));
        assert_eq!(receiver.try_iter().next(), None);
        drop(sender);
        assert_eq!(receiver.into_iter().next(), None);
    });
}

#[test]
fn a_receiver_of_a_sender_that_is_kept_waits_for_ever() {
    let report = exhaustive(|| {
        let (sender, receiver) = channel();
        sender.send(1).unwrap();
        assert_eq!(receiver.iter().count(), 1);
    });
    assert!(report.verdict.word().contains("deadlock"), "{report}");
}

#[test]
fn each_execution_is_made_once() {
    let report = exhaustive(|| {
        let (sender, receiver) = channel();
        let senders = [0, 1].map(|number| {
            let sender = sender.clone();
            thread::spawn(move || sender.send(number).unwrap())
        });
        assert_eq!(receiver.recv().unwrap() + receiver.recv().unwrap(), 1);
        senders
            .into_iter()
            .for_each(|sender| sender.join().unwrap());
    });
    // Four ways to send and receive, and three for the first sender to go: before the second one
    // comes, or before or after that one goes. To go before who sends first comes is no way.
    assert_eq!((report.executions, report.distinct), (10, 10), "{report}");
}
