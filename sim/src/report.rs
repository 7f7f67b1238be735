//! What an exploration returns, and what it tells on its way.

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
    /// Events, of all executions together.
    pub steps: u64,
    /// Time.
    pub elapsed: Duration,
    /// Whether every execution that the last strategy knows has been seen.
    pub complete: bool,
    /// The choices of the failing execution.
    pub schedule: Option<Schedule>,
    /// What happened in it.
    pub trace: Option<Trace>,
}

impl Default for Report {
    fn default() -> Self {
        Report {
            verdict: Verdict::Ok,
            strategy: String::new(),
            executions: 0,
            distinct: 0,
            steps: 0,
            elapsed: Duration::ZERO,
            complete: false,
            schedule: None,
            trace: None,
        }
    }
}

impl fmt::Display for Report {
    /// The verdict, the trace and the schedule: all that a failing test has to say.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.verdict)?;
        writeln!(
            f,
            "found by {} in execution {}",
            self.strategy, self.executions
        )?;
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
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// Executions so far.
    pub executions: u64,
    /// Events so far.
    pub steps: u64,
    /// Which part of the whole exploration that is, estimated: 0 to 1.
    pub part: f64,
    /// Time so far.
    pub elapsed: Duration,
}
