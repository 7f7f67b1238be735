//! An event, and the data behind it.

use std::sync::Arc;

use waitword_core::Runtime;
use waitword_sim::Sim;

use super::{Behind, Event, SHORT, task};

pub(crate) fn event_passes() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.by.wait();
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.set();
    task.join().unwrap();
}

pub(crate) fn event_is_set() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || assert!(!other.by.is_set() || other.sees(0)));
    mine.publish(0);
    mine.by.set();
    task.join().unwrap();
}

pub(crate) fn event_for_two() {
    let mine = Behind::new(Event::new());
    let tasks = [0, 1].map(|_| {
        let other = Arc::clone(&mine);
        task(move || {
            other.by.wait();
            assert!(other.sees(0));
        })
    });
    mine.publish(0);
    mine.by.set();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// Who clears sees what the set before it published; that it came before, the setter sees.
pub(crate) fn event_cleared() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.by.clear();
        other.sees(0)
    });
    mine.publish(0);
    mine.by.set();
    let was_cleared = !mine.by.is_set();
    let seen = task.join().unwrap();
    assert!(seen || !was_cleared);
}

/// A set that is cleared at once releases who waited before.
pub(crate) fn event_cleared_at_once() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.publish(1);
        other.by.wait();
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.set();
    mine.by.clear();
    mine.by.set();
    task.join().unwrap();
}

/// As `event_cleared_at_once`, with nothing that comes later: time passes once the other waits.
pub(crate) fn event_cleared_for_good() {
    let mine = Behind::new(Event::new());
    let other = Arc::clone(&mine);
    let task = task(move || other.by.wait());
    Sim::sleep(SHORT);
    mine.by.set();
    mine.by.clear();
    task.join().unwrap();
}

/// Who clears sees what both of two sets before it published.
pub(crate) fn event_set_by_two() {
    let mine = Behind::new(Event::new());
    let (second, third) = (Arc::clone(&mine), Arc::clone(&mine));
    let setter = task(move || {
        second.publish(1);
        second.by.set();
    });
    let clearer = task(move || {
        third.by.clear();
        [third.sees(0), third.sees(1)]
    });
    mine.publish(0);
    mine.by.set();
    setter.join().unwrap();
    // Both sets are over: whoever has cleared the event for good came after them.
    let was_cleared = !mine.by.is_set();
    let seen = clearer.join().unwrap();
    assert!(!was_cleared || seen == [true, true]);
}
