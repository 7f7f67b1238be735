//! The page that people read: the verdict, what it cost, the trace, and how to replay it.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use indicatif::HumanCount;

use super::outcome::Outcome;

pub(crate) const NAME: Style = AnsiColor::Cyan.on_default().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const HEAD: Style = Style::new().bold().underline();

/// The page of an outcome.
pub(crate) fn page(outcome: &Outcome, expected: Option<&str>) -> String {
    let mut page = verdict(outcome, expected);
    for line in outcome
        .verdict_details
        .iter()
        .flat_map(|details| details.lines())
    {
        let _ = writeln!(page, "  {line}");
    }
    let _ = writeln!(page, "  {DIM}{}{DIM:#}", cost(outcome));
    if let Some(trace) = &outcome.trace {
        let _ = write!(page, "\n{HEAD}Trace{HEAD:#}\n{}", with_end(trace));
    }
    page
}

/// `philosophers (philosophers=5 meals=1): deadlock, as expected`
fn verdict(outcome: &Outcome, expected: Option<&str>) -> String {
    let Outcome {
        program,
        settings,
        verdict,
        ..
    } = outcome;
    let style = if *verdict == expected.unwrap_or("ok") {
        GOOD
    } else {
        BAD
    };
    let remark = match expected {
        None => String::new(),
        Some(expected) if expected == *verdict => ", as expected".to_string(),
        Some(expected) => format!(", but {expected} was expected"),
    };
    format!("{NAME}{program}{NAME:#} {DIM}{settings}{DIM:#}: {style}{verdict}{style:#}{remark}\n")
}

/// `random, seed 7: 31 executions, 30 distinct, 1,234 steps in 0.020 s (1,550 a second)`
fn cost(outcome: &Outcome) -> String {
    let mut cost = format!(
        "{}: {}",
        outcome.strategy,
        count(outcome.executions, "execution")
    );
    if let Some(distinct) = outcome.distinct {
        let _ = write!(cost, ", {} distinct", HumanCount(distinct));
    }
    let steps = count(outcome.steps, "step");
    let _ = write!(cost, ", {steps} in {:.3} s", outcome.seconds);
    if outcome.executions > 1 && outcome.seconds > 0.0 {
        let rate = outcome.executions as f64 / outcome.seconds;
        let _ = write!(cost, " ({} executions a second)", HumanCount(rate as u64));
    }
    cost
}

fn count(number: u64, what: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{} {what}{s}", HumanCount(number))
}

fn with_end(text: &str) -> String {
    format!("{}\n", text.trim_end_matches('\n'))
}
