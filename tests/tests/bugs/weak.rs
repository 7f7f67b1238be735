//! A lock that is taken with `compare_exchange_weak`, and two states that are believed to be all
//! that it can fail with.
//!
//! It may fail for no reason, and then returns the very value it was to replace.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use insta::assert_snapshot;
use waitword_sim::{Word, spawn};

use crate::{Form, found, green, name, shared};

const FREE: u32 = 0;
const HELD: u32 = 1;

fn try_lock(form: Form, lock: &Word) -> bool {
    let taken = match form {
        Form::Broken => lock.compare_exchange_weak(FREE, HELD, Acquire, Relaxed),
        Form::Repaired => lock.compare_exchange(FREE, HELD, Acquire, Relaxed),
    };
    match taken {
        Ok(_) => true,
        Err(HELD) => false,
        Err(state) => unreachable!("a lock in state {state}"),
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Word::new(FREE));
    name(&*mine, "lock");
    let task = spawn("other", move || {
        let taken = other.compare_exchange(FREE, HELD, Acquire, Relaxed);
        if taken.is_ok() {
            other.store(FREE, Release);
        }
    });
    if try_lock(form, &mine) {
        mine.store(FREE, Release);
    }
    task.join().unwrap();
}

#[test]
fn is_found() {
    assert_snapshot!(found("panic", program));
}

#[test]
fn repaired() {
    green(program);
}
