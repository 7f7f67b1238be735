//! The short text form of a trace.
//!
//! Few and narrow columns stand side by side; more of them become a list in which each row names
//! its task.

use std::fmt::{self, Formatter};

use super::fold::fold;
use super::{Row, Trace};

/// The widest table that is drawn with a column for each task.
const WIDTH: usize = 100;

pub(super) fn write(f: &mut Formatter<'_>, trace: &Trace) -> fmt::Result {
    let widths = widths(trace);
    let total = 6 + widths.iter().map(|width| width + 2).sum::<usize>();
    if total <= WIDTH {
        columns(f, trace, &widths)
    } else {
        list(f, trace)
    }
}

fn heading(index: usize, name: &str) -> String {
    format!("t{index} {name}")
}

/// How wide each task's column is; 0 for a task that never does anything.
fn widths(trace: &Trace) -> Vec<usize> {
    let width = |index: usize, name: &String| {
        let rows = trace.rows.iter().chain(&trace.stuck);
        let texts = rows
            .filter(|row| row.task.index() == index)
            .map(|row| cell(row).chars().count());
        texts
            .max()
            .map_or(0, |width| width.max(heading(index, name).chars().count()))
    };
    trace
        .tasks
        .iter()
        .enumerate()
        .map(|(index, name)| width(index, name))
        .collect()
}

/// A row's text, marked if the task took the processor from another.
fn cell(row: &Row) -> String {
    if row.preempts {
        format!("> {}", row.text)
    } else {
        row.text.clone()
    }
}

/// Writes the events of a trace with their numbers, then what did not happen any more. Events that
/// come again and again are written once.
fn rows(
    f: &mut Formatter<'_>,
    trace: &Trace,
    mut write: impl FnMut(&mut Formatter<'_>, &str, &Row) -> fmt::Result,
) -> fmt::Result {
    for part in fold(&trace.rows) {
        for row in part.rows {
            write(f, &row.step.to_string(), row)?;
        }
        match part.circle {
            0 => {}
            1 => writeln!(f, "      .. the same {} times more", part.again)?,
            circle => writeln!(f, "      .. these {circle} steps {} times more", part.again)?,
        }
    }
    trace.stuck.iter().try_for_each(|row| write(f, "-", row))
}

fn columns(f: &mut Formatter<'_>, trace: &Trace, widths: &[usize]) -> fmt::Result {
    let cells = trace
        .tasks
        .iter()
        .enumerate()
        .map(|(index, name)| heading(index, name));
    line(f, "", cells, widths)?;
    rows(f, trace, |f, number, row| {
        let text = |index| {
            if index == row.task.index() {
                cell(row)
            } else {
                String::new()
            }
        };
        line(f, number, (0..widths.len()).map(text), widths)
    })
}

fn line(
    f: &mut Formatter<'_>,
    number: &str,
    cells: impl Iterator<Item = String>,
    widths: &[usize],
) -> fmt::Result {
    let mut text = format!("{number:>4}");
    for (cell, width) in cells.zip(widths).filter(|(_, width)| **width > 0) {
        text += &format!("  {cell:width$}");
    }
    writeln!(f, "{}", text.trim_end())
}

fn list(f: &mut Formatter<'_>, trace: &Trace) -> fmt::Result {
    let name = |row: &Row| heading(row.task.index(), &trace.tasks[row.task.index()]);
    let all = trace.rows.iter().chain(&trace.stuck);
    let width = all.map(|row| name(row).chars().count()).max().unwrap_or(0);
    rows(f, trace, |f, number, row| {
        writeln!(f, "{number:>4}  {:width$}  {}", name(row), cell(row))
    })
}
