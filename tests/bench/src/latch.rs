//! Latches and wait groups: what it takes to count, and to wait for what has come.

use std::hint::black_box;
use std::sync::{Condvar, Mutex};

use crate::measure::{Run, alone, team};
use crate::row::{Goal, OURS, Row};

/// A count of what is under way.
trait Group: Sync + 'static {
    fn new() -> Self;
    fn add(&self);
    fn done(&self);
    fn wait(&self);
}

impl Group for waitword_host::WaitGroup {
    fn new() -> Self {
        waitword_host::WaitGroup::new()
    }

    #[inline(always)]
    fn add(&self) {
        self.add(1).unwrap();
    }

    #[inline(always)]
    fn done(&self) {
        self.done().unwrap();
    }

    #[inline(always)]
    fn wait(&self) {
        self.wait();
    }
}

/// The group that a program writes for itself where there is none, and what crossbeam's is made of.
struct Home(Mutex<u32>, Condvar);

impl Group for Home {
    fn new() -> Self {
        Home(Mutex::new(0), Condvar::new())
    }

    #[inline(always)]
    fn add(&self) {
        *self.0.lock().unwrap() += 1;
    }

    #[inline(always)]
    fn done(&self) {
        let mut count = self.0.lock().unwrap();
        *count -= 1;
        if *count == 0 {
            self.1.notify_all();
        }
    }

    #[inline(always)]
    fn wait(&self) {
        let count = self.0.lock().unwrap();
        drop(self.1.wait_while(count, |count| *count > 0).unwrap());
    }
}

pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row::new("wait group, add + done + wait")
            .side(OURS, passed::<waitword_host::WaitGroup>())
            .side("std Mutex + Condvar", passed::<Home>())
            .goal(Goal::Each(&[("std Mutex + Condvar", 1.0)])),
        Row::new("wait group, ping-pong, a round trip")
            .threads(2)
            .side(OURS, ping_pong::<waitword_host::WaitGroup>())
            .side("std Mutex + Condvar", ping_pong::<Home>()),
    ]
}

fn passed<G: Group>() -> Run {
    let group = G::new();
    alone(move || {
        let group = black_box(&group);
        group.add();
        group.done();
        group.wait();
    })
}

/// Each waits for what the other one does, and is then at it itself.
fn ping_pong<G: Group>() -> Run {
    let new = || {
        let groups = [G::new(), G::new()];
        groups[1].add();
        groups
    };
    team(2, 500, new, |groups, thread, count| {
        for _ in 0..count {
            if thread == 0 {
                groups[0].add();
                groups[1].done();
                groups[0].wait();
            } else {
                groups[1].wait();
                groups[1].add();
                groups[0].done();
            }
        }
    })
}
