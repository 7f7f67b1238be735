//! The named programs: the oracle counts what is written down, and the simulator finds as many.

use waitword_sim::Memory;
use waitword_sim::litmus::NAMED;

use crate::LEVELS;
use crate::oracle::count;

/// The counts `sc cpp20 op rc11`, the name and the text of each named program, as an independent
/// count printed them.
const PRINTED: &str = include_str!("named.txt");
/// The same of programs made by chance, without names.
const BY_CHANCE: &str = include_str!("chance.txt");

/// The counts of a line, and what follows them.
fn row(line: &str) -> ([u64; 4], String) {
    let words: Vec<_> = line.split_whitespace().collect();
    let count = |place: usize| words[place].parse().expect("a count");
    ([0, 1, 2, 3].map(count), words[4..].join(" "))
}

fn counted(text: &str) -> [u64; 4] {
    let counted = count(text);
    [counted.sc, counted.cpp20, counted.op, counted.rc11]
}

#[test]
fn the_oracle_counts_what_was_printed() {
    let rows: Vec<_> = PRINTED.lines().skip(1).map(row).collect();
    assert_eq!(rows.len(), NAMED.len());
    for ((counts, title), named) in rows.iter().zip(NAMED) {
        assert_eq!(*title, format!("{} = {}", named.name, named.text));
        assert_eq!(counted(named.text), *counts, "{title}");
        let known = [Memory::Sc, Memory::Cpp20].map(|level| named.executions(level));
        assert_eq!(known, counts[..2], "{title}");
    }
}

#[test]
fn the_oracle_counts_programs_made_by_chance() {
    let rows: Vec<_> = BY_CHANCE.lines().map(row).collect();
    assert!(rows.len() >= 200);
    for (counts, text) in rows {
        assert_eq!(counted(&text), counts, "{text}");
    }
}

#[test]
fn the_named_programs_are_in_the_notation() {
    for named in NAMED {
        assert_eq!(named.program().to_string(), named.text, "{}", named.name);
    }
}

#[test]
fn the_simulator_finds_every_execution_of_the_named_programs() {
    for named in NAMED {
        let name = named.name;
        for level in LEVELS {
            let report = named.program().explore(level);
            assert!(
                report.complete && report.verdict.is_ok(),
                "{name}: {report}"
            );
            assert_eq!(
                report.distinct,
                named.executions(level),
                "{name} at {level:?}"
            );
        }
    }
}
