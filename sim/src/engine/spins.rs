//! Spins: tasks that look at the same words again and again, with nobody writing them.
//!
//! Such a task has nothing to do until a word changes that it looks at, so it is not run until
//! then, unless nobody else can run. A loop that says that it spins (`yield_now`, `spin_loop`) is
//! known by its second round, any other by so many looks that bring nothing new that a program
//! without a loop hardly has them.

use super::blocks::Touched;
use super::execution::{Execution, Stop};
use super::limits::Ending;
use super::task::{State, Task};
use crate::choice::TaskId;

/// So many looks that bring nothing new are a loop.
const LOOKS: u32 = 16;
/// So often those that spin are run although nothing has changed, before that is how it stays.
const ROUNDS: u32 = 200;

/// What a task has looked at since it did something.
#[derive(Default)]
pub(super) struct Looks {
    /// The words, and the names of the events whose stores it found.
    words: Vec<(usize, u64)>,
    /// How many looks have brought nothing new.
    idle: u32,
}

impl Looks {
    /// The task has done something else.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.idle = 0;
    }

    /// The task has found in a word what an event has left there; whether it had before.
    #[inline]
    pub(super) fn note(&mut self, word: usize, event: u64) -> bool {
        let known = self.words.contains(&(word, event));
        if known {
            self.idle += 1;
        } else {
            self.words.push((word, event));
            self.idle = 0;
        }
        known
    }

    fn spins(&self, yields: bool) -> bool {
        let round = self.words.len() as u32;
        self.idle >= LOOKS.max(2 * round) || yields && round > 0 && self.idle >= round
    }
}

impl Execution {
    /// Stops the active task if it spins.
    #[inline]
    pub(super) fn stop_spinning(&mut self, yields: bool) -> Result<(), Stop> {
        if !self.tasks[self.active.index()].looks.spins(yields) || self.is_unwinding() {
            return Ok(());
        }
        self.stop_at_words()
    }

    #[cold]
    fn stop_at_words(&mut self) -> Result<(), Stop> {
        let task = &mut self.tasks[self.active.index()];
        task.spins = true;
        if std::mem::replace(&mut task.looks.idle, 0) == 0 || task.alone.is_some() {
            return Ok(());
        }
        let look = |(word, writer): &(usize, u64)| Touched {
            word: *word,
            value: self.words.get(*word).newest().value,
            writer: *writer,
            wrote: true,
        };
        let task = &mut self.tasks[self.active.index()];
        task.touched = task.looks.words.iter().map(look).collect();
        let changed = task
            .touched
            .iter()
            .any(|touched| touched.differs(&self.words));
        if changed {
            return Ok(());
        }
        Err(self.stop(State::Spinning, None))
    }

    /// Those who look at words and wait for a change.
    fn spinners(&self) -> impl Iterator<Item = TaskId> {
        let spins = |(_, task): &(u32, &Task)| task.state == State::Spinning;
        (0..)
            .zip(&self.tasks)
            .filter(spins)
            .map(|(id, _)| TaskId(id))
    }

    /// Nobody else can run: those who spin go on, if they may; false if there are none.
    pub(super) fn run_spinners(&mut self) -> bool {
        let spinners: Vec<_> = self.spinners().map(TaskId::index).collect();
        if spinners.is_empty() {
            return false;
        }
        self.rounds += 1;
        if self.rounds > ROUNDS {
            self.end(Ending::Limit);
            return true;
        }
        for id in spinners {
            self.runnable[id] = true;
            self.blocked.retain(|other| *other != TaskId(id as u32));
        }
        true
    }
}
