//! A once whose waiting caller believes that the initialiser has succeeded because it has ended.
//!
//! It may have failed; then the caller is to try itself.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use insta::assert_snapshot;
use waitword_core::platform::ALL;
use waitword_sim::{Word, spawn};

use crate::{Form, found, green, name, shared};

const NEW: u32 = 0;
const RUNNING: u32 = 1;
const DONE: u32 = 2;

struct Once {
    state: Word,
    value: Word,
    form: Form,
}

impl Once {
    /// The value, which the first caller that does not fail makes.
    fn get(&self, fails: bool) -> Option<u32> {
        loop {
            let begun = self.state.compare_exchange(NEW, RUNNING, Acquire, Acquire);
            match begun {
                Ok(_) => return self.initialize(fails),
                Err(RUNNING) => self.state.wait(RUNNING),
                Err(_) => break,
            }
            if self.form.is_broken() && self.state.load(Acquire) != RUNNING {
                break;
            }
        }
        Some(self.value.load(Relaxed))
    }

    fn initialize(&self, fails: bool) -> Option<u32> {
        if !fails {
            self.value.store(7, Relaxed);
        }
        self.state.store(if fails { NEW } else { DONE }, Release);
        self.state.wake(ALL);
        (!fails).then_some(7)
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Once {
        state: Word::new(NEW),
        value: Word::new(0),
        form,
    });
    name(&mine.state, "once");
    name(&mine.value, "value");
    let caller = spawn("caller", move || other.get(false));
    let tried = mine.get(true);
    assert!(tried.is_none_or(|value| value == 7));
    assert_eq!(caller.join().unwrap(), Some(7), "what was initialised");
}

#[test]
fn is_found() {
    assert_snapshot!(found("panic", program));
}

#[test]
fn repaired() {
    green(program);
}
