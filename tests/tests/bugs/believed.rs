//! A reader-writer lock whose unlock wakes a writer, and wakes the readers only if the wake says
//! that it has reached no writer.
//!
//! The number that a wake returns says who was woken, not who goes on to take the lock: a writer
//! whose time is up in that moment is counted, and leaves. The readers sleep on a free lock.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

use insta::assert_snapshot;
use waitword_core::Clock;
use waitword_core::platform::ALL;
use waitword_sim::{Instant, Sim, Word, spawn};

use crate::{Form, SHORT, found, green, name, shared};

const WRITTEN: u32 = 1;
const READ: u32 = 2;

/// Where tasks sleep, with a wake that returns how many it has reached.
struct Bench {
    calls: Word,
    asleep: Word,
}

impl Bench {
    fn new() -> Self {
        Bench {
            calls: Word::new(0),
            asleep: Word::new(0),
        }
    }

    /// Sits down until a call, unless `is_due` says that there is no need to; false if the deadline
    /// comes first.
    fn sit(&self, deadline: Option<Instant>, is_due: impl Fn() -> bool) -> bool {
        let calls = self.calls.load(SeqCst);
        self.asleep.fetch_add(1, SeqCst);
        match deadline {
            _ if is_due() => {}
            Some(deadline) => Sim::wait_until(self.calls.atomic(), calls, deadline),
            None => self.calls.wait(calls),
        }
        let called = self.calls.load(SeqCst) != calls;
        self.asleep.fetch_sub(1, SeqCst);
        called || deadline.is_none_or(|deadline| !Sim::is_past(deadline))
    }

    /// Returns how many of those it reaches who have sat down, up to `count`.
    fn call(&self, count: u32) -> u32 {
        self.calls.fetch_add(1, SeqCst);
        let asleep = self.asleep.load(SeqCst);
        self.calls.wake(count);
        asleep.min(count)
    }
}

struct Lock {
    state: Word,
    readers: Bench,
    writers: Bench,
    form: Form,
}

impl Lock {
    fn is_free(&self) -> bool {
        self.state.load(SeqCst) == 0
    }

    fn take(&self, taken: u32) -> bool {
        let taken = self.state.compare_exchange(0, taken, Acquire, Relaxed);
        taken.is_ok()
    }

    fn read(&self) {
        while !self.take(READ) {
            self.readers.sit(None, || self.is_free());
        }
    }

    fn write_timeout(&self) -> bool {
        let deadline = Sim::after(SHORT).expect("it is soon");
        while !self.take(WRITTEN) {
            if !self.writers.sit(Some(deadline), || self.is_free()) {
                return false;
            }
        }
        true
    }

    fn unlock(&self) {
        self.state.store(0, Release);
        let woken = self.writers.call(1);
        if self.form == Form::Repaired || woken == 0 {
            self.readers.call(ALL);
        }
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Lock {
        state: Word::new(WRITTEN),
        readers: Bench::new(),
        writers: Bench::new(),
        form,
    });
    name(&mine.state, "lock");
    name(&mine.readers.calls, "calls of readers");
    name(&mine.writers.calls, "calls of writers");
    name(&mine.readers.asleep, "readers asleep");
    name(&mine.writers.asleep, "writers asleep");
    let holder = other.clone();
    let writer = spawn("timed writer", move || {
        if other.write_timeout() {
            other.unlock();
        }
    });
    let holder = spawn("holder", move || holder.unlock());
    mine.read();
    mine.unlock();
    writer.join().unwrap();
    holder.join().unwrap();
}

#[test]
fn is_found() {
    assert_snapshot!(found("deadlock", program));
}

#[test]
fn repaired() {
    green(program);
}
