//! The same for what opens once, or for one, or again.

use waitword_core::{
    Barrier, Broken, Latch, Once, OnceLock, Semaphore, Signal, WaitError, WaitGroup,
};
use waitword_tests::platform::Scripted;

use super::{SHORT, deadline, in_the_last_instant, times_out};

#[test]
fn signal() {
    static SIGNAL: Signal<Scripted> = Signal::new();
    times_out(Err(WaitError::TimedOut), || SIGNAL.wait_timeout(SHORT));
    times_out(Err(WaitError::TimedOut), || SIGNAL.wait_until(deadline()));
    in_the_last_instant(|| SIGNAL.set());
    assert_eq!(SIGNAL.wait_timeout(SHORT), Ok(()));
    in_the_last_instant(|| SIGNAL.set());
    assert_eq!(SIGNAL.wait_until(deadline()), Ok(()));
    assert!(!SIGNAL.is_set());
}

#[test]
fn a_barrier_that_is_reset() {
    static BARRIER: Barrier<Scripted> = Barrier::new(3);
    static COUNT: Semaphore<Scripted> = Semaphore::new(0);
    static ACTING: Barrier<Scripted, fn()> = Barrier::with_action(2, || COUNT.release(1).unwrap());
    Scripted::then(|| BARRIER.reset());
    assert_eq!(BARRIER.wait(), Err(Broken::Aborted));
    // Who comes while another has not yet left waits for that.
    Scripted::then(|| {
        BARRIER.reset();
        assert_eq!(BARRIER.wait_timeout(SHORT), Err(Broken::TimedOut));
        assert!(BARRIER.is_broken());
        BARRIER.abort();
        BARRIER.reset();
    });
    assert_eq!(BARRIER.wait(), Err(Broken::Aborted));
    assert_eq!((BARRIER.arrived(), BARRIER.is_broken()), (0, false));
    in_the_last_instant(|| assert!(ACTING.wait().unwrap().is_leader()));
    assert!(ACTING.wait_timeout(SHORT).is_ok());
    assert_eq!(COUNT.available(), 1);
}

#[test]
fn latch() {
    static FIRST: Latch<Scripted> = Latch::new(1);
    static SECOND: Latch<Scripted> = Latch::new(2);
    times_out(Err(WaitError::TimedOut), || FIRST.wait_timeout(SHORT));
    times_out(Err(WaitError::TimedOut), || FIRST.wait_until(deadline()));
    in_the_last_instant(|| FIRST.count_down().unwrap());
    assert_eq!(FIRST.wait_timeout(SHORT), Ok(()));
    Scripted::then(|| SECOND.count_down().unwrap());
    in_the_last_instant(|| SECOND.count_down().unwrap());
    assert_eq!(SECOND.wait_until(deadline()), Ok(()));
}

#[test]
fn wait_group() {
    static GROUP: WaitGroup<Scripted> = WaitGroup::new();
    let next_round = || {
        GROUP.done().unwrap();
        GROUP.add(1).unwrap();
    };
    GROUP.add(1).unwrap();
    times_out(Err(WaitError::TimedOut), || GROUP.wait_timeout(SHORT));
    times_out(Err(WaitError::TimedOut), || GROUP.wait_until(deadline()));
    in_the_last_instant(next_round);
    assert_eq!(GROUP.wait_timeout(SHORT), Ok(()));
    in_the_last_instant(next_round);
    assert_eq!(GROUP.wait_until(deadline()), Ok(()));
    assert_eq!(GROUP.count(), 1);
}

#[test]
fn once() {
    static ONCE: Once<Scripted> = Once::new();
    static FIRST: OnceLock<Scripted, u32> = OnceLock::new();
    static SECOND: OnceLock<Scripted, u32> = OnceLock::new();
    let late = Err(WaitError::TimedOut);
    times_out(late, || ONCE.wait_timeout(SHORT));
    times_out(late, || ONCE.wait_until(deadline()));
    ONCE.call_once(|| {
        times_out(late, || ONCE.call_once_timeout(|| unreachable!(), SHORT));
        times_out(late, || ONCE.call_once_until(|| unreachable!(), deadline()));
    });
    in_the_last_instant(|| FIRST.set(1).unwrap());
    assert_eq!(FIRST.wait_timeout(SHORT), Ok(&1));
    in_the_last_instant(|| SECOND.set(2).unwrap());
    assert_eq!(SECOND.wait_until(deadline()), Ok(&2));
}
