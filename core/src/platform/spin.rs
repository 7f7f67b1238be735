//! Platform `Spin`: who waits looks again and again.

use core::marker::PhantomData;
use core::num::NonZeroU32;
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;

use ::spin::RelaxStrategy;

use super::{AtomicU32, Callers, Clock, Identity, Platform, Tick, Ticks};

/// A platform without an operating system, on which waiting is spinning.
///
/// `R` says how to pass the time between two looks: one of the spin crate's strategies or your own.
/// If it also implements [`Ticks`], there are timeouts, and if it implements [`Callers`], locks
/// that know their owner.
///
/// It is for cores that run threads only. Code that shares a lock with an interrupt handler on its
/// own core wants platform `Masked`: here the handler would spin for ever on a lock that the code
/// under it holds.
#[derive(Debug)]
pub struct Spin<R>(PhantomData<R>);

impl<R: RelaxStrategy + 'static> Platform for Spin<R> {
    type Mask = ();

    #[inline]
    fn wait(word: &AtomicU32, expected: u32) {
        // ORDERING: Relaxed, the caller looks again with the ordering it needs.
        while word.load(Relaxed) == expected {
            R::relax();
        }
    }

    /// Nothing to do: whoever waits sees the change.
    #[inline(always)]
    fn wake(_: *const AtomicU32, _: u32) {}
}

impl<R: RelaxStrategy + Ticks> Clock for Spin<R> {
    type Instant = Tick<R>;

    fn now() -> Tick<R> {
        Tick::now()
    }

    fn after(timeout: Duration) -> Option<Tick<R>> {
        Tick::after(timeout)
    }

    fn is_past(deadline: Tick<R>) -> bool {
        deadline.is_past()
    }

    fn wait_until(word: &AtomicU32, expected: u32, deadline: Tick<R>) {
        // ORDERING: Relaxed, as in `wait`.
        while word.load(Relaxed) == expected && !deadline.is_past() {
            R::relax();
        }
    }
}

impl<R: RelaxStrategy + Callers> Identity for Spin<R> {
    fn current() -> NonZeroU32 {
        R::current()
    }
}
