//! `std::sync::mpsc`: values sent from many threads to one.
//!
//! # What differs from std
//! std promises that what was done before a send is seen after the receive of it. Here whoever uses
//! a channel sees what all others did before they used it, so a program that relies on that is not
//! found out.
//!
//! ```
//! use waitword_sim::check;
//! use waitword_sim::std::sync::mpsc::channel;
//! use waitword_sim::std::thread;
//!
//! check(|| {
//!     let (sender, receiver) = channel();
//!     let task = thread::spawn(move || (0..2).for_each(|n| sender.send(n).unwrap()));
//!     assert_eq!(receiver.into_iter().collect::<Vec<_>>(), [0, 1]);
//!     task.join().unwrap();
//! });
//! ```

mod link;
mod receiver;
mod sender;

pub use receiver::{IntoIter, Iter, Receiver, TryIter};
pub use sender::{Sender, SyncSender};
pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

use link::Link;

/// A channel without a limit: to send never waits.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let link = Link::new(None);
    (Sender::new(link.clone()), Receiver::new(link))
}

/// A channel that holds at most `bound` values: to send waits for room, or, where `bound` is zero,
/// until the value is received.
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let link = Link::new(Some(bound));
    (SyncSender::new(link.clone()), Receiver::new(link))
}
