//! How a waiter passes the time before it sleeps.
//!
//! A sleep and the wake that ends it cost some ten microseconds, so a wait that ends sooner is
//! better spent looking again and again. How long one `spin_loop` hint takes depends on the
//! processor (10 to 140 cycles), so the budget is set in time: the first waiter measures the hint.
//! The looks become rarer, since each takes the word's cache line away from the one that is waited
//! for.
//!
//! Who waits for others that have yet to run also gives its processor away, which is much cheaper
//! than a sleep and a wake if they are soon done, and a waste if they go on computing. So a yield
//! is timed, and one that took as long as `n` sleeps is paid for by `n` waits that do not yield.
//!
//! # States
//! | word | value | meaning |
//! |---|---|---|
//! | `HINTS` | 0 | nobody has waited yet |
//! | | `ALONE` | there is one processor: whoever is waited for cannot run meanwhile |
//! | | else | the number of hints that fill the longest round |
//! | `DEBT` | n | so many waits do not yield |
//!
//! # Orderings
//! `Relaxed`: each word is all there is. A debt that is paid twice or not at all does no harm.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use crate::sys;

/// How long the longest round takes.
const LONGEST: Duration = Duration::from_nanos(1_600);
/// Which round that is: from the first, of 25 nanoseconds, each takes twice as long as the one
/// before.
const DOUBLINGS: u32 = 6;
/// How many rounds there are, those after the longest as long as that: together eight microseconds.
const ROUNDS: u32 = 10;
/// How many rounds go by before the first yield: together one and a half microseconds.
const BEFORE_YIELDS: u32 = 6;
/// How many yields there are, as long as they are short.
const YIELDS: u32 = 20;
/// What a sleep costs, about.
const SLEEP: Duration = Duration::from_micros(10);
/// How many hints are measured at a time.
const SAMPLE: u32 = 128;

static HINTS: AtomicU32 = AtomicU32::new(UNKNOWN);
const UNKNOWN: u32 = 0;
const ALONE: u32 = u32::MAX;

static DEBT: AtomicU32 = AtomicU32::new(0);

/// Spends one round; false, and no time spent, if `round` is past the budget.
#[inline]
pub(crate) fn step(round: u32) -> bool {
    let hints = hints();
    if round >= ROUNDS || hints == ALONE {
        return false;
    }
    for _ in 0..hints_of(round, hints) {
        spin_loop();
    }
    true
}

/// How many hints a round has, if the longest has `longest`.
fn hints_of(round: u32, longest: u32) -> u32 {
    (longest >> DOUBLINGS.saturating_sub(round)).max(1)
}

/// As [`step`], but after a while lets others run instead.
#[inline]
pub(crate) fn give_way(round: u32) -> bool {
    let before = if hints() == ALONE { 0 } else { BEFORE_YIELDS };
    if round < before || in_debt(round == before) {
        return step(round);
    }
    round < before + YIELDS && give_processor_away()
}

/// Whether yields have to be paid for, which one wait does if it is to `pay`.
fn in_debt(pay: bool) -> bool {
    let debt = DEBT.load(Relaxed);
    if pay && debt > 0 {
        DEBT.store(debt - 1, Relaxed);
    }
    debt > 0
}

fn give_processor_away() -> bool {
    let start = Instant::now();
    thread::yield_now();
    let waits = debt(start.elapsed());
    if waits > 0 {
        DEBT.store(waits, Relaxed);
    }
    true
}

/// How many waits pay for a yield of this time.
fn debt(time: Duration) -> u32 {
    u32::try_from(time.as_nanos() / SLEEP.as_nanos()).unwrap_or(u32::MAX)
}

#[inline]
fn hints() -> u32 {
    match HINTS.load(Relaxed) {
        UNKNOWN => set_hints(),
        hints => hints,
    }
}

#[cold]
fn set_hints() -> u32 {
    let hints = match sys::processors() {
        1 => ALONE,
        _ => hints_of_longest(measure()),
    };
    HINTS.store(hints, Relaxed);
    hints
}

/// The number of hints that fill the longest round, when `SAMPLE` of them take `time`.
fn hints_of_longest(time: Duration) -> u32 {
    let hints = LONGEST.as_nanos() * u128::from(SAMPLE) / time.as_nanos().max(1);
    // At most 1600 times `SAMPLE`, which fits.
    hints.max(1) as u32
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

    /// The time of all rounds on a processor whose hint takes so long.
    fn budget(hint: Duration) -> Duration {
        let longest = hints_of_longest(hint * SAMPLE);
        (0..ROUNDS)
            .map(|round| hint * hints_of(round, longest))
            .sum()
    }

    #[test]
    fn the_budget_is_a_time() {
        for hint in [3, 5, 11, 25, 60].map(Duration::from_nanos) {
            let budget = budget(hint);
            let (least, most) = (Duration::from_micros(6), Duration::from_micros(8));
            assert!(least <= budget && budget <= most, "{hint:?}: {budget:?}");
        }
    }

    #[test]
    fn extreme_measurements_stay_bounded() {
        assert_eq!(hints_of_longest(Duration::MAX), 1);
        assert!(hints_of_longest(Duration::ZERO) < ALONE);
    }

    #[test]
    fn a_yield_is_paid_for_in_sleeps() {
        assert_eq!(debt(Duration::from_micros(9)), 0);
        assert_eq!(debt(Duration::from_millis(3)), 300);
        assert_eq!(debt(Duration::MAX), u32::MAX);
    }

    #[test]
    fn spinning_ends() {
        assert!(!step(ROUNDS));
        assert!(!step(u32::MAX));
        assert!(!give_way(BEFORE_YIELDS + YIELDS));
        assert!(!give_way(u32::MAX));
    }
}
