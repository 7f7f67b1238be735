//! Platform `Masked`: one core or several, threads and interrupt handlers, critical sections.

use core::marker::PhantomData;
use core::num::NonZeroU32;
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;

use critical_section::RestoreState;

use super::{AtomicU32, Callers, Clock, Identity, Platform, Tick, Ticks};

/// What platform [`Masked`] has to know about the machine. Every method has a body that is right
/// everywhere, if not the best.
pub trait Machine: 'static {
    /// Waits for an interrupt, called with interrupts masked: returns once one is pending, or at
    /// once.
    ///
    /// On one Cortex-M core this is `wfi`, which wakes with interrupts masked. Where a critical
    /// section keeps other cores out, return at once, as the provided body does.
    fn idle() {}

    /// Whether the caller is a thread with interrupts enabled. The provided body believes so.
    fn can_wait() -> bool {
        true
    }
}

/// A machine of which nothing is known: waiting is looking again and again.
#[derive(Debug)]
pub struct Bare;

impl Machine for Bare {}

/// A platform whose words are shared with interrupt handlers; `critical-section` masks them.
///
/// `M` says what is special about the machine; if it also implements [`Ticks`], there are timeouts,
/// and if it implements [`Callers`], locks that know their owner.
///
/// Handlers call the methods whose context is *any*. A method that would have to wait in a handler,
/// or with interrupts masked, fails or panics, and says so, if `M` can tell.
#[derive(Debug)]
pub struct Masked<M>(PhantomData<M>);

/// What has to be restored when the interrupts are unmasked.
#[derive(Debug)]
pub struct Restore(RestoreState);

impl Default for Restore {
    fn default() -> Self {
        Restore(RestoreState::invalid())
    }
}

impl<M: Machine> Platform for Masked<M> {
    type Mask = Restore;
    const MASK_EXCLUDES: bool = true;

    #[inline]
    fn wait(word: &AtomicU32, expected: u32) {
        // One look and one sleep, as one step: no handler runs between the two, and the interrupt
        // that is pending ends the sleep.
        critical_section::with(|_| {
            // ORDERING: Relaxed, the caller looks again with the ordering it needs.
            if word.load(Relaxed) == expected {
                M::idle();
            }
        });
    }

    /// Nothing to do: whoever changed the word did so in a handler, which ended the sleep, or on
    /// another core, for which nobody sleeps.
    #[inline(always)]
    fn wake(_: *const AtomicU32, _: u32) {}

    #[inline(always)]
    fn mask() -> Restore {
        // SAFETY: the primitives release in the reverse order, once for each acquire.
        Restore(unsafe { critical_section::acquire() })
    }

    #[inline(always)]
    fn unmask(mask: Restore) {
        // SAFETY: `mask` came from `acquire`, see `mask`.
        unsafe { critical_section::release(mask.0) };
    }

    #[inline(always)]
    fn can_wait() -> bool {
        M::can_wait()
    }
}

impl<M: Machine + Ticks> Clock for Masked<M> {
    type Instant = Tick<M>;

    fn now() -> Tick<M> {
        Tick::now()
    }

    fn after(timeout: Duration) -> Option<Tick<M>> {
        Tick::after(timeout)
    }

    fn is_past(deadline: Tick<M>) -> bool {
        deadline.is_past()
    }

    /// Any interrupt ends the sleep, so the tick's own is what ends it in time.
    #[inline]
    fn wait_until(word: &AtomicU32, expected: u32, deadline: Tick<M>) {
        if !deadline.is_past() {
            Self::wait(word, expected);
        }
    }
}

impl<M: Machine + Callers> Identity for Masked<M> {
    fn current() -> NonZeroU32 {
        M::current()
    }
}
