//! Instants as times of the kernel's monotonic clock.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, Timespec, clock_gettime};

/// One moment on both clocks. `monotonic` was read after `instant`, so what is reckoned from it is
/// late by the time between the two, never early.
#[derive(Clone, Copy)]
struct Base {
    instant: Instant,
    monotonic: Timespec,
    gap: Duration,
}

/// The time of the monotonic clock at or after `deadline`; `None` if it is past the clock's end.
pub(super) fn monotonic(deadline: Instant) -> Option<Timespec> {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(Base::best).monotonic(deadline)
}

impl Base {
    /// The best of a few: a thread may be interrupted between the two readings.
    fn best() -> Base {
        let first = Base::now();
        (0..8).fold(first, |best, _| {
            let next = Base::now();
            if next.gap < best.gap { next } else { best }
        })
    }

    fn now() -> Base {
        let instant = Instant::now();
        let monotonic = clock_gettime(ClockId::Monotonic);
        Base {
            instant,
            monotonic,
            gap: instant.elapsed(),
        }
    }

    fn monotonic(self, deadline: Instant) -> Option<Timespec> {
        // A deadline before the base is long past; the base is past too.
        let left = deadline.saturating_duration_since(self.instant);
        let left = Timespec::try_from(left).ok()?;
        self.monotonic.checked_add(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn base(tv_sec: i64, tv_nsec: i32) -> Base {
        Base {
            instant: Instant::now(),
            monotonic: Timespec {
                tv_sec,
                tv_nsec: tv_nsec.into(),
            },
            gap: Duration::ZERO,
        }
    }

    fn time(tv_sec: i64, tv_nsec: i32) -> Option<Timespec> {
        Some(base(tv_sec, tv_nsec).monotonic)
    }

    #[test]
    fn a_deadline_is_as_far_from_the_base_on_both_clocks() {
        let base = base(7, 900_000_000);
        let later = |left| base.monotonic(base.instant + left);
        assert_eq!(later(Duration::ZERO), time(7, 900_000_000));
        assert_eq!(later(Duration::from_nanos(1)), time(7, 900_000_001));
        assert_eq!(later(Duration::from_millis(2_200)), time(10, 100_000_000));
    }

    #[test]
    fn a_deadline_before_the_base_is_past() {
        let base = base(7, 5);
        assert_eq!(base.monotonic(base.instant - SECOND), time(7, 5));
    }

    #[test]
    fn past_the_end_of_the_clock_is_never() {
        let base = base(i64::MAX, 0);
        assert_eq!(base.monotonic(base.instant + SECOND), None);
    }

    #[test]
    fn no_deadline_is_early() {
        for _ in 0..1000 {
            let before = clock_gettime(ClockId::Monotonic);
            let deadline = Instant::now();
            assert!(monotonic(deadline).unwrap() >= before);
        }
    }
}
