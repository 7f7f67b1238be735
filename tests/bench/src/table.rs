//! The table, in Markdown.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::PathBuf;

use crate::measure::Count;
use crate::row::{OURS, Outcome, Seen};

const BEGIN: &str = "<!-- the table begins -->\n";
const END: &str = "<!-- the table ends -->";
const HEAD: &str = "\
| what | beside | ratio (quartiles) | target | | ns: waitword / peer | fewest-most operations of a \
thread in a run, or executions: waitword / peer | sleeps in 1,000 operations: waitword / peer |
|---|---|---|---|---|---|---|---|
";

/// The whole table.
pub(crate) fn text(title: &str, outcomes: &[Outcome]) -> String {
    let mut text = format!("{title}\n\n{HEAD}");
    for outcome in outcomes {
        text.push_str(&lines(outcome));
    }
    text
}

/// The lines of one row.
pub(crate) fn lines(outcome: &Outcome) -> String {
    let mut text = String::new();
    let ours = outcome.seen.first().filter(|seen| seen.side == OURS);
    for seen in &outcome.seen {
        let target = target(outcome, seen);
        if seen.side != OURS || outcome.seen.len() == 1 || !target.starts_with(" |") {
            let _ = writeln!(text, "| {} | {}", outcome.title, cells(ours, seen, &target));
        }
    }
    text
}

fn cells(ours: Option<&Seen>, seen: &Seen, target: &str) -> String {
    let Some(ours) = ours.filter(|_| seen.side != OURS) else {
        let side = if seen.side == OURS { "" } else { seen.side };
        return format!("{side} | | {target} | {} | | |", nanos(seen.nanos));
    };
    let [low, middle, high] = seen.ratio.map(ratio);
    let pair = |cell: fn(&Seen) -> String| match (cell(ours), cell(seen)) {
        (ours, theirs) if ours.is_empty() && theirs.is_empty() => String::new(),
        (ours, theirs) => format!("{ours} / {theirs}"),
    };
    format!(
        "{} | **{middle}** ({low}-{high}) | {target} | {} | {} | {} |",
        seen.side,
        pair(|seen| nanos(seen.nanos)),
        pair(count),
        pair(sleeps),
    )
}

/// The target and whether it is met, two cells.
fn target(outcome: &Outcome, seen: &Seen) -> String {
    let Some(most) = outcome.most(seen) else {
        return " | ".to_owned();
    };
    let unit = if seen.side == OURS { " ns" } else { "" };
    let met = if outcome.met(seen, most) {
        "met"
    } else {
        "**missed**"
    };
    format!("<= {most}{unit} | {met}")
}

fn ratio(ratio: f64) -> String {
    let digits = if ratio < 0.1 { 3 } else { 2 };
    format!("{ratio:.digits$}")
}

fn nanos(nanos: f64) -> String {
    if nanos < 100.0 {
        format!("{nanos:.1}")
    } else {
        thousands(nanos.round() as u64)
    }
}

fn count(seen: &Seen) -> String {
    match seen.count {
        Count::Nothing => String::new(),
        Count::Shares(least, most) => format!("{}-{}", thousands(least), thousands(most)),
        Count::Executions(executions) => thousands(executions),
    }
}

fn sleeps(seen: &Seen) -> String {
    match seen.sleeps * 1000.0 {
        0.0 => String::new(),
        sleeps if sleeps < 1.0 => format!("{sleeps:.2}"),
        sleeps => thousands(sleeps.round() as u64),
    }
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Puts the table into the README in place of the old one.
pub(crate) fn write(text: &str) -> io::Result<()> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let page = fs::read_to_string(&path)?;
    let parts = page
        .split_once(BEGIN)
        .and_then(|(before, rest)| rest.split_once(END).map(|(_, after)| (before, after)));
    let Some((before, after)) = parts else {
        return Err(io::Error::other("README.md has no place for the table"));
    };
    fs::write(path, format!("{before}{BEGIN}{text}{END}{after}"))
}
