//! Strategies: who answers the choices of an execution, and of the next.
//!
//! A strategy only answers choices. It knows nothing of tasks, words or time, and it is the only
//! source of what is not determined by the program.

mod bounded;
mod exhaustive;
mod random;
mod replay;
mod round_robin;

pub use bounded::Bounded;
pub use exhaustive::Exhaustive;
pub use random::Random;
pub(crate) use replay::Replay;
pub use round_robin::RoundRobin;

use crate::choice::Choice;

/// The answer to a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The alternative of this number.
    Take(usize),
    /// Every way on from here has been seen: this execution does not count, and it is asked no
    /// more.
    SeenAll,
    /// The alternative that was there last time is missing: the program does not repeat.
    Mismatch,
}

/// Answers the choices of one execution after the other.
pub trait Strategy {
    /// What reports and schedules call it, with what is needed to make it again: `random, seed 7`.
    fn describe(&self) -> String;

    /// Gets ready for another execution; false if there is none that it wants to see.
    fn begin(&mut self) -> bool;

    /// Picks one of the alternatives.
    fn choose(&mut self, choice: &Choice<'_>) -> Answer;

    /// The task that was picked last could not run after all. The same choice is asked again with
    /// the alternatives that are `left`, if there are any.
    fn retract(&mut self, left: usize) {
        let _ = left;
    }

    /// The execution has ended; false if a choice that was there last time was missing.
    fn finish(&mut self) -> bool {
        true
    }

    /// Which part of all executions has been seen, if that can be estimated: 0 to 1.
    fn progress(&self) -> Option<f64> {
        None
    }

    /// Whether [`begin`](Strategy::begin) says no only after it has seen everything.
    fn is_exhaustive(&self) -> bool {
        false
    }
}
