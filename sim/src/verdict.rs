//! Verdicts: what an exploration found.

mod contact;
mod deadlock;
mod declared;
mod repeat;

use std::fmt;

pub use contact::{Accessed, DataRace, Leak, NotOwner, UseAfterFree};
pub use deadlock::{Cause, Deadlock, Stuck};
pub use declared::{Outcomes, Reached};
pub use repeat::Difference;

/// What an exploration found, with what is known about it.
///
/// | word | what it says |
/// |---|---|
/// | `ok` | no bug in the executions that were seen |
/// | `panic` | who panicked, with what, where; a panic that somebody joined is that one's |
/// | `data-race` | both accesses: who, read or write, of what, where in the source |
/// | `use-after-free` | what was touched, who had given it back, who touched it |
/// | `leak` | memory that was never freed, and locks held by tasks that have ended |
/// | `deadlock` | who waits for what, held by whom, and why nobody comes |
/// | `partial-deadlock` | the same, where the first task and others have ended well |
/// | `self-deadlock` | the same, where a task waits for what only it holds |
/// | `livelock` | the steps that come again and again, by which nothing changes |
/// | `not-owner` | which lock was released by whom, and who holds it |
/// | `limit` | which budget ran out |
/// | `nondeterminism` | the operations of two executions by the same choices, side by side |
/// | `unreached` | the labels of `must_reach` that no execution came to |
/// | `reached` | the label of `never` that one came to |
/// | `outcomes` | what `exact_outcomes` did not list, or what it listed and nobody saw |
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// No bug in the executions that were seen.
    Ok,
    /// A task panicked and nobody took its panic by joining it.
    Panic(Vec<Panicked>),
    /// Two tasks touched the same data, nothing put one before the other, and one of them wrote.
    DataRace(DataRace),
    /// An object was touched after its memory was given back.
    UseAfterFree(UseAfterFree),
    /// Every task has ended, and memory was not given back or a lock is still held.
    Leak(Leak),
    /// Tasks wait, and nobody is left who could end their waits.
    Deadlock(Deadlock),
    /// The first task and others have ended well, and the rest wait for ever.
    PartialDeadlock(Deadlock),
    /// A task waits for a lock that it holds itself.
    SelfDeadlock(Deadlock),
    /// Tasks run on for ever, and nothing changes by it.
    Livelock(Vec<String>),
    /// A task gave back an object that others hold, or nobody.
    NotOwner(NotOwner),
    /// A budget ran out before the end: of steps in one execution, of executions in a search that
    /// was to be exhaustive, or of the machine's memory.
    Limit(String),
    /// The program does not do the same when it is given the same choices.
    Nondeterminism(Difference),
    /// No execution came to these labels, which some execution was to reach.
    Unreached(Vec<String>),
    /// An execution came to a label that none was to reach.
    Reached(Reached),
    /// The outcomes are not those that were declared.
    Outcomes(Outcomes),
}

/// One panic of an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked {
    /// The task's name.
    pub task: String,
    /// What it said, and where in the source.
    pub message: String,
}

impl Verdict {
    /// The words of all verdicts, as [`word`](Verdict::word) gives them.
    pub const WORDS: [&'static str; 15] = [
        "ok",
        "panic",
        "deadlock",
        "limit",
        "nondeterminism",
        "partial-deadlock",
        "self-deadlock",
        "livelock",
        "data-race",
        "use-after-free",
        "leak",
        "not-owner",
        "unreached",
        "reached",
        "outcomes",
    ];

    /// The verdict in one word, in lower-case kebab form.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Panic(_) => "panic",
            Verdict::DataRace(_) => "data-race",
            Verdict::UseAfterFree(_) => "use-after-free",
            Verdict::Leak(_) => "leak",
            Verdict::Deadlock(_) => "deadlock",
            Verdict::PartialDeadlock(_) => "partial-deadlock",
            Verdict::SelfDeadlock(_) => "self-deadlock",
            Verdict::Livelock(_) => "livelock",
            Verdict::NotOwner(_) => "not-owner",
            Verdict::Limit(_) => "limit",
            Verdict::Nondeterminism(_) => "nondeterminism",
            Verdict::Unreached(_) => "unreached",
            Verdict::Reached(_) => "reached",
            Verdict::Outcomes(_) => "outcomes",
        }
    }

    /// Whether no bug was found.
    pub fn is_ok(&self) -> bool {
        *self == Verdict::Ok
    }

    /// What is known about it, a line each. Tasks and objects are called by their names, never by
    /// an address.
    pub fn details(&self) -> Vec<String> {
        match self {
            Verdict::Ok => Vec::new(),
            Verdict::Panic(panics) => panics.iter().map(Panicked::to_string).collect(),
            Verdict::DataRace(race) => race.lines(),
            Verdict::UseAfterFree(touched) => touched.lines(),
            Verdict::Leak(leak) => leak.lines(),
            Verdict::Deadlock(deadlock)
            | Verdict::PartialDeadlock(deadlock)
            | Verdict::SelfDeadlock(deadlock) => deadlock.lines(),
            Verdict::Livelock(lines) => lines.clone(),
            Verdict::NotOwner(not) => vec![not.to_string()],
            Verdict::Limit(what) => vec![what.clone()],
            Verdict::Nondeterminism(difference) => difference.lines(),
            Verdict::Unreached(labels) => declared::unreached(labels),
            Verdict::Reached(reached) => vec![reached.to_string()],
            Verdict::Outcomes(outcomes) => outcomes.lines(),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())?;
        for line in self.details() {
            write!(f, "\n  {line}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} panicked: {}", self.task, self.message)
    }
}
