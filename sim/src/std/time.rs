//! `std::time`: time is virtual, and every execution begins at the same instant.
//!
//! Time passes only while nobody can run, to the next deadline; so to look at it again and again is
//! to wait for ever, which ends in [`Verdict::Limit`](crate::Verdict::Limit).

use std::ops::{Add, AddAssign, Sub, SubAssign};

pub use std::time::{Duration, TryFromFloatSecsError};

use crate::engine;

/// How long after its beginning of time an execution begins: what is before that can be named too.
const BEGINNING: Duration = Duration::from_secs(1 << 30);

/// A point in virtual time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Duration);

impl Instant {
    /// The present.
    pub fn now() -> Instant {
        Instant(BEGINNING + Duration::from_nanos(engine::look_at_time()))
    }

    /// How long it was after `earlier`, zero if it was before.
    pub fn duration_since(&self, earlier: Instant) -> Duration {
        self.saturating_duration_since(earlier)
    }

    /// How long it was after `earlier`, `None` if it was before.
    pub fn checked_duration_since(&self, earlier: Instant) -> Option<Duration> {
        self.0.checked_sub(earlier.0)
    }

    /// How long it was after `earlier`, zero if it was before.
    pub fn saturating_duration_since(&self, earlier: Instant) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// How long ago it was, zero if it is to come.
    pub fn elapsed(&self) -> Duration {
        Instant::now().duration_since(*self)
    }

    /// The instant that long after it, `None` if there is none.
    pub fn checked_add(&self, time: Duration) -> Option<Instant> {
        self.0.checked_add(time).map(Instant)
    }

    /// The instant that long before it, `None` if there is none.
    pub fn checked_sub(&self, time: Duration) -> Option<Instant> {
        self.0.checked_sub(time).map(Instant)
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    fn add(self, time: Duration) -> Instant {
        let sum = self.checked_add(time);
        sum.expect("overflow when adding duration to instant")
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, time: Duration) {
        *self = *self + time;
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;

    fn sub(self, time: Duration) -> Instant {
        let difference = self.checked_sub(time);
        difference.expect("overflow when subtracting duration from instant")
    }
}

impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, time: Duration) {
        *self = *self - time;
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }
}
