//! A channel for one message, and a receiver that asserts, when its time is up, that the message is
//! there or that nobody sends.
//!
//! There is a third state: a sender has begun, and has not laid the message down yet. The repaired
//! form waits for the end of that send.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use insta::assert_snapshot;
use waitword_core::Clock;
use waitword_sim::{Sim, Word, spawn};

use crate::{Form, SHORT, found, green, name, shared};

const EMPTY: u32 = 0;
const SENDING: u32 = 1;
const FULL: u32 = 2;
const GIVEN_UP: u32 = 3;

struct Channel {
    state: Word,
    message: Word,
    form: Form,
}

impl Channel {
    /// Whether the receiver had not given up.
    fn send(&self, message: u32) -> bool {
        let begun = self
            .state
            .compare_exchange(EMPTY, SENDING, Relaxed, Relaxed);
        if begun.is_err() {
            return false;
        }
        self.message.store(message, Relaxed);
        self.state.store(FULL, Release);
        self.state.wake(1);
        true
    }

    fn receive_timeout(&self) -> Option<u32> {
        let deadline = Sim::after(SHORT).expect("it is soon");
        loop {
            match self.state.load(Acquire) {
                FULL => return Some(self.message.load(Relaxed)),
                _ if Sim::is_past(deadline) => return self.give_up(),
                state => Sim::wait_until(self.state.atomic(), state, deadline),
            }
        }
    }

    fn give_up(&self) -> Option<u32> {
        let given_up = self
            .state
            .compare_exchange(EMPTY, GIVEN_UP, Relaxed, Acquire);
        let mut state = given_up.err()?;
        if self.form.is_broken() {
            assert_eq!(state, FULL, "the send has ended, and woken the receiver");
        }
        while state == SENDING {
            self.state.wait(SENDING);
            state = self.state.load(Acquire);
        }
        Some(self.message.load(Relaxed))
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Channel {
        state: Word::new(EMPTY),
        message: Word::new(0),
        form,
    });
    name(&mine.state, "state");
    name(&mine.message, "message");
    let sender = spawn("sender", move || other.send(7));
    let received = mine.receive_timeout();
    let sent = sender.join().unwrap();
    assert_eq!(received, sent.then_some(7));
}

#[test]
fn is_found() {
    assert_snapshot!(found("panic", program));
}

#[test]
fn repaired() {
    green(program);
}
