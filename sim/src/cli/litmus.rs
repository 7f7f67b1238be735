//! Litmus programs: the table of those with a name, and the executions of any.

use std::collections::BTreeMap;
use std::fmt::Write;

use indicatif::HumanCount;
use serde::Serialize;
use waitword_sim::Memory;
use waitword_sim::litmus::{self, NAMED, Named, Program};

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
        return Ok(table(litmus));
    }
    let texts = &litmus.programs;
    let programs = texts.iter().map(|text| read(text));
    let programs = programs.collect::<Result<Vec<_>, _>>()?;
    let level = litmus.level.map_or(Memory::Cpp20, Memory::from);
    let counted = texts.iter().zip(&programs);
    let counted = counted.map(|(text, program)| count(text, program, level));
    let counted: Vec<_> = counted.collect();
    let text = if litmus.json {
        to_json(&counted)
    } else {
        let pages: Vec<_> = counted.iter().map(page).collect();
        pages.join("\n")
    };
    let good = counted.iter().all(|counted| counted.problem.is_none());
    Ok(Told { text, good })
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
    /// Why there may be more than was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

fn count(text: &str, program: &Program, level: Memory) -> Counted {
    let report = program.explore(level);
    let is_whole = report.verdict.is_ok() && report.complete;
    Counted {
        program: text.to_string(),
        level: level.word(),
        executions: report.executions,
        distinct: report.distinct,
        blocked: report.blocked,
        outcomes: report.outcomes,
        seconds: report.elapsed.as_secs_f64(),
        expected: None,
        problem: (!is_whole).then(|| report.verdict.to_string()),
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
    if let Some(problem) = &counted.problem {
        let _ = writeln!(page, "  {BAD}{problem}{BAD:#}");
    }
    for (outcome, times) in &counted.outcomes {
        let read = !outcome.is_empty();
        let outcome = if read { outcome } else { "no reads" };
        let _ = writeln!(page, "  {:>7}  {outcome}", HumanCount(*times).to_string());
    }
    page
}

/// The named programs, with what was found and what there is.
fn table(litmus: &Litmus) -> Told {
    let levels = match litmus.level {
        Some(level) => vec![level.into()],
        None => vec![Memory::Sc, Memory::Cpp20],
    };
    let rows = NAMED.iter().map(|named| (named, row(named, &levels)));
    let rows: Vec<_> = rows.collect();
    let wrong = |(_, row): &&(_, Vec<Counted>)| row.iter().any(is_wrong);
    let wrong = rows.iter().filter(wrong).count();
    let text = if litmus.json {
        let all = rows.iter().flat_map(|(_, row)| row);
        to_json(&all.collect::<Vec<_>>())
    } else {
        let lines = rows.iter().map(|(named, row)| line(named, row));
        let lines: String = lines.collect();
        head(&levels) + &lines + &verdict(wrong)
    };
    let good = wrong == 0;
    Told { text, good }
}

fn row(named: &Named, levels: &[Memory]) -> Vec<Counted> {
    let program = named.program();
    let count = |level: &Memory| Counted {
        expected: Some(named.executions(*level)),
        ..count(named.name, &program, *level)
    };
    levels.iter().map(count).collect()
}

/// Whether there are more executions than were found, or fewer, or one was found twice.
fn is_wrong(counted: &Counted) -> bool {
    let right = counted.expected == Some(counted.distinct) && counted.problem.is_none();
    !right || counted.executions != counted.distinct
}

const WIDTH: usize = 20;

fn head(levels: &[Memory]) -> String {
    let mut head = format!("{:WIDTH$}", "program");
    for level in levels {
        let _ = write!(head, "{:>7} {:>9}", level.word(), "there are");
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
