//! Futures, driven by the thread that waits for them.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use super::token::Token;

pub use std::future::*;

/// Wakes the thread in a [`block_on`].
struct Wakes(Token);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.give("wake");
    }
}

/// Drives a future to its end, and waits where it waits.
///
/// # Panics
/// Outside a simulation, if the future is not ready.
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let wakes = Arc::new(Wakes(Token::new("waker")));
    let waker = Waker::from(Arc::clone(&wakes));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        wakes.0.take("block_on", None);
    }
}
