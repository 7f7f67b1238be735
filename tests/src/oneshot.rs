//! Bodies for `Oneshot`.

use core::time::Duration;
use std::mem;
use std::sync::Arc;

use waitword_core::oneshot::{Receiver, Sender};
use waitword_core::queue::{GetError, TryGetError, TryPutError};
use waitword_core::{Oneshot, Platform};

use crate::World;
use crate::crew::task;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

type Shared<P, T> = Arc<Oneshot<P, T>>;

type Ends<P, T> = (Sender<Shared<P, T>>, Receiver<Shared<P, T>>);

fn ends<P: Platform, T>() -> Ends<P, T> {
    Oneshot::share(Arc::new(Oneshot::new())).expect("nobody has an end")
}

/// Sent, then received, by each form; a second receive finds it closed.
pub fn sent_is_received<W: World>() {
    let mut place = Oneshot::<W, u32>::default();
    for form in 0..4 {
        let (sender, mut receiver) = place.split();
        assert_eq!(receiver.try_recv(), Err(TryGetError::Empty));
        let late = receiver.recv_timeout(Duration::ZERO);
        assert_eq!(late, Err(GetError::TimedOut));
        assert_eq!(receiver.recv_until(W::now()), Err(GetError::TimedOut));
        assert!(!sender.is_closed());
        sender.send(form).unwrap();
        let received = match form {
            0 => receiver.recv(),
            1 => receiver.recv_timeout(LONG),
            2 => receiver.recv_until(W::now()),
            _ => Ok(receiver.try_recv().unwrap()),
        };
        assert_eq!(received, Ok(form));
        assert_eq!(receiver.recv(), Err(GetError::Closed));
        assert_eq!(receiver.try_recv(), Err(TryGetError::Closed));
    }
}

/// Who waits is woken by the value, or told that there will be none.
pub fn blocked_go_on<W: World>() {
    let kept = [true, false].map(|sends| {
        let place = Arc::new(Oneshot::<Watched<W>, u32>::new());
        let (sender, mut receiver) = Oneshot::share(Arc::clone(&place)).unwrap();
        let waiting = task::<W, _>(move || receiver.recv());
        until_blocked::<W, _>(1, &*place);
        let expected = if sends {
            sender.send(7).unwrap();
            Ok(7)
        } else {
            drop(sender);
            Err(GetError::Closed)
        };
        assert_eq!(waiting.join(), [expected]);
        place
    });
    // Kept until both have ended: the simulator takes one in the place of the other for the same.
    drop(kept);
}

/// A value for nobody comes back; one that nobody took is dropped.
pub fn values_come_back<W: World>() {
    let value = Arc::new(());
    let place = Oneshot::<W, Arc<()>>::new();
    let (sender, receiver) = Oneshot::share(&place).unwrap();
    assert!(Oneshot::share(&place).is_none());
    drop(receiver);
    assert!(sender.is_closed());
    let error = sender.send(Arc::clone(&value)).unwrap_err();
    assert!(matches!(error, TryPutError::Closed(_)));
    assert_eq!(Arc::strong_count(&value), 2);
    drop(error);
    let (sender, receiver) = Oneshot::share(&place).unwrap();
    sender.send(Arc::clone(&value)).unwrap();
    assert_eq!(Arc::strong_count(&value), 2);
    assert_eq!(format!("{place:?}"), "Oneshot { sent: true }");
    drop(receiver);
    assert_eq!(Arc::strong_count(&value), 1);
    let (sender, receiver) = Oneshot::share(&place).unwrap();
    sender.send(Arc::clone(&value)).unwrap();
    mem::forget(receiver);
    drop(place);
    assert_eq!(Arc::strong_count(&value), 1, "the receiver was forgotten");
}

/// A timeout is never early, and the value can still come.
pub fn a_timeout_is_never_early<W: World>() {
    let (sender, mut receiver) = ends::<W, u32>();
    for _ in 0..2 {
        let deadline = W::after(SHORT).unwrap();
        assert_eq!(receiver.recv_timeout(SHORT), Err(GetError::TimedOut));
        assert!(W::is_past(deadline));
    }
    sender.send(1).unwrap();
    assert_eq!(receiver.recv(), Ok(1));
}

/// Many values in one place, each from a task of its own, or taken by none.
pub fn again_and_again<W: World>() {
    let place = Arc::new(Oneshot::<W, Box<u32>>::new());
    for round in 0..W::ROUNDS.min(300) {
        let (sender, mut receiver) = Oneshot::share(Arc::clone(&place)).unwrap();
        let sending = task::<W, _>(move || sender.send(Box::new(round)).is_ok());
        if round % 3 == 0 {
            drop(receiver);
            sending.join();
        } else {
            assert_eq!(receiver.recv(), Ok(Box::new(round)));
            assert_eq!(sending.join(), [true]);
        }
    }
}
