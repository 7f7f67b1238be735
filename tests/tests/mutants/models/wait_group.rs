//! A wait group, and the data behind it.

use std::sync::Arc;

use waitword_core::Runtime;
use waitword_sim::Sim;

use super::{Behind, SHORT, WaitGroup, task};

/// Two are under way, and a wait sees what both did.
pub(crate) fn group_passes() {
    let mine = Behind::new(WaitGroup::new());
    mine.by.add(2).unwrap();
    let tasks = [0, 1].map(|at| {
        let other = Arc::clone(&mine);
        task(move || {
            other.publish(at);
            other.by.done().unwrap();
        })
    });
    mine.by.wait();
    assert!(mine.sees(0) && mine.sees(1));
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

/// Who waits for either of two rounds sees what the first did.
pub(crate) fn group_in_rounds() {
    let mine = Behind::new(WaitGroup::new());
    mine.by.add(1).unwrap();
    let other = Arc::clone(&mine);
    let task = task(move || {
        other.by.wait();
        assert!(other.sees(0));
    });
    mine.publish(0);
    mine.by.done().unwrap();
    mine.by.add(1).unwrap();
    mine.by.done().unwrap();
    task.join().unwrap();
}

/// More is added before the waiter has looked: time passes once the other waits.
pub(crate) fn group_added_to() {
    let mine = Behind::new(WaitGroup::new());
    mine.by.add(1).unwrap();
    let other = Arc::clone(&mine);
    let task = task(move || other.by.wait());
    Sim::sleep(SHORT);
    mine.by.done().unwrap();
    mine.by.add(1).unwrap();
    task.join().unwrap();
}
