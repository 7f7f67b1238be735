//! Verdicts: what an exploration found.

use std::fmt;

/// What an exploration found, with what is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// No bug in the executions that were seen.
    Ok,
    /// A task panicked and nobody took its panic by joining it.
    Panic(Vec<Panicked>),
    /// Tasks wait, and nobody is left who could end their waits.
    Deadlock(Vec<Stuck>),
    /// A budget ran out before the end: of steps in one execution, or of executions in a search
    /// that was to be exhaustive.
    Limit(String),
    /// The program does not do the same when it is given the same choices.
    Nondeterminism(String),
}

/// One panic of an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked {
    /// The task's name.
    pub task: String,
    /// What it said, and where in the source.
    pub message: String,
}

/// One task that waits for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The task's name.
    pub task: String,
    /// The object, or the task, that it waits for.
    pub object: String,
    /// What it waits in: `lock`.
    pub verb: String,
    /// The names of the tasks that hold the object.
    pub holders: Vec<String>,
}

impl Verdict {
    /// The words of all verdicts, as [`word`](Verdict::word) gives them.
    pub const WORDS: [&'static str; 5] = ["ok", "panic", "deadlock", "limit", "nondeterminism"];

    /// The verdict in one word, in lower-case kebab form.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Panic(_) => "panic",
            Verdict::Deadlock(_) => "deadlock",
            Verdict::Limit(_) => "limit",
            Verdict::Nondeterminism(_) => "nondeterminism",
        }
    }

    /// Whether no bug was found.
    pub fn is_ok(&self) -> bool {
        *self == Verdict::Ok
    }

    /// What is known about it, a line each.
    pub fn details(&self) -> Vec<String> {
        match self {
            Verdict::Ok => Vec::new(),
            Verdict::Panic(panics) => panics.iter().map(Panicked::to_string).collect(),
            Verdict::Deadlock(stuck) => stuck.iter().map(Stuck::to_string).collect(),
            Verdict::Limit(what) | Verdict::Nondeterminism(what) => vec![what.clone()],
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

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} waits for {} ({})", self.task, self.object, self.verb)?;
        match self.holders.as_slice() {
            [] => Ok(()),
            holders => write!(f, ", held by {}", holders.join(", ")),
        }
    }
}
