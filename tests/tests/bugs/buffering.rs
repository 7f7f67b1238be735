//! A sender writes "there is an item" and reads "somebody is parked"; a receiver writes "somebody
//! is parked" and reads "there is an item".
//!
//! Without a fence between the two, each may read what was before the other's write: the sender
//! wakes nobody, and the receiver sleeps on an item. No interleaving does that; weak memory does.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

use insta::assert_snapshot;
use waitword_core::Platform;
use waitword_sim::{Sim, Word, spawn};

use crate::{Form, found, green, name, shared};

struct Channel {
    item: Word,
    parked: Word,
    form: Form,
}

impl Channel {
    /// Keeps the write before it and the read after it in their order.
    fn fence(&self) {
        if self.form == Form::Repaired {
            Sim::fence(SeqCst);
        }
    }

    fn send(&self) {
        self.item.store(1, Release);
        self.fence();
        if self.parked.load(Acquire) == 1 {
            // ORDERING: Relaxed, the item is not handed over by this word.
            self.parked.store(0, Relaxed);
            self.parked.wake(1);
        }
    }

    fn receive(&self) {
        self.parked.store(1, Release);
        self.fence();
        while self.item.load(Acquire) == 0 {
            self.parked.wait(1);
        }
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Channel {
        item: Word::new(0),
        parked: Word::new(0),
        form,
    });
    name(&mine.item, "item");
    name(&mine.parked, "parked");
    let receiver = spawn("receiver", move || other.receive());
    mine.send();
    receiver.join().unwrap();
}

#[test]
fn is_found() {
    assert_snapshot!(found("deadlock", program));
}

#[test]
fn repaired() {
    green(program);
}
