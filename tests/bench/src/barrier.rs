//! Barriers: phases that all threads end together.

use std::sync::Mutex;

use crate::machine;
use crate::measure::{Run, team};
use crate::row::{Goal, OURS, Row};

/// What one thread does at a barrier.
trait Meeting: Sync + 'static {
    fn new(parties: usize) -> Self;
    fn phases(&self, count: u64);
}

impl Meeting for waitword_host::Barrier {
    fn new(parties: usize) -> Self {
        waitword_host::Barrier::new(u32::try_from(parties).unwrap())
    }

    fn phases(&self, count: u64) {
        for _ in 0..count {
            self.wait().unwrap();
        }
    }
}

impl Meeting for std::sync::Barrier {
    fn new(parties: usize) -> Self {
        std::sync::Barrier::new(parties)
    }

    fn phases(&self, count: u64) {
        for _ in 0..count {
            self.wait();
        }
    }
}

impl Meeting for spin::Barrier {
    fn new(parties: usize) -> Self {
        spin::Barrier::new(parties)
    }

    fn phases(&self, count: u64) {
        for _ in 0..count {
            self.wait();
        }
    }
}

/// A barrier of the crate hurdles, which wants a clone for each thread.
struct Hurdles(Mutex<hurdles::Barrier>);

impl Meeting for Hurdles {
    fn new(parties: usize) -> Self {
        Hurdles(Mutex::new(hurdles::Barrier::new(parties)))
    }

    fn phases(&self, count: u64) {
        let mut barrier = self.0.lock().unwrap().clone();
        for _ in 0..count {
            barrier.wait();
        }
    }
}

pub(crate) fn rows() -> Vec<Row> {
    let mut two = meeting("barrier of 2, a phase", 2).goal(Goal::Each(&[("std", 0.1)]));
    if machine::cores() >= 2 {
        two = two.side("spin", phases::<spin::Barrier>(2));
    }
    vec![
        two,
        // Spinning without a bound takes the core from those who are to come: not for spin.
        meeting("barrier of 4, a phase", 4).goal(Goal::Each(&[("std", 0.85)])),
    ]
}

fn meeting(name: &'static str, parties: usize) -> Row {
    Row::new(name)
        .threads(parties)
        .side(OURS, phases::<waitword_host::Barrier>(parties))
        .side("std", phases::<std::sync::Barrier>(parties))
        .side("hurdles", phases::<Hurdles>(parties))
}

fn phases<M: Meeting>(parties: usize) -> Run {
    team(
        parties,
        300,
        move || M::new(parties),
        |meeting, _, count| meeting.phases(count),
    )
}
