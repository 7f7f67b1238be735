//! Reentrant mutexes: the first time, and once more.

use std::cell::Cell;
use std::hint::black_box;

use crate::measure::{Run, alone};
use crate::row::{Goal, OURS, Row};

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row::new("reentrant mutex, the first time: lock + unlock")
            .side(OURS, first())
            .side("waitword's Mutex", mutex())
            .side("parking_lot", first_parking_lot())
            .goal(Goal::Each(&[("waitword's Mutex", 1.1)])),
        Row::new("reentrant mutex, once more: lock + unlock")
            .side(OURS, again())
            .side("parking_lot", again_parking_lot())
            .goal(Goal::Nanos(2.0)),
    ]
}

fn add(number: &Cell<u64>) {
    number.set(number.get() + 1);
}

fn first() -> Run {
    let mutex = waitword_host::ReentrantMutex::new(Cell::new(0));
    alone(move || add(&black_box(&mutex).lock()))
}

fn first_parking_lot() -> Run {
    let mutex = parking_lot::ReentrantMutex::new(Cell::new(0));
    alone(move || add(&black_box(&mutex).lock()))
}

fn mutex() -> Run {
    let mutex = waitword_host::Mutex::new(Cell::new(0));
    alone(move || add(&black_box(&mutex).lock()))
}

/// The guards of static locks are kept by the run.
fn again() -> Run {
    static MUTEX: waitword_host::ReentrantMutex<Cell<u64>> =
        waitword_host::ReentrantMutex::new(Cell::new(0));
    let guard = MUTEX.lock();
    alone(move || {
        let _ = &guard;
        add(&black_box(&MUTEX).lock());
    })
}

fn again_parking_lot() -> Run {
    static MUTEX: parking_lot::ReentrantMutex<Cell<u64>> =
        parking_lot::ReentrantMutex::new(Cell::new(0));
    let guard = MUTEX.lock();
    alone(move || {
        let _ = &guard;
        add(&black_box(&MUTEX).lock());
    })
}
