//! A waker that reads the waiter's node after it has set "signaled".
//!
//! The node lies in the waiter's stack frame. Once "signaled" is set the waiter may return, and its
//! frame with the node is gone: the waker has to take what it needs before.

use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use insta::assert_snapshot;
use waitword_sim::{Placed, Word, spawn};

use crate::{Form, found, green, name};

/// What a waiter queues.
#[repr(C)]
struct Node {
    signaled: Word,
    /// The place of the waiter's parker, and one.
    parker: Word,
}

/// Where tasks sleep; it outlives them all.
struct Parker {
    token: Word,
}

impl Parker {
    fn park(&self) {
        while self.token.swap(0, Acquire) == 0 {
            self.token.wait(0);
        }
    }

    fn unpark(&self) {
        self.token.store(1, Release);
        self.token.wake(1);
    }
}

fn signal(form: Form, node: &Node, parkers: &[Parker]) {
    // ORDERING: Relaxed, the start of this task came after the node was filled in.
    let before = node.parker.load(Relaxed);
    node.signaled.store(1, Release);
    let parker = if form.is_broken() {
        node.parker.load(Relaxed)
    } else {
        before
    };
    parkers[parker as usize].unpark();
}

fn program(form: Form) {
    let parkers = Arc::new([Parker {
        token: Word::new(0),
    }]);
    let node = Placed::new(Node {
        signaled: Word::new(0),
        parker: Word::new(0),
    });
    name(&parkers[0].token, "token");
    name(&*node, "node");
    name(&node.parker, "parker of node");
    let (queued, all) = (node.pointer(), Arc::clone(&parkers));
    let waker = spawn("waker", move || signal(form, &queued, &*all));
    while node.signaled.load(Acquire) == 0 {
        parkers[0].park();
    }
    drop(node);
    waker.join().unwrap();
}

#[test]
fn is_found() {
    assert_snapshot!(found("use-after-free", program));
}

#[test]
fn repaired() {
    green(program);
}
