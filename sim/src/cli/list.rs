//! The table of programs.

use std::fmt::Write;

use serde::Serialize;
use waitword_sim::Sim;
use waitword_sim::programs::{self, Program, Setting};

use super::outcome::to_json;
use super::page::{DIM, NAME};

/// The table for people.
pub(crate) fn page() -> String {
    let all = programs::all::<Sim>();
    let width = all.iter().map(|program| program.name.len()).max();
    let mut page = String::new();
    for program in all {
        let line = row(program, width.unwrap_or(0));
        page.push_str(&line);
    }
    page
}

fn row(program: &Program, width: usize) -> String {
    let mut row = format!(
        "{NAME}{:width$}{NAME:#}  {}\n",
        program.name, program.summary
    );
    for size in program.sizes {
        let (size, meaning) = (size.to_string(), size.meaning);
        let _ = writeln!(row, "{:width$}  {DIM}{size:27} {meaning}{DIM:#}", "");
    }
    row
}

#[derive(Serialize)]
struct Table {
    programs: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    summary: &'static str,
    verdict: &'static str,
    settings: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    name: &'static str,
    meaning: &'static str,
    default: u16,
    least: u16,
    most: u16,
}

/// The table for machines.
pub(crate) fn json() -> String {
    let programs = programs::all::<Sim>().iter();
    to_json(&Table {
        programs: programs.map(Row::from).collect(),
    })
}

impl From<&Program> for Row {
    fn from(program: &Program) -> Row {
        Row {
            name: program.name,
            summary: program.summary,
            verdict: program.verdict,
            settings: program.sizes.iter().map(Cell::from).collect(),
        }
    }
}

impl From<&Setting> for Cell {
    fn from(size: &Setting) -> Cell {
        Cell {
            name: size.name,
            meaning: size.meaning,
            default: size.default,
            least: *size.range.start(),
            most: *size.range.end(),
        }
    }
}
