//! What the machine itself takes: no lock can be faster than its instructions, and nobody can be
//! woken faster than the kernel wakes.

use std::hint::black_box;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use rustix::thread::futex;

use crate::measure::{alone, team};
use crate::row::Row;

pub(crate) fn rows() -> Vec<Row> {
    static ADDED: AtomicU32 = AtomicU32::new(0);
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let add = || {
        black_box(&ADDED).fetch_add(1, Relaxed);
    };
    let take = || {
        let word = black_box(&TAKEN);
        let _ = word.compare_exchange(0, 1, Acquire, Relaxed);
        word.swap(0, Release);
    };
    let new = || [AtomicU32::new(0), AtomicU32::new(0)];
    vec![
        Row::new("limit: fetch_add").side("the machine", alone(add)),
        Row::new("limit: compare-exchange + swap").side("the machine", alone(take)),
        Row::new("limit: futex ping-pong, a round trip")
            .threads(2)
            .side("the machine", team(2, 500, new, ping_pong)),
    ]
}

/// Two threads that take turns; each waits on its own word.
fn ping_pong(words: &[AtomicU32; 2], thread: usize, count: u64) {
    for _ in 0..count {
        if thread == 0 {
            give(&words[1]);
        }
        while words[thread].swap(0, Acquire) == 0 {
            let _ = futex::wait(&words[thread], futex::Flags::PRIVATE, 0, None);
        }
        if thread == 1 {
            give(&words[0]);
        }
    }
}

fn give(word: &AtomicU32) {
    word.store(1, Release);
    let _ = futex::wake(word, futex::Flags::PRIVATE, 1);
}
