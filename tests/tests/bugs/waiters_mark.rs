//! A futex mutex whose woken waiter takes the lock as `HELD`, without the mark that others sleep.
//!
//! The unlock that woke it has taken the mark away; its own unlock finds none, and wakes nobody. It
//! takes a third task, asleep behind the second.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use insta::assert_snapshot;
use waitword_sim::{Word, spawn};

use crate::{Form, found, green, name, shared};

const FREE: u32 = 0;
const HELD: u32 = 1;
const CONTENDED: u32 = 2;

struct Lock {
    state: Word,
    form: Form,
}

impl Lock {
    fn take(&self, taken: u32) -> bool {
        let taken = self.state.compare_exchange(FREE, taken, Acquire, Relaxed);
        taken.is_ok()
    }

    fn lock(&self) {
        if self.take(HELD) {
            return;
        }
        while self.state.swap(CONTENDED, Acquire) != FREE {
            self.state.wait(CONTENDED);
            if self.form.is_broken() && self.take(HELD) {
                return;
            }
        }
    }

    fn unlock(&self) {
        if self.state.swap(FREE, Release) == CONTENDED {
            self.state.wake(1);
        }
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Lock {
        state: Word::new(FREE),
        form,
    });
    name(&mine.state, "lock");
    let second = other.clone();
    let tasks = [
        spawn("second", move || {
            second.lock();
            second.unlock();
        }),
        spawn("third", move || {
            other.lock();
            other.unlock();
        }),
    ];
    mine.lock();
    mine.unlock();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

#[test]
fn is_found() {
    assert_snapshot!(found("deadlock", program));
}

#[test]
fn repaired() {
    green(program);
}
