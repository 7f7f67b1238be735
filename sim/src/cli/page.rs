//! The page that people read: the verdict, what it cost, the trace, and how to replay it.

use std::env;
use std::fmt::Write;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use indicatif::HumanCount;

use super::outcome::Outcome;

pub(crate) const NAME: Style = AnsiColor::Cyan.on_default().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const HEAD: Style = Style::new().bold();
const STUCK: Style = AnsiColor::Red.on_default();
const PREEMPTS: Style = AnsiColor::Yellow.on_default();
const LEGEND: &str = "      > takes the processor from a task that could go on; - waits for ever";
/// So many lines of a long trace are shown of its beginning, and of its end.
const ENDS: usize = 100;

/// The page of an outcome whose schedule has been written to `file`.
pub(crate) fn page(outcome: &Outcome, expected: Option<&str>, file: Option<&Path>) -> String {
    let mut page = verdict(outcome, expected);
    let details = outcome.verdict_details.iter();
    for line in details.flat_map(|details| details.lines()) {
        let _ = writeln!(page, "  {line}");
    }
    for line in [how(outcome), cost(outcome)] {
        let _ = writeln!(page, "  {DIM}{line}{DIM:#}");
    }
    if let Some(trace) = &outcome.trace {
        let _ = writeln!(page, "\n{HEAD}What happened{HEAD:#}");
        page.push_str(&painted(trace));
        if trace.lines().any(|line| style_of(line) != Style::new()) {
            let _ = writeln!(page, "{DIM}{LEGEND}{DIM:#}");
        }
    }
    if let Some(schedule) = &outcome.schedule {
        let _ = writeln!(page, "\n{HEAD}To replay it{HEAD:#}");
        page.push_str(&command(schedule, file));
    }
    page
}

/// `philosophers: deadlock, as expected`
fn verdict(outcome: &Outcome, expected: Option<&str>) -> String {
    let Outcome {
        program, verdict, ..
    } = outcome;
    let wanted = expected.unwrap_or("ok") == *verdict;
    let style = if wanted { GOOD } else { BAD };
    let remark = match expected {
        None => String::new(),
        Some(_) if wanted => ", as expected".to_string(),
        Some(expected) => format!(", but {expected} was expected"),
    };
    format!("{NAME}{program}{NAME:#}: {style}{verdict}{style:#}{remark}\n")
}

/// `philosophers=5 meals=1, strategy: random, seed 7`
fn how(outcome: &Outcome) -> String {
    format!("{}, strategy: {}", outcome.settings, outcome.strategy)
}

/// `31 executions (30 distinct), 1,234 steps in 0.020 s, 1,550 executions a second`
fn cost(outcome: &Outcome) -> String {
    let executions = outcome.executions;
    let mut cost = count(executions, "execution");
    if let Some(distinct) = outcome.distinct.filter(|_| executions > 1) {
        let of = match outcome.estimate.filter(|estimate| *estimate > distinct) {
            Some(estimate) => format!(" of about {}", HumanCount(estimate)),
            None => String::new(),
        };
        let _ = write!(cost, " ({} distinct{of})", HumanCount(distinct));
    }
    if outcome.complete {
        cost.push_str(", which are all there are");
    }
    let (steps, seconds) = (count(outcome.steps, "step"), outcome.seconds);
    let _ = write!(cost, ", {steps} in {seconds:.3} s");
    if executions > 1 && seconds > 0.0 {
        let rate = HumanCount((executions as f64 / seconds) as u64);
        let _ = write!(cost, ", {rate} executions a second");
    }
    cost
}

fn count(number: u64, what: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{} {what}{s}", HumanCount(number))
}

/// The trace, with colours for what took the processor and for what waits for ever.
///
/// Of a very long one the middle is left out.
fn painted(trace: &str) -> String {
    let lines: Vec<_> = trace.lines().collect();
    let left_out = lines.len().saturating_sub(2 * ENDS);
    let mut painted = String::new();
    for (i, line) in lines.iter().enumerate() {
        if left_out > 0 && i == ENDS {
            let count = count(left_out as u64, "line");
            let _ = writeln!(
                painted,
                "{DIM}   .. {count} more, all of them with --json{DIM:#}"
            );
        }
        if left_out == 0 || !(ENDS..ENDS + left_out).contains(&i) {
            let style = style_of(line);
            let _ = writeln!(painted, "{style}{line}{style:#}");
        }
    }
    painted
}

/// A row without a number did not happen: somebody waits for ever. One marked `>` preempts.
fn style_of(line: &str) -> Style {
    if line.trim_start().starts_with("- ") {
        STUCK
    } else if line.contains("  > ") {
        PREEMPTS
    } else {
        Style::new()
    }
}

/// The command that replays a schedule, to be pasted into a shell as it stands.
fn command(schedule: &str, file: Option<&Path>) -> String {
    // Cargo says so to what it runs; without it the program was called by its own name.
    let cargo = if env::var_os("CARGO").is_some() {
        "cargo "
    } else {
        ""
    };
    match file {
        Some(file) => format!(
            "{cargo}waitword replay {}\n",
            quote(&file.to_string_lossy())
        ),
        None => format!("{cargo}waitword replay - <<'END'\n{schedule}END\n"),
    }
}

/// A word for the shell.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._-/+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_trace_the_middle_is_left_out() {
        let trace = |rows| (1..=rows).fold(String::new(), |text, row| format!("{text}{row} t0\n"));
        assert_eq!(painted(&trace(200)), trace(200));
        let long = painted(&trace(203));
        assert!(long.contains("\n100 t0\n"), "{long}");
        assert!(long.contains("3 lines more"), "{long}");
        assert!(long.contains("\n104 t0\n"), "{long}");
        assert_eq!(long.lines().count(), 201);
    }

    #[test]
    fn a_word_reaches_the_program_as_it_is() {
        assert_eq!(quote("a/b-1.schedule"), "a/b-1.schedule");
        assert_eq!(quote("two words"), "'two words'");
        assert_eq!(quote("it's"), r"'it'\''s'");
        assert_eq!(quote(""), "''");
    }
}
