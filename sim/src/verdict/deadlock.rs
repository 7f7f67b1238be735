//! Deadlocks: who waits for what, and why nobody comes.

use std::fmt;

/// Tasks that wait for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlock {
    /// Why nobody comes.
    pub cause: Cause,
    /// Every task that waits, in the order of their numbers.
    pub stuck: Vec<Stuck>,
}

/// Why nobody ends a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// Each of these tasks waits for what the next one holds, or for its end, and the last one for
    /// the first.
    Cycle(Vec<Stuck>),
    /// A task sleeps although it was woken before it slept, or what it waits for has happened.
    LostWakeup(Vec<String>),
    /// Nobody is left who could ever wake them.
    OrphanWait(Vec<String>),
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

impl Deadlock {
    /// One line for each task that waits, then why nobody comes.
    pub(super) fn lines(&self) -> Vec<String> {
        let waits = self.stuck.iter().map(Stuck::to_string);
        waits.chain(self.cause.lines()).collect()
    }
}

impl Cause {
    /// The cause in one word, or two.
    pub fn word(&self) -> &'static str {
        match self {
            Cause::Cycle(_) => "cycle",
            Cause::LostWakeup(_) => "lost wakeup",
            Cause::OrphanWait(_) => "orphan wait",
        }
    }

    fn lines(&self) -> Vec<String> {
        let what = match self {
            Cause::Cycle(waits) => vec![cycle(waits)],
            Cause::LostWakeup(why) | Cause::OrphanWait(why) => why.clone(),
        };
        let word = self.word();
        what.iter().map(|line| format!("{word}: {line}")).collect()
    }
}

/// `a -> fork 1 -> b -> fork 0 -> a`
fn cycle(waits: &[Stuck]) -> String {
    let links = waits.iter().map(|stuck| match &*stuck.verb {
        "join" => format!("{} -> ", stuck.task),
        _ => format!("{} -> {} -> ", stuck.task, stuck.object),
    });
    let first = waits.first().map_or("", |stuck| &stuck.task);
    links.collect::<String>() + first
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
