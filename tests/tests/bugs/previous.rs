//! A latch whose last one believes that `fetch_sub` returns what it leaves.
//!
//! It returns what was there before, so the last one sees 1, and nobody ever sees 0.

use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};

use insta::assert_snapshot;
use waitword_sim::{Word, spawn};

use crate::{Form, found, green, name, shared};

struct Latch {
    left: Word,
    open: Word,
    form: Form,
}

impl Latch {
    fn arrive(&self) {
        let last = if self.form.is_broken() { 0 } else { 1 };
        if self.left.fetch_sub(1, AcqRel) == last {
            self.open.store(1, Release);
            self.open.wake(1);
        }
    }

    fn wait(&self) {
        while self.open.load(Acquire) == 0 {
            self.open.wait(0);
        }
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Latch {
        left: Word::new(2),
        open: Word::new(0),
        form,
    });
    name(&mine.left, "left");
    name(&mine.open, "open");
    let second = other.clone();
    let workers = [
        spawn("worker 0", move || other.arrive()),
        spawn("worker 1", move || second.arrive()),
    ];
    mine.wait();
    workers.into_iter().for_each(|task| task.join().unwrap());
}

#[test]
fn is_found() {
    assert_snapshot!(found("deadlock", program));
}

#[test]
fn repaired() {
    green(program);
}
