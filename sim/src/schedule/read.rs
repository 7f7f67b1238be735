//! Reading a schedule: strict, with the line in every error.

use std::fmt;
use std::str::FromStr;

use super::{Line, Schedule, VERSION, digits, end};
use crate::choice::Alternative;
use crate::engine::{Granularity, Limits};
use crate::memory::Memory;

/// What is wrong with the text of a schedule, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

impl ScheduleError {
    pub(crate) fn new(line: usize, problem: impl Into<String>) -> Self {
        ScheduleError {
            line,
            problem: problem.into(),
        }
    }
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} of the schedule: {}", self.line, self.problem)
    }
}

impl std::error::Error for ScheduleError {}

/// The lines of a text, and which is next.
struct Reader<'a> {
    lines: Vec<&'a str>,
    next: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Reader {
            lines: text.lines().map(str::trim_end).collect(),
            next: 0,
        }
    }

    /// An error of the line that was read last.
    fn error(&self, problem: impl Into<String>) -> ScheduleError {
        ScheduleError::new(self.next.max(1), problem)
    }

    fn line(&mut self) -> Result<&'a str, ScheduleError> {
        let line = self.lines.get(self.next).copied();
        self.next += 1;
        line.ok_or_else(|| self.error("it is cut short: the text ends before the line `end`"))
    }

    /// The value of the next line, which has to be `key: value`.
    fn field(&mut self, key: &str) -> Result<&'a str, ScheduleError> {
        let line = self.line()?;
        let value = line
            .strip_prefix(key)
            .and_then(|rest| rest.strip_prefix(':'))
            .and_then(|rest| rest.strip_prefix(' ').or(rest.is_empty().then_some("")));
        value.ok_or_else(|| self.error(format!("`{key}: ..` is expected, found `{line}`")))
    }

    /// The values of the next lines as long as they are `key: value`.
    fn fields(&mut self, key: &str) -> Vec<&'a str> {
        let mut values = Vec::new();
        while self
            .lines
            .get(self.next)
            .is_some_and(|line| line.starts_with(&format!("{key}: ")))
        {
            values.extend(self.field(key));
        }
        values
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Schedule, ScheduleError> {
        let mut reader = Reader::new(text);
        first_line(&mut reader)?;
        let schedule = Schedule {
            program: reader.field("program")?.into(),
            strategy: reader.field("strategy")?.into(),
            granularity: granularity(&mut reader)?,
            memory: memory(&mut reader)?,
            limits: limits(&mut reader)?,
            settings: settings(&mut reader)?,
            tasks: tasks(&mut reader)?,
            verdict: reader.field("verdict")?.into(),
            steps: steps(&mut reader)?,
            lines: choices(&mut reader)?,
        };
        last_line(&mut reader)?;
        Ok(schedule)
    }
}

fn first_line(reader: &mut Reader<'_>) -> Result<(), ScheduleError> {
    let Some(version) = reader.line()?.strip_prefix("waitword schedule ") else {
        return Err(reader.error("a schedule begins with `waitword schedule 2`"));
    };
    if version != VERSION.to_string() {
        let problem = format!("it has version {version}, this program reads version {VERSION}");
        return Err(reader.error(problem));
    }
    Ok(())
}

fn granularity(reader: &mut Reader<'_>) -> Result<Granularity, ScheduleError> {
    match reader.field("granularity")? {
        "black-box" => Ok(Granularity::BlackBox),
        "white-box" => Ok(Granularity::WhiteBox),
        other => Err(reader.error(format!(
            "`black-box` or `white-box` is expected, found `{other}`"
        ))),
    }
}

fn memory(reader: &mut Reader<'_>) -> Result<Memory, ScheduleError> {
    let value = reader.field("memory")?;
    value
        .parse()
        .map_err(|()| reader.error(format!("`sc` or `cpp20` is expected, found `{value}`")))
}

fn limits(reader: &mut Reader<'_>) -> Result<Limits, ScheduleError> {
    let value = reader.field("limits")?;
    let mut numbers = value
        .split(", ")
        .map(|limit| limit.rsplit(' ').next()?.parse::<u64>().ok());
    let mut number = || numbers.next().flatten();
    let narrow = |number: Option<u64>| u32::try_from(number?).ok();
    let steps = number();
    let mut small = || narrow(number());
    match (steps, small(), small(), small()) {
        (Some(steps), Some(expiries), Some(spurious), Some(failures)) => Ok(Limits {
            steps,
            expiries,
            spurious,
            failures,
        }),
        _ => {
            let expected = "`limits: steps 1000, expiries 0, spurious 0, failures 0` is expected";
            Err(reader.error(format!("{expected}, found `limits: {value}`")))
        }
    }
}

fn settings(reader: &mut Reader<'_>) -> Result<Vec<(String, String)>, ScheduleError> {
    let pair = |text: &str| {
        text.split_once('=')
            .map(|(name, value)| (name.into(), value.into()))
    };
    let pairs: Option<Vec<_>> = reader.fields("setting").into_iter().map(pair).collect();
    pairs.ok_or_else(|| reader.error("`setting: name=value` is expected"))
}

fn tasks(reader: &mut Reader<'_>) -> Result<Vec<String>, ScheduleError> {
    let mut names = Vec::new();
    for task in reader.fields("task") {
        let (number, name) = task.split_once(' ').unwrap_or((task, ""));
        if number != format!("t{}", names.len()) {
            return Err(reader.error("tasks are numbered from t0"));
        }
        names.push(name.into());
    }
    Ok(names)
}

fn steps(reader: &mut Reader<'_>) -> Result<u64, ScheduleError> {
    let value = reader.field("steps")?;
    value
        .parse()
        .map_err(|_| reader.error(format!("a number is expected, found `{value}`")))
}

/// The lines up to `end`.
fn choices(reader: &mut Reader<'_>) -> Result<Vec<Line>, ScheduleError> {
    let mut lines = Vec::<Line>::new();
    loop {
        let text = reader.line()?;
        if text == "end" || text.starts_with("end ") {
            return Ok(lines);
        }
        let line = choice(text, reader.next).ok_or_else(|| {
            reader.error(format!(
                "`STEP TASK @EVENT (of TASK TASK)` is expected, found `{text}`"
            ))
        })?;
        if lines
            .last()
            .is_some_and(|last| (last.step, last.turn) >= (line.step, line.turn))
        {
            return Err(reader.error("choices are in the order of their steps"));
        }
        lines.push(line);
    }
}

/// `17 t2 @lock fork 1 (of t0 t2)`, or `17.1 value:2 ..` for a choice within the event.
fn choice(text: &str, number: usize) -> Option<Line> {
    let (place, rest) = text.split_once(' ')?;
    let (step, turn) = place.split_once('.').unwrap_or((place, "0"));
    let (picked, rest) = rest.split_once(" @")?;
    let (label, of) = rest.rsplit_once(" (of ")?;
    let of: Result<Vec<Alternative>, ()> =
        of.strip_suffix(')')?.split(' ').map(str::parse).collect();
    Some(Line {
        step: step.parse().ok()?,
        turn: turn.parse().ok()?,
        picked: picked.parse().ok()?,
        label: label.into(),
        of: of.ok()?,
        number,
    })
}

/// Checks the line that `choices` ended with.
fn last_line(reader: &mut Reader<'_>) -> Result<(), ScheduleError> {
    let (before, after) = reader.lines.split_at(reader.next - 1);
    let expected = end(before.iter().copied());
    if after[0] != "end unchecked" && after[0] != expected {
        return Err(changed(before, after[0]));
    }
    match after[1..].iter().position(|line| !line.is_empty()) {
        None => Ok(()),
        Some(more) => Err(ScheduleError::new(
            reader.next + more + 1,
            "nothing may follow the line `end`",
        )),
    }
}

/// Finds the line that was changed, by its two digits in the line `found`.
fn changed(lines: &[&str], found: &str) -> ScheduleError {
    let hint = "`end unchecked` ends a schedule that was edited";
    let kept = found.rsplit(' ').next().unwrap_or("").as_bytes();
    let differs = |(line, kept): (&&str, &[u8])| digits(line).as_bytes() != kept;
    let first = lines.iter().zip(kept.chunks(2)).position(differs);
    match first {
        Some(index) if kept.len() == 2 * lines.len() => {
            let problem = format!("it has changed: `{}` ({hint})", lines[index]);
            ScheduleError::new(index + 1, problem)
        }
        _ => {
            let problem = format!("a line above has changed, or this one: `{found}` ({hint})");
            ScheduleError::new(lines.len() + 1, problem)
        }
    }
}
