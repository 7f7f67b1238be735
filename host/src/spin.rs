//! How long a waiter looks again before it sleeps, and how it passes that time.
//!
//! A sleep and a wake cost microseconds, so a wait that ends sooner is better spent looking. How long
//! one `spin_loop` hint takes depends on the processor (10 to 140 cycles), so the budget is set in
//! time: the first waiter measures the hint.
//!
//! # States
//! `BUDGET` is 0 until it is known; then the upper half is one more than the number of rounds, the
//! lower half is the number of hints a round. It changes once, or once for each thread that races to
//! be the first.
//!
//! # Orderings
//! `Relaxed`: the word is all there is.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use crate::sys;

/// How long a waiter spins before it sleeps.
const LIMIT: Duration = Duration::from_nanos(2_000);
/// How long it goes between two looks at the word.
const ROUND: Duration = Duration::from_nanos(50);
/// How many hints are measured at a time.
const SAMPLE: u32 = 128;

static BUDGET: AtomicU32 = AtomicU32::new(UNKNOWN);
const UNKNOWN: u32 = 0;

/// Spends one round; false if `round` is past the budget, and no time was spent.
#[inline]
pub(crate) fn step(round: u32) -> bool {
    let mut budget = BUDGET.load(Relaxed);
    if budget == UNKNOWN {
        budget = set_budget();
    }
    if round >= (budget >> 16) - 1 {
        return false;
    }
    for _ in 0..budget & 0xFFFF {
        spin_loop();
    }
    true
}

#[cold]
fn set_budget() -> u32 {
    let budget = match sys::processors() {
        1 => budget(1, Duration::ZERO),
        processors => budget(processors, measure()),
    };
    BUDGET.store(budget, Relaxed);
    budget
}

/// The budget when `SAMPLE` hints take `sample`: none on one processor, where whoever is waited for
/// cannot run meanwhile.
fn budget(processors: usize, sample: Duration) -> u32 {
    if processors <= 1 {
        return 1 << 16;
    }
    let sample = sample.as_nanos().max(1);
    let hints = (ROUND.as_nanos() * u128::from(SAMPLE) / sample).clamp(1, 0xFFFF);
    let rounds = LIMIT.as_nanos() * u128::from(SAMPLE) / (hints * sample);
    // Both are below 2^16.
    (rounds.min(0xFFFE) as u32 + 1) << 16 | hints as u32
}

/// The time of `SAMPLE` hints: the least of a few, since a thread may be interrupted.
fn measure() -> Duration {
    let once = || {
        let start = Instant::now();
        (0..SAMPLE).for_each(|_| spin_loop());
        start.elapsed()
    };
    once().min(once()).min(once()).min(once())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(budget: u32) -> (u32, u32) {
        ((budget >> 16) - 1, budget & 0xFFFF)
    }

    #[test]
    fn one_processor_has_no_rounds() {
        for sample in [Duration::ZERO, Duration::from_micros(1), Duration::MAX] {
            assert_eq!(parts(budget(1, sample)).0, 0);
        }
    }

    #[test]
    fn the_budget_is_a_time() {
        for nanoseconds in [3, 10, 40, 56] {
            let hint = Duration::from_nanos(nanoseconds);
            let (rounds, hints) = parts(budget(2, hint * SAMPLE));
            let time = hint * rounds * hints;
            assert!(time <= LIMIT, "{rounds} rounds of {hints} take {time:?}");
            assert!(
                time * 10 >= LIMIT * 9,
                "{rounds} rounds of {hints}: {time:?}"
            );
        }
    }

    #[test]
    fn extreme_measurements_stay_bounded() {
        assert_eq!(parts(budget(2, Duration::MAX)).0, 0);
        let (rounds, hints) = parts(budget(64, Duration::ZERO));
        assert!(rounds > 0 && hints > 0);
    }

    #[test]
    fn spinning_ends() {
        let limit = parts(set_budget()).0;
        assert!((0..limit).all(step));
        assert!(!step(limit));
    }
}
