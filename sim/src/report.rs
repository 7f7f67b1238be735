//! What an exploration returns, and what it tells on its way.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::schedule::Schedule;
use crate::trace::Trace;
use crate::verdict::Verdict;

/// What an exploration found, and what it cost.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// What was found.
    pub verdict: Verdict,
    /// The strategy that found it; all of the plan if none found anything.
    pub strategy: String,
    /// Executions.
    pub executions: u64,
    /// Executions that differ in more than the order of events that have nothing to do with each
    /// other.
    pub distinct: u64,
    /// Executions that were begun and do not count, since another is the same or they had to stop.
    pub blocked: u64,
    /// Events, of all executions together.
    pub steps: u64,
    /// Time.
    pub elapsed: Duration,
    /// How many distinct executions there are, estimated: exactly if every one has been seen, from
    /// the part of the choices that has been gone through if the last strategy goes through all,
    /// and else from how many have been seen only once; none if there is nothing to go by.
    pub estimate: Option<u64>,
    /// Whether every execution that the last strategy knows has been seen.
    pub complete: bool,
    /// The verdict that was declared to be found, in a word: `ok` if nothing was declared.
    pub expected: &'static str,
    /// How many executions told each outcome; see [`outcome`](crate::outcome).
    pub outcomes: BTreeMap<String, u64>,
    /// How many executions came to each label; see [`reached`](crate::reached).
    pub reached: BTreeMap<String, u64>,
    /// Which strategy of the plan was the last, from 0.
    pub stage: usize,
    /// Where the failing execution stands among all of its strategy: of two failures of the same
    /// stage, in whichever shards they are found, the first is the one of the smaller place.
    pub place: Vec<u64>,
    /// The choices of the failing execution.
    pub schedule: Option<Schedule>,
    /// What happened in it.
    pub trace: Option<Trace>,
    pub(crate) fingerprints: Vec<u64>,
}

impl Report {
    /// A number for each distinct execution of a shard, in the order in which they were first seen;
    /// the same execution has the same number in every shard. Nothing without shards.
    pub fn fingerprints(&self) -> &[u64] {
        &self.fingerprints
    }

    /// Executions a second; none if no time has passed.
    pub fn rate(&self) -> Option<f64> {
        let seconds = self.elapsed.as_secs_f64();
        (seconds > 0.0).then(|| self.executions as f64 / seconds)
    }
}

impl Default for Report {
    fn default() -> Self {
        Report {
            verdict: Verdict::Ok,
            strategy: String::new(),
            executions: 0,
            distinct: 0,
            blocked: 0,
            steps: 0,
            elapsed: Duration::ZERO,
            estimate: None,
            complete: false,
            expected: "ok",
            outcomes: BTreeMap::new(),
            reached: BTreeMap::new(),
            stage: 0,
            place: Vec::new(),
            schedule: None,
            trace: None,
            fingerprints: Vec::new(),
        }
    }
}

impl Report {
    /// Whether the verdict is the one that was declared to be found: no bug, if nothing was.
    pub fn is_expected(&self) -> bool {
        self.verdict.word() == self.expected
    }
}

impl fmt::Display for Report {
    /// The verdict, the trace and the schedule: all that a failing test has to say.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.verdict)?;
        match self.expected {
            "ok" => {}
            expected if self.is_expected() => writeln!(f, "as expected: {expected}")?,
            expected => writeln!(f, "but {expected} was expected")?,
        }
        let (strategy, executions) = (&self.strategy, self.executions);
        match self.trace {
            Some(_) => writeln!(f, "found by {strategy} in execution {executions}")?,
            None => writeln!(f, "after {executions} executions by {strategy}")?,
        }
        if let Some(trace) = &self.trace {
            write!(f, "\n{trace}")?;
        }
        if let Some(schedule) = &self.schedule {
            write!(f, "\n{schedule}")?;
        }
        Ok(())
    }
}

/// How far an exploration is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// Which strategy of the plan makes them, from 0.
    pub stage: usize,
    /// Where the newest execution stands among all of its strategy.
    pub place: Vec<u64>,
    /// Executions so far.
    pub executions: u64,
    /// Events so far.
    pub steps: u64,
    /// Which part of the whole exploration that is, estimated: 0 to 1.
    pub part: f64,
    /// Time so far.
    pub elapsed: Duration,
}
