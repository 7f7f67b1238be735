//! Events: set, clear, look, wait.

use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Acquire;
use std::sync::{Condvar, Mutex};

use crate::measure::{Run, alone, team};
use crate::row::{OURS, Row};

/// A flag that can be waited for.
trait Flag: Send + Sync + 'static {
    fn new() -> Self;
    fn set(&self);
    fn clear(&self);
    fn wait(&self);
}

impl Flag for waitword_host::Event {
    fn new() -> Self {
        waitword_host::Event::new()
    }

    #[inline(always)]
    fn set(&self) {
        self.set();
    }

    #[inline(always)]
    fn clear(&self) {
        self.clear();
    }

    #[inline(always)]
    fn wait(&self) {
        self.wait();
    }
}

/// The event that a program writes for itself where there is none.
struct Home(Mutex<bool>, Condvar);

impl Flag for Home {
    fn new() -> Self {
        Home(Mutex::new(false), Condvar::new())
    }

    #[inline(always)]
    fn set(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }

    #[inline(always)]
    fn clear(&self) {
        *self.0.lock().unwrap() = false;
    }

    #[inline(always)]
    fn wait(&self) {
        let set = self.0.lock().unwrap();
        drop(self.1.wait_while(set, |set| !*set).unwrap());
    }
}

pub(crate) fn rows() -> Vec<Row> {
    static LOOK: AtomicBool = AtomicBool::new(true);
    let load = || {
        black_box(black_box(&LOOK).load(Acquire));
    };
    vec![
        Row::new("event, wait for one that is set")
            .side(OURS, waited::<waitword_host::Event>())
            .side("one load", alone(load))
            .side("std Mutex + Condvar", waited::<Home>()),
        Row::new("event, set + clear")
            .side(OURS, toggled::<waitword_host::Event>())
            .side("std Mutex + Condvar", toggled::<Home>()),
        Row::new("event, ping-pong, a round trip")
            .threads(2)
            .side(OURS, ping_pong::<waitword_host::Event>())
            .side("std Mutex + Condvar", ping_pong::<Home>()),
    ]
}

fn waited<F: Flag>() -> Run {
    let flag = F::new();
    flag.set();
    alone(move || black_box(&flag).wait())
}

fn toggled<F: Flag>() -> Run {
    let flag = F::new();
    alone(move || {
        let flag = black_box(&flag);
        flag.set();
        flag.clear();
    })
}

fn ping_pong<F: Flag>() -> Run {
    let new = || [F::new(), F::new()];
    team(2, 500, new, |flags, thread, count| {
        for _ in 0..count {
            if thread == 0 {
                flags[1].set();
            }
            flags[thread].wait();
            flags[thread].clear();
            if thread == 1 {
                flags[0].set();
            }
        }
    })
}
