//! A flag that is set, and notified of, without the lock that the waiter holds.
//!
//! Both may happen after the waiter has looked at the flag and before it waits: then the
//! notification reaches nobody.

use std::sync::atomic::Ordering::{Acquire, Release};

use insta::assert_snapshot;
use waitword_sim::{Condvar, Mutex, Word, spawn};

use crate::{Form, found, green, name, shared};

struct Door {
    lock: Mutex<()>,
    opened: Condvar,
    open: Word,
}

impl Door {
    fn open(&self, form: Form) {
        let guard = (form == Form::Repaired).then(|| self.lock.lock());
        self.open.store(1, Release);
        self.opened.notify_one();
        drop(guard);
    }

    fn pass(&self) {
        let mut guard = self.lock.lock();
        while self.open.load(Acquire) == 0 {
            self.opened.wait(&mut guard);
        }
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Door {
        lock: Mutex::new(()),
        opened: Condvar::new(),
        open: Word::new(0),
    });
    name(&mine.lock, "lock");
    name(&mine.opened, "opened");
    name(&mine.open, "open");
    let guest = spawn("guest", move || other.pass());
    mine.open(form);
    guest.join().unwrap();
}

#[test]
fn is_found() {
    assert_snapshot!(found("deadlock", program));
}

#[test]
fn repaired() {
    green(program);
}
