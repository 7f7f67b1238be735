//! Alone: a stretch in which all other tasks stand still, and the task has to come to its end.

use std::fmt;
use std::panic::{self, Location};

use super::execution::{Execution, Stop};
use super::{hook, with};
use crate::choice::Alternative;

/// How many events of its own a task gets, more than any operation needs that nobody disturbs.
const STEPS: u64 = 1_000;

/// That a task is to run alone, from its next event on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alone {
    /// For how many events more.
    left: u64,
    /// Where that was asked for.
    place: &'static Location<'static>,
}

/// Why a task that runs alone does not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dependent {
    /// It waits for what another would have to do.
    Waits,
    /// It goes on and on, as who waits by looking does.
    Spins,
}

impl fmt::Display for Dependent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not obstruction-free: while all others stand still, it ")?;
        match self {
            Dependent::Waits => f.write_str("waits for one of them"),
            Dependent::Spins => write!(f, "has not ended after {STEPS} steps"),
        }
    }
}

/// The stretch in which the caller runs alone, until it is dropped.
pub(crate) struct Solitude {
    /// It is part of another.
    nested: bool,
}

impl Solitude {
    #[track_caller]
    pub(crate) fn begin() -> Self {
        let place = Location::caller();
        let alone = Alone { left: STEPS, place };
        let nested = with(|e| {
            let before = e.task().alone;
            e.task().alone = before.or(Some(alone));
            before.is_some()
        });
        Solitude {
            nested: nested == Some(true),
        }
    }
}

impl Drop for Solitude {
    fn drop(&mut self) {
        if !self.nested {
            with(|e| {
                e.task().alone = None;
                e.join_others();
            });
        }
    }
}

/// The caller panics because it does not come to its end alone.
///
/// It is not the engine's source that the panic names, so no hook tells of it.
#[cold]
pub(super) fn depend(why: Dependent) -> ! {
    with(|e| {
        let place = e.task().alone.map(|alone| hook::place(alone.place));
        e.task().unwinding = true;
        e.panicked(format!("{why}{}", place.unwrap_or_default()));
    });
    panic::resume_unwind(Box::new(why.to_string()))
}

impl Execution {
    /// Follows the task that runs alone, if one does.
    pub(super) fn follow_alone(&mut self) -> bool {
        if let Some(task) = self.alone {
            self.follow(Alternative::Run(task));
        }
        self.alone.is_some()
    }

    /// The active task does not run alone any more.
    fn join_others(&mut self) {
        if self.alone == Some(self.active) {
            self.alone = None;
        }
    }

    /// The active task is about to wait: not if it is to run alone, unless it unwinds out of that.
    pub(super) fn may_wait(&mut self) -> Result<(), Stop> {
        if self.task().alone.is_none() {
            return Ok(());
        }
        if self.is_unwinding() {
            self.join_others();
            return Ok(());
        }
        Err(Stop::Alone(Dependent::Waits))
    }

    /// The active task is about to begin an event.
    #[inline]
    pub(super) fn spend_alone(&mut self) -> Result<(), Stop> {
        let active = self.active;
        if let Some(alone) = &mut self.tasks[active.index()].alone {
            let left = alone.left.checked_sub(1);
            alone.left = left.ok_or(Stop::Alone(Dependent::Spins))?;
            self.alone = Some(active);
        }
        Ok(())
    }
}
