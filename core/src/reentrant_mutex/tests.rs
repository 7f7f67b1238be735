use core::num::NonZeroU32;

use super::*;
use crate::platform::{Callers, Spin};

/// A machine with one caller.
struct Desk;

impl ::spin::RelaxStrategy for Desk {
    fn relax() {}
}

impl Callers for Desk {
    fn current() -> NonZeroU32 {
        NonZeroU32::MIN
    }
}

#[test]
fn too_deep_is_an_error_and_changes_nothing() {
    let mutex = ReentrantMutex::<Spin<Desk>, u32>::new(7);
    let guard = mutex.lock();
    mutex.again.store(u32::MAX, Relaxed);
    assert_eq!(mutex.checked_lock().err(), Some(LockError::TooDeep));
    assert_eq!(mutex.try_lock().err(), Some(TryLockError::TooDeep));
    assert_eq!(mutex.depth(), 1 << 32);
    drop(guard);
    let guard = mutex.lock();
    assert_eq!((mutex.depth(), *guard), (1 << 32, 7));
}
