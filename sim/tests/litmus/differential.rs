//! Programs made by chance: the simulator finds what the oracle finds.

use std::collections::BTreeMap;

use waitword_sim::Memory;
use waitword_sim::litmus::Program;

use crate::LEVELS;
use crate::generate::{Tokens, program};
use crate::oracle::count;

/// How many executions there are, how many of them are distinct, and how many give each outcome.
type Found = (u64, u64, BTreeMap<String, u64>);

/// What the two find, if that is not the same.
fn difference(program: &Tokens) -> Option<String> {
    let text = program.to_string();
    let oracle = count(&text);
    let differs = |level| {
        let right = match level {
            Memory::Sc => (oracle.sc, oracle.sc, oracle.sc_outcomes.clone()),
            Memory::Cpp20 => (oracle.cpp20, oracle.cpp20, oracle.cpp20_outcomes.clone()),
        };
        let ours = explored(&text, level);
        (ours != right).then(|| format!("{level:?}, {text}: found {ours:?}, there are {right:?}"))
    };
    LEVELS.into_iter().find_map(differs)
}

fn explored(text: &str, level: Memory) -> Found {
    let program: Program = text.parse().expect("it is in the notation");
    let report = program.explore(level);
    (report.executions, report.distinct, report.outcomes)
}

/// Takes operations away as long as there is a difference.
fn minimised(mut program: Tokens, mut found: String) -> String {
    let smaller = |program: &Tokens| {
        let shorter = program.shorter().into_iter();
        shorter
            .filter_map(|p| difference(&p).map(|found| (p, found)))
            .next()
    };
    while let Some(next) = smaller(&program) {
        (program, found) = next;
    }
    found
}

fn agree(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let program = program(seed);
        if let Some(found) = difference(&program) {
            panic!(
                "seed {seed}: {program}\nat its smallest: {}",
                minimised(program.clone(), found)
            );
        }
    }
}

#[test]
fn two_thousand_programs_the_first_half() {
    agree(0..1000);
}

#[test]
fn two_thousand_programs_the_second_half() {
    agree(1000..2000);
}
