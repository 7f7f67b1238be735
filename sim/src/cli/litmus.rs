//! Litmus programs: the table of those with a name, and the executions of any.

use std::collections::BTreeMap;
use std::fmt::Write;

use indicatif::HumanCount;
use serde::Serialize;
use waitword_sim::Verdict;
use waitword_sim::litmus::{self, Level, NAMED, Named, Program};

use super::Usage;
use super::args::Litmus;
use super::outcome::to_json;
use super::page::{BAD, DIM, GOOD, HEAD, NAME};

/// What is printed, and whether all numbers are as they should be.
pub(crate) struct Told {
    pub(crate) text: String,
    pub(crate) good: bool,
}

/// Carries out the command.
pub(crate) fn tell(litmus: &Litmus) -> Result<Told, Usage> {
    if litmus.programs.is_empty() {
        return table(litmus);
    }
    let programs = litmus.programs.iter().map(|text| read(text));
    let programs = programs.collect::<Result<Vec<_>, _>>()?;
    let level = litmus.level.map_or(Level::Cpp20, Level::from);
    let counted = litmus.programs.iter().zip(&programs);
    let counted = counted.map(|(text, program)| count(text, program, level));
    let counted = counted.collect::<Result<Vec<_>, _>>()?;
    let text = if litmus.json {
        to_json(&counted)
    } else {
        let pages: Vec<_> = counted.iter().map(page).collect();
        pages.join("\n")
    };
    Ok(Told { text, good: true })
}

/// The program that a text is, or the one whose name it is.
fn read(text: &str) -> Result<Program, Usage> {
    let notation = litmus::find(text).map_or(text, |named| named.text);
    let program = notation.parse::<Program>();
    Ok(program.map_err(|error| {
        format!(
            "{text:?}: {error}\n\n  Write threads as in 'Wx.rlx Ry.rlx | Wy.rlx Rx.rlx', or a \
             name that `waitword litmus` shows"
        )
    })?)
}

/// What was found of one program; its fields are the JSON object's.
#[derive(Serialize)]
struct Counted {
    program: String,
    level: &'static str,
    /// Executions that came to their end.
    executions: u64,
    /// How many of them were different from each other.
    distinct: u64,
    /// Executions that turned out to lead nowhere.
    blocked: u64,
    outcomes: BTreeMap<String, u64>,
    seconds: f64,
    /// How many executions there are, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<u64>,
}

fn count(text: &str, program: &Program, level: Level) -> Result<Counted, Usage> {
    let report = program.explore(level);
    if report.verdict != Verdict::Ok {
        return Err(format!(
            "{text:?}: the exploration came to no end: {}",
            report.verdict
        )
        .into());
    }
    Ok(Counted {
        program: text.to_string(),
        level: word(level),
        executions: report.executions,
        distinct: report.distinct,
        blocked: 0,
        outcomes: report.outcomes,
        seconds: report.elapsed.as_secs_f64(),
        expected: None,
    })
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Sc => "sc",
        Level::Cpp20 => "cpp20",
    }
}

/// The program, its executions, and how many of them gave each outcome.
fn page(counted: &Counted) -> String {
    let Counted {
        program,
        level,
        executions,
        distinct,
        blocked,
        seconds,
        ..
    } = counted;
    let mut page = format!("{NAME}{program}{NAME:#}  {DIM}{level}{DIM:#}\n");
    let [executions, distinct, blocked] = [executions, distinct, blocked].map(|n| HumanCount(*n));
    let s = if counted.executions == 1 { "" } else { "s" };
    let cost = format!("{distinct} distinct, {blocked} blocked, in {seconds:.3} s");
    let _ = writeln!(page, "  {executions} execution{s} {DIM}({cost}){DIM:#}");
    for (outcome, times) in &counted.outcomes {
        let outcome = if outcome.is_empty() {
            "no reads"
        } else {
            outcome
        };
        let _ = writeln!(page, "  {:>7}  {outcome}", HumanCount(*times).to_string());
    }
    page
}

/// The named programs, with what was found and what there is.
fn table(litmus: &Litmus) -> Result<Told, Usage> {
    let levels = match litmus.level {
        Some(level) => vec![level.into()],
        None => vec![Level::Sc, Level::Cpp20],
    };
    let mut rows = Vec::new();
    for named in &NAMED {
        rows.push((named, row(named, &levels)?));
    }
    let wrong = rows.iter().filter(|(_, row)| row.iter().any(is_wrong));
    let wrong = wrong.count();
    let text = if litmus.json {
        to_json(
            &rows
                .into_iter()
                .flat_map(|(_, row)| row)
                .collect::<Vec<_>>(),
        )
    } else {
        let lines = rows.iter().map(|(named, row)| line(named, row));
        let lines: String = lines.collect();
        head(&levels) + &lines + &verdict(wrong)
    };
    Ok(Told {
        text,
        good: wrong == 0,
    })
}

fn row(named: &Named, levels: &[Level]) -> Result<Vec<Counted>, Usage> {
    let program = read(named.text)?;
    let count = |level: &Level| {
        Ok(Counted {
            expected: Some(named.executions(*level)),
            ..count(named.name, &program, *level)?
        })
    };
    levels.iter().map(count).collect()
}

/// Whether there are more executions than were found, or fewer, or one was found twice.
fn is_wrong(counted: &Counted) -> bool {
    let right = counted.expected == Some(counted.distinct);
    !right || counted.executions != counted.distinct
}

const WIDTH: usize = 20;

fn head(levels: &[Level]) -> String {
    let mut head = format!("{:WIDTH$}", "program");
    for level in levels {
        let _ = write!(head, "{:>7} {:>9}", word(*level), "there are");
    }
    format!("{HEAD}{head}{HEAD:#}\n")
}

fn line(named: &Named, row: &[Counted]) -> String {
    let mut line = format!("{NAME}{:WIDTH$}{NAME:#}", named.name);
    for counted in row {
        let style = if is_wrong(counted) { BAD } else { GOOD };
        let (found, expected) = (counted.distinct, counted.expected.unwrap_or(0));
        let _ = write!(line, "{style}{found:>7}{style:#} {expected:>9}");
    }
    format!("{line}  {DIM}{}{DIM:#}\n", named.text)
}

fn verdict(wrong: usize) -> String {
    let all = NAMED.len();
    match wrong {
        0 => format!("{GOOD}{all} programs, each with every execution once{GOOD:#}\n"),
        wrong => format!("{BAD}{wrong} of {all} programs differ{BAD:#}\n"),
    }
}
