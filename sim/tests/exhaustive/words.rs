//! Programs of operations on words, in the white box.

use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::time::Duration;

use waitword_core::Clock;
use waitword_sim::{Explorer, Granularity, Memory, Sim, Word, choose};

use crate::both::{Compare, Operation, as_many, covers, disagreement, once, same};
use crate::chance::Chance;

pub(crate) struct Words([Word; 2]);

impl Default for Words {
    fn default() -> Self {
        Words([Word::new(0), Word::new(0)])
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum OnWord {
    Load(usize),
    Store(usize, u32),
    Add(usize),
    /// A compare-exchange of these values.
    Exchange(usize, u32, u32),
    /// The same, and it may fail for no reason.
    ExchangeWeak(usize, u32, u32),
    Wait(usize, u32),
    WaitShort(usize, u32),
    Wake(usize, u32),
    Choose,
}

impl Operation for OnWord {
    type Shared = Words;

    fn perform(self, Words(words): &Words) -> u32 {
        let either = |result: Result<u32, u32>| result.unwrap_or_else(|held| 100 + held);
        match self {
            OnWord::Load(at) => words[at].load(Acquire),
            OnWord::Store(at, value) => {
                words[at].store(value, Release);
                0
            }
            OnWord::Add(at) => words[at].fetch_add(1, Relaxed),
            OnWord::Exchange(at, old, new) => {
                either(words[at].compare_exchange(old, new, AcqRel, Acquire))
            }
            OnWord::ExchangeWeak(at, old, new) => {
                either(words[at].compare_exchange_weak(old, new, Acquire, Relaxed))
            }
            OnWord::Wait(at, expected) => {
                words[at].wait(expected);
                0
            }
            OnWord::WaitShort(at, expected) => {
                let deadline = Sim::after(Duration::from_millis(1)).expect("it is soon");
                Sim::wait_until(words[at].atomic(), expected, deadline);
                0
            }
            OnWord::Wake(at, count) => {
                words[at].wake(count);
                0
            }
            OnWord::Choose => choose(2),
        }
    }
}

/// An operation of one of these kinds.
fn operation(chance: &mut Chance, kinds: &[usize]) -> OnWord {
    let (at, value) = (chance.below(2), chance.below(2) as u32);
    match kinds[chance.below(kinds.len())] {
        0 => OnWord::Load(at),
        1 => OnWord::Store(at, 1 + value),
        2 => OnWord::Add(at),
        3 => OnWord::Exchange(at, value, 2),
        4 => OnWord::ExchangeWeak(at, value, 2),
        5 => OnWord::Wait(at, value),
        6 => OnWord::WaitShort(at, value),
        7 => OnWord::Wake(at, [1, u32::MAX][chance.below(2)]),
        _ => OnWord::Choose,
    }
}

pub(crate) fn program(seed: u64, kinds: &[usize]) -> Vec<Vec<OnWord>> {
    let mut chance = Chance(seed);
    let (tasks, operations) = (2 + chance.below(2), 2 + chance.below(5));
    chance.tasks(tasks, operations, |chance| operation(chance, kinds))
}

fn white() -> Explorer {
    let explorer = Explorer::new().granularity(Granularity::WhiteBox);
    explorer.memory(Memory::Sc)
}

fn agree(kinds: &[usize], explorer: fn() -> Explorer, compare: Compare) {
    for seed in 0..400 {
        let found = disagreement(&program(seed, kinds), explorer, compare);
        assert_eq!(found, None, "seed {seed}");
    }
}

/// The same under the memory that Rust promises.
fn weak() -> Explorer {
    white().memory(Memory::Cpp20)
}

const PLAIN: [usize; 6] = [0, 1, 2, 3, 4, 8];
const WAITS: [usize; 7] = [0, 1, 1, 2, 5, 7, 7];
const TIMED: [usize; 6] = [1, 2, 6, 6, 7, 7];

#[test]
fn plain_operations() {
    agree(&PLAIN, white, same);
}

#[test]
fn operations_that_fail_for_no_reason() {
    agree(&PLAIN, || white().failures(1), once);
    agree(&PLAIN, || white().failures(9), once);
}

#[test]
fn waits_and_wakes() {
    agree(&WAITS, white, same);
}

#[test]
fn waits_that_end_for_no_reason() {
    agree(&WAITS, || white().spurious(1), same);
}

#[test]
fn waits_with_deadlines() {
    agree(&TIMED, white, as_many);
}

#[test]
fn deadlines_that_pass_early() {
    agree(&TIMED, || white().expiries(1), as_many);
}

#[test]
fn weak_memory() {
    agree(&PLAIN, weak, covers);
    agree(&WAITS, weak, covers);
    agree(&WAITS, || weak().spurious(1), covers);
}
