//! Bodies for `Scheduler` and `Timer`, for platforms whose times can be told from each other.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_core::scheduler::{AlreadyStarted, Moment, Timer};
use waitword_core::{Event, Mutex, Scheduler};

use crate::World;
use crate::crew::throw;

const SHORT: Duration = Duration::from_millis(5);
/// Longer than a test takes.
const LONG: Duration = Duration::from_secs(3600);

/// Timers fire once each, in the order in which they are due, and never early.
pub fn in_the_order_in_which_they_are_due<W: World<Instant: Moment>>() {
    let scheduler = Scheduler::<W>::new();
    let fired = Arc::new(Mutex::<W, Vec<u32>>::default());
    let earliest = W::after(SHORT * 3).unwrap();
    let note = |number| {
        let fired = Arc::clone(&fired);
        move || fired.lock().push(number)
    };
    let (third, last) = scheduler.after(SHORT * 3, note(3));
    let (first, _) = scheduler.after(SHORT, note(1));
    let (second, _) = scheduler.after(SHORT * 2, note(2));
    assert!(
        third < first && first < second,
        "numbers are given in order"
    );
    last.result().unwrap();
    assert!(W::is_past(earliest));
    assert_eq!(*fired.lock(), [1, 2, 3]);
    assert!(scheduler.is_empty() && !scheduler.cancel(first) && !scheduler.cancel(third));
}

/// TH-33: each of two timers fires once, with what it captured itself.
pub fn th_33_no_shared_arguments<W: World<Instant: Moment>>() {
    let scheduler = Scheduler::<W>::new();
    let count = Arc::new(AtomicU32::new(0));
    let results = [1, 2].map(|number| {
        let (count, mut own) = (Arc::clone(&count), vec!["blah"]);
        let (_, future) = scheduler.after(SHORT * number, move || {
            own.push("foo");
            count.fetch_add(1, Relaxed);
            own
        });
        future
    });
    for result in results {
        assert_eq!(result.result().unwrap(), ["blah", "foo"]);
    }
    assert_eq!(count.load(Relaxed), 2);
}

/// A cancelled timer never runs, and what it captured is dropped at once.
pub fn cancelled_before_it_fired<W: World<Instant: Moment>>() {
    let scheduler = Scheduler::<W>::new();
    let captured = Arc::new(());
    let own = Arc::clone(&captured);
    let (timer, future) = scheduler.after(LONG, move || drop(own));
    assert_eq!(scheduler.len(), 1);
    assert!(scheduler.cancel(timer) && !scheduler.cancel(timer));
    assert!(future.is_cancelled() && scheduler.is_empty());
    assert_eq!(Arc::strong_count(&captured), 1);
    let (_, never) = scheduler.after(Duration::MAX, || ());
    assert!(never.wait_timeout(SHORT).is_err() || never.is_cancelled());
}

/// A cancel and a run: one of both.
pub fn cancelled_while_it_fires<W: World<Instant: Moment>>() {
    for _ in 0..W::ROUNDS.min(50) {
        let scheduler = Scheduler::<W>::new();
        let (timer, future) = scheduler.after(Duration::from_micros(50), || ());
        W::sleep(Duration::from_micros(50));
        let cancelled = scheduler.cancel(timer);
        assert_eq!(future.result().is_err(), cancelled);
    }
}

/// A periodic timer comes again, also after a panic, until it is cancelled, and then no more.
pub fn periodic<W: World<Instant: Moment>>() {
    let scheduler = Scheduler::<W>::new();
    let count = Arc::new(AtomicU32::new(0));
    let enough = Arc::new(Event::<W>::new());
    let (counted, done) = (Arc::clone(&count), Arc::clone(&enough));
    let start = W::after(SHORT * 4).unwrap();
    let timer = scheduler.every(SHORT, move || {
        if counted.fetch_add(1, Relaxed) == 3 {
            done.set();
        }
        throw()
    });
    enough.wait();
    assert!(W::is_past(start), "four periods have passed");
    assert!(scheduler.cancel(timer) && !scheduler.cancel(timer));
    // One more may be under way; the scheduler runs one thing after the other.
    let (_, after) = scheduler.after(Duration::ZERO, || ());
    after.wait();
    let runs = count.load(Relaxed);
    let (_, later) = scheduler.after(SHORT * 3, || ());
    later.wait();
    assert_eq!(count.load(Relaxed), runs);
}

/// A periodic timer that cancels itself has run for the last time.
pub fn periodic_cancels_itself<W: World<Instant: Moment>>() {
    let scheduler = Arc::new(Scheduler::<W>::new());
    let own = Arc::new(Mutex::<W, _>::new(None));
    let runs = Arc::new(AtomicU32::new(0));
    let (me, inside, count) = (
        Arc::clone(&own),
        Arc::downgrade(&scheduler),
        Arc::clone(&runs),
    );
    let timer = scheduler.every(SHORT, move || {
        count.fetch_add(1, Relaxed);
        if let (Some(timer), Some(scheduler)) = (*me.lock(), inside.upgrade()) {
            assert!(scheduler.cancel(timer));
        }
    });
    *own.lock() = Some(timer);
    let (_, later) = scheduler.after(SHORT * 4, || ());
    later.wait();
    assert!((1..=4).contains(&runs.load(Relaxed)));
    assert!(!scheduler.cancel(timer));
}

/// A scheduler that is dropped, by its own task too, cancels what is left.
pub fn dropped<W: World<Instant: Moment>>() {
    let scheduler = Scheduler::<W>::new();
    let (_, never) = scheduler.after(LONG, || ());
    drop(scheduler);
    assert!(never.is_cancelled());
    let scheduler = Arc::new(Scheduler::<W>::new());
    let gate = Arc::new(Event::<W>::new());
    let (own, opened) = (Arc::clone(&scheduler), Arc::clone(&gate));
    let (_, drops) = scheduler.after(Duration::ZERO, move || {
        opened.wait();
        drop(own);
    });
    drop(scheduler);
    gate.set();
    drops.result().unwrap();
}

/// A timer is started once; cancelled before that, it never runs.
pub fn timers<W: World<Instant: Moment>>() {
    let scheduler = Scheduler::<W>::new();
    let done = Arc::new(Event::<W>::new());
    let bell = Arc::clone(&done);
    let timer = Timer::new(&scheduler, SHORT, move || bell.set());
    assert_eq!(timer.id(), None);
    timer.start().unwrap();
    assert_eq!(timer.start(), Err(AlreadyStarted));
    assert!(timer.id().is_some());
    done.wait();
    assert!(!timer.cancel());
    let never = Timer::new(&scheduler, SHORT, || throw());
    assert!(never.cancel() && !never.cancel());
    assert_eq!((never.start(), never.id()), (Ok(()), None));
    let late = Timer::new(&scheduler, LONG, || throw());
    late.start().unwrap();
    assert!(late.cancel() && !late.cancel());
    let runs = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&runs);
    let ticks = Timer::periodic(&scheduler, SHORT, move || _ = count.fetch_add(1, Relaxed));
    ticks.start().unwrap();
    scheduler.after(SHORT * 3, || ()).1.wait();
    assert!(ticks.cancel() && runs.load(Relaxed) > 0);
}
