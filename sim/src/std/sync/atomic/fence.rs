//! Fences.

use super::Ordering;
use crate::engine;

/// Orders the operations of the caller around it.
///
/// # Panics
/// If `order` is [`Relaxed`](Ordering::Relaxed).
#[track_caller]
pub fn fence(order: Ordering) {
    check(order);
    engine::fence(order);
}

/// Keeps the compiler from moving operations across it. In the simulator, which moves none, it does
/// nothing.
///
/// # Panics
/// If `order` is [`Relaxed`](Ordering::Relaxed).
#[track_caller]
pub fn compiler_fence(order: Ordering) {
    check(order);
}

#[track_caller]
fn check(order: Ordering) {
    assert!(
        order != Ordering::Relaxed,
        "there is no such thing as a relaxed fence"
    );
}
