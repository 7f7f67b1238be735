//! Programs whose number of executions is a formula.

use waitword_sim::Memory;
use waitword_sim::litmus::Program;

use crate::LEVELS;

/// How many executions there are where each of `threads` does the same.
fn each(threads: usize, operations: &str, level: Memory) -> u64 {
    executions(&vec![operations; threads].join(" | "), level)
}

fn executions(text: &str, level: Memory) -> u64 {
    let program: Program = text.parse().unwrap();
    let report = program.explore(level);
    assert!(
        report.complete && report.verdict.is_ok(),
        "{text}: {report}"
    );
    assert_eq!(
        report.executions, report.distinct,
        "{text}: one is seen twice"
    );
    report.distinct
}

const ORDERS: [&str; 5] = ["rlx", "rel", "acq", "ar", "sc"];

fn factorial(number: usize) -> u64 {
    (1..=number as u64).product()
}

#[test]
fn one_update_by_each_in_every_order() {
    for level in LEVELS {
        for (threads, order) in (1..=6).zip(ORDERS.iter().cycle()) {
            let found = each(threads, &format!("Ux.{order}"), level);
            assert_eq!(found, factorial(threads), "{threads} at {level:?}");
        }
    }
}

#[test]
fn two_updates_by_each_of_three() {
    for level in LEVELS {
        for order in ORDERS {
            let found = each(3, &format!("Ux.{order} Ux.{order}"), level);
            assert_eq!(found, 90, "{order} at {level:?}");
        }
    }
}

#[test]
fn updates_of_two_locations_in_every_order_of_each() {
    for level in LEVELS {
        for threads in 1..=4 {
            let found = each(threads, "Ux.rlx Uy.rlx", level);
            assert_eq!(found, factorial(threads).pow(2), "{threads} at {level:?}");
        }
    }
}

#[test]
fn one_writer_and_readers_that_see_it_or_not() {
    for level in LEVELS {
        for readers in 1..=8 {
            let program = format!("Wx.rlx{}", " | Rx.rlx".repeat(readers));
            assert_eq!(
                executions(&program, level),
                1 << readers,
                "{readers} at {level:?}"
            );
        }
    }
}
