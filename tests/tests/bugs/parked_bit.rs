//! A lock with a "parked" bit, and a writer that takes its bit back with a subtraction when its
//! time is up.
//!
//! An unlock that comes in between has cleared the bit already: the subtraction borrows from all
//! the other bits, and the lock is held for ever by nobody.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use insta::assert_snapshot;
use waitword_core::Clock;
use waitword_sim::{Sim, Word, spawn};

use crate::{Form, SHORT, found, green, name, shared};

const HELD: u32 = 1;
const PARKED: u32 = 2;

struct Lock {
    state: Word,
    form: Form,
}

impl Lock {
    fn try_lock(&self) -> bool {
        self.state
            .compare_exchange(0, HELD, Acquire, Relaxed)
            .is_ok()
    }

    fn lock(&self) {
        while !self.try_lock() {
            let state = self.state.fetch_or(PARKED, Relaxed);
            self.state.wait(state | PARKED);
        }
    }

    fn lock_timeout(&self) -> bool {
        let deadline = Sim::after(SHORT).expect("it is soon");
        let mut parked = false;
        while !self.try_lock() {
            if Sim::is_past(deadline) {
                self.give_up(parked);
                return false;
            }
            let marked = self
                .state
                .compare_exchange(HELD, HELD | PARKED, Relaxed, Relaxed);
            parked |= marked.is_ok();
            Sim::wait_until(self.state.atomic(), HELD | PARKED, deadline);
        }
        true
    }

    fn give_up(&self, parked: bool) {
        if parked && self.form.is_broken() {
            self.state.fetch_sub(PARKED, Relaxed);
        } else if parked {
            self.state.fetch_and(!PARKED, Relaxed);
        }
    }

    fn unlock(&self) {
        if self.state.swap(0, Release) & PARKED != 0 {
            self.state.wake(1);
        }
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Lock {
        state: Word::new(HELD),
        form,
    });
    name(&mine.state, "lock");
    let holder = spawn("holder", move || other.unlock());
    if mine.lock_timeout() {
        mine.unlock();
    }
    holder.join().unwrap();
    mine.lock();
    mine.unlock();
}

#[test]
fn is_found() {
    assert_snapshot!(found("deadlock", program));
}

#[test]
fn repaired() {
    green(program);
}
