//! Condition variables: a notification that nobody hears, and two threads that take turns.

use std::hint::black_box;

use crate::measure::{Run, alone, team};
use crate::row::{Goal, OURS, Row};

/// A condition variable and a number to wait for.
trait Turns: Sync + 'static {
    fn new() -> Self;
    fn notify(&self);
    /// Waits until the number is `from`, and makes it `to`.
    fn pass(&self, from: usize, to: usize);
}

struct Place<M, C> {
    turn: M,
    changed: C,
}

impl Turns for Place<waitword_host::Mutex<usize>, waitword_host::Condvar> {
    fn new() -> Self {
        let (turn, changed) = (waitword_host::Mutex::new(0), waitword_host::Condvar::new());
        Place { turn, changed }
    }

    #[inline(always)]
    fn notify(&self) {
        self.changed.notify_one();
    }

    fn pass(&self, from: usize, to: usize) {
        let mut turn = self.turn.lock();
        self.changed.wait_while(&mut turn, |turn| *turn != from);
        *turn = to;
        drop(turn);
        self.changed.notify_one();
    }
}

impl Turns for Place<std::sync::Mutex<usize>, std::sync::Condvar> {
    fn new() -> Self {
        let (turn, changed) = (std::sync::Mutex::new(0), std::sync::Condvar::new());
        Place { turn, changed }
    }

    #[inline(always)]
    fn notify(&self) {
        self.changed.notify_one();
    }

    fn pass(&self, from: usize, to: usize) {
        let turn = self.turn.lock().unwrap();
        let mut turn = self.changed.wait_while(turn, |turn| *turn != from).unwrap();
        *turn = to;
        drop(turn);
        self.changed.notify_one();
    }
}

impl Turns for Place<parking_lot::Mutex<usize>, parking_lot::Condvar> {
    fn new() -> Self {
        let (turn, changed) = (parking_lot::Mutex::new(0), parking_lot::Condvar::new());
        Place { turn, changed }
    }

    #[inline(always)]
    fn notify(&self) {
        self.changed.notify_one();
    }

    fn pass(&self, from: usize, to: usize) {
        let mut turn = self.turn.lock();
        self.changed.wait_while(&mut turn, |turn| *turn != from);
        *turn = to;
        drop(turn);
        self.changed.notify_one();
    }
}

type Ours = Place<waitword_host::Mutex<usize>, waitword_host::Condvar>;
type Std = Place<std::sync::Mutex<usize>, std::sync::Condvar>;
type ParkingLot = Place<parking_lot::Mutex<usize>, parking_lot::Condvar>;

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row::new("condvar, notify_one without waiters")
            .side(OURS, unheard::<Ours>())
            .side("std", unheard::<Std>())
            .side("parking_lot", unheard::<ParkingLot>())
            .goal(Goal::Nanos(2.0)),
        Row::new("condvar, ping-pong, a round trip")
            .threads(2)
            .side(OURS, ping_pong::<Ours>())
            .side("std", ping_pong::<Std>())
            .side("parking_lot", ping_pong::<ParkingLot>()),
    ]
}

fn unheard<T: Turns>() -> Run {
    let place = T::new();
    alone(move || black_box(&place).notify())
}

fn ping_pong<T: Turns>() -> Run {
    team(2, 500, T::new, |place, thread, count| {
        for _ in 0..count {
            place.pass(thread, 1 - thread);
        }
    })
}
