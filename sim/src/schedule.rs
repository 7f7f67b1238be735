//! Schedules: the choices of one execution as text, to be kept and replayed.
//!
//! ```text
//! waitword schedule 2
//! program: philosophers
//! strategy: preemption bound 1
//! granularity: black-box
//! memory: cpp20
//! limits: steps 100000, expiries 0, spurious 0, failures 0
//! setting: meals=1
//! task: t0 main
//! task: t1 philosopher 0
//! verdict: deadlock
//! steps: 10
//! 3 t2 @lock fork 1 (of t1 t2)
//! end dc57e784 6988e7ecfe8311c02660dd
//! ```
//!
//! After the header comes a line for each choice that was not the default: the number of the event
//! it is part of, what was picked, the event that came of it, and the alternatives. A choice within
//! an event has the number of the event, a dot, and its own. The last line has a checksum of the
//! lines before it (FNV-1a, 32 bits) and two digits for each of them, by which a line that was
//! changed is found; a schedule that was written by hand ends in `end unchecked`.

mod read;

use std::fmt;

pub use read::ScheduleError;

use crate::choice::{Alternative, Pick};
use crate::engine::{Granularity, Limits};
use crate::memory::Memory;

/// The version of the format, on the first line.
pub(crate) const VERSION: u32 = 2;

/// The choices of one execution, and what is needed to make them again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The program or test.
    pub program: String,
    /// The strategy that made the choices.
    pub strategy: String,
    /// What counts as an event.
    pub granularity: Granularity,
    /// Which executions are consistent.
    pub memory: Memory,
    /// Settings of the program, by name.
    pub settings: Vec<(String, String)>,
    /// The names of the tasks, by number.
    pub tasks: Vec<String>,
    /// The word of the verdict.
    pub verdict: String,
    /// How many events there were.
    pub steps: u64,
    pub(crate) limits: Limits,
    pub(crate) lines: Vec<Line>,
}

/// A choice that was not the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) step: u64,
    pub(crate) turn: u32,
    pub(crate) picked: Alternative,
    /// The event that came of it.
    pub(crate) label: String,
    pub(crate) of: Vec<Alternative>,
    /// Where it stands in the text, from 1.
    pub(crate) number: usize,
}

impl Schedule {
    /// How many choices were not the default.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether every choice was the default.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub(crate) fn picks(&self) -> Vec<Pick> {
        let pick = |line: &Line| Pick {
            step: line.step,
            turn: line.turn,
            picked: line.picked,
            preempts: false,
            of: line.of.clone(),
        };
        self.lines.iter().map(pick).collect()
    }

    /// Where the text says the verdict, from 1.
    pub(crate) fn verdict_line(&self) -> usize {
        7 + self.settings.len() + self.tasks.len()
    }

    /// The lines before the first choice.
    fn header(&self) -> Vec<String> {
        let Limits {
            steps,
            expiries,
            spurious,
            failures,
        } = self.limits;
        let mut lines = vec![
            format!("waitword schedule {VERSION}"),
            format!("program: {}", self.program).trim_end().into(),
            format!("strategy: {}", self.strategy),
            format!("granularity: {}", self.granularity),
            format!("memory: {}", self.memory),
            format!(
                "limits: steps {steps}, expiries {expiries}, spurious {spurious}, \
                 failures {failures}"
            ),
        ];
        lines.extend(
            self.settings
                .iter()
                .map(|(name, value)| format!("setting: {name}={value}")),
        );
        lines.extend(
            self.tasks
                .iter()
                .enumerate()
                .map(|(id, name)| format!("task: t{id} {name}").trim_end().into()),
        );
        lines.push(format!("verdict: {}", self.verdict));
        lines.push(format!("steps: {}", self.steps));
        lines
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.step)?;
        if self.turn > 0 {
            write!(f, ".{}", self.turn)?;
        }
        write!(f, " {} @{} (of", self.picked, self.label)?;
        self.of
            .iter()
            .try_for_each(|alternative| write!(f, " {alternative}"))?;
        f.write_str(")")
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.header();
        lines.extend(self.lines.iter().map(Line::to_string));
        for line in &lines {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "{}", end(lines.iter().map(String::as_str)))
    }
}

impl fmt::Display for Granularity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Granularity::BlackBox => "black-box",
            Granularity::WhiteBox => "white-box",
        })
    }
}

/// The last line of a schedule of these lines.
fn end<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> String {
    let sum = checksum(lines.clone());
    let digits: String = lines.map(digits).collect();
    format!("end {sum:08x} {digits}")
}

/// FNV-1a over the lines, each with its line feed.
fn checksum<'a>(lines: impl Iterator<Item = &'a str>) -> u32 {
    let bytes = lines.flat_map(|line| line.bytes().chain([b'\n']));
    bytes.fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// The two digits of one line.
fn digits(line: &str) -> String {
    let [a, b, c, d] = checksum(std::iter::once(line)).to_be_bytes();
    format!("{:02x}", a ^ b ^ c ^ d)
}
