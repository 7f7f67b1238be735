//! Time on a device: a 32-bit counter that wraps around.

use core::fmt;
use core::marker::PhantomData;
use core::time::Duration;

/// A counter that runs at a fixed rate and wraps around at 2^32.
pub trait Ticks: 'static {
    /// How often it counts in a second.
    const PER_SECOND: u32;

    /// The count.
    fn ticks() -> u32;
}

/// A count of a [`Ticks`], compared with the count that it is now.
///
/// It is right while it is less than half the counter's range away (at 1 MHz 35 minutes, at 1 kHz
/// 24 days), so a timeout that is longer is a wait without a deadline. Two of them have no order.
pub struct Tick<T> {
    count: u32,
    counter: PhantomData<T>,
}

impl<T: Ticks> Tick<T> {
    /// The count that it is now.
    pub fn now() -> Self {
        Tick {
            count: T::ticks(),
            counter: PhantomData,
        }
    }

    /// The first count at which `timeout` has passed in any case: the tick that runs is not
    /// counted.
    pub fn after(timeout: Duration) -> Option<Self> {
        let ticks = (timeout.as_nanos() * u128::from(T::PER_SECOND)).div_ceil(1_000_000_000);
        let ticks = if ticks == 0 { 0 } else { ticks + 1 };
        let ticks = u32::try_from(ticks).ok().filter(|&ticks| ticks < 1 << 31)?;
        Some(Tick {
            count: T::ticks().wrapping_add(ticks),
            counter: PhantomData,
        })
    }

    /// Whether the counter has reached this count.
    pub fn is_past(self) -> bool {
        T::ticks().wrapping_sub(self.count) < 1 << 31
    }
}

impl<T> Clone for Tick<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Tick<T> {}

impl<T> PartialEq for Tick<T> {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count
    }
}

impl<T> Eq for Tick<T> {}

impl<T> fmt::Debug for Tick<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tick({})", self.count)
    }
}
