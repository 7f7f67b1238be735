//! Who calls, on a device.

use core::num::NonZeroU32;

/// A machine that can tell its callers apart: threads, interrupt handlers and cores.
pub trait Callers: 'static {
    /// Who calls; see [`Identity::current`](super::Identity::current).
    ///
    /// An interrupt handler is a caller of its own: it is not the thread that it interrupts, nor
    /// the handler that it interrupts, nor its like on another core.
    fn current() -> NonZeroU32;
}
