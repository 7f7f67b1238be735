//! Strategies that know nothing of graphs: what they see is among what there is.
//!
//! They make an execution from its beginning to its end, each store the newest of its word. So
//! random walks see the executions in which modification order, and the order of `sc` operations,
//! is an order of execution: the oracle's column `op`. Bounded ones see the interleavings, whatever
//! the level of memory.

use waitword_sim::litmus::{NAMED, Program};
use waitword_sim::{Bounded, Explorer, Granularity, Memory, Random, Report, Strategy};

use crate::generate::program;
use crate::oracle::{Counted, count};

fn walk(text: &str, memory: Memory, strategy: impl Strategy + 'static, most: u64) -> Report {
    let program: Program = text.parse().expect("it is in the notation");
    let explorer = Explorer::new().memory(memory).strategy(strategy);
    let explorer = explorer.granularity(Granularity::WhiteBox).executions(most);
    let report = explorer.run(move || program.run());
    assert!(report.verdict.is_ok(), "{text}: {report}");
    report
}

/// Every outcome is one that there is, and there are not too many executions.
fn is_among(report: &Report, memory: Memory, counted: &Counted, text: &str) {
    let (most, outcomes) = match memory {
        Memory::Sc => (counted.sc, &counted.sc_outcomes),
        Memory::Cpp20 => (counted.op, &counted.cpp20_outcomes),
    };
    for outcome in report.outcomes.keys() {
        assert!(
            outcomes.contains_key(outcome),
            "{memory}, {text}: {outcome}"
        );
    }
    assert!(
        report.distinct <= most,
        "{memory}, {text}: {} of {most}",
        report.distinct
    );
}

#[test]
fn random_walks_see_all_of_small_programs() {
    for named in NAMED {
        let counted = count(named.text);
        for (memory, all) in [(Memory::Sc, counted.sc), (Memory::Cpp20, counted.op)] {
            let report = walk(named.text, memory, Random::new(7), 2000);
            is_among(&report, memory, &counted, named.text);
            if all <= 8 {
                assert_eq!(report.distinct, all, "{memory}, {}", named.name);
            }
        }
    }
}

#[test]
fn random_walks_see_nothing_that_there_is_not() {
    for seed in 0..500 {
        let text = program(seed).to_string();
        let counted = count(&text);
        for memory in [Memory::Sc, Memory::Cpp20] {
            let report = walk(&text, memory, Random::new(seed), 200);
            is_among(&report, memory, &counted, &text);
        }
    }
}

#[test]
fn all_bounded_walks_are_all_interleavings() {
    for seed in 0..150 {
        let text = program(seed).to_string();
        let counted = count(&text);
        for memory in [Memory::Sc, Memory::Cpp20] {
            let report = walk(&text, memory, Bounded::unbounded(), u64::MAX);
            is_among(&report, memory, &counted, &text);
            let found = (report.distinct, report.complete);
            assert_eq!(found, (counted.sc, true), "{memory}, {text}");
        }
    }
}
