//! Poison: a lock remembers that a thread panicked while it held it.

use std::sync::atomic::Ordering::Relaxed;

use waitword_core::Word;

use crate::engine;
use crate::sim::Sim;

/// Whether a lock is poisoned.
///
/// An execution that is over unwinds its threads, which poisons nothing and finds nothing poisoned:
/// a destructor that unwraps would abort the process.
pub(super) struct Poison {
    flag: Word<Sim>,
}

impl Poison {
    pub(super) const fn new() -> Poison {
        Poison { flag: Word::new(0) }
    }

    // ORDERING: Relaxed throughout, as in std: where it counts, the lock orders everything.
    #[track_caller]
    pub(super) fn is_set(&self) -> bool {
        self.flag.load(Relaxed) != 0 && !engine::is_over()
    }

    #[track_caller]
    pub(super) fn clear(&self) {
        self.flag.store(0, Relaxed);
    }

    /// As [`is_set`](Poison::is_set), but no operation: for who has the lock to itself, or only
    /// shows it.
    pub(super) fn peek(&self) -> bool {
        self.flag.atomic().load(Relaxed) != 0 && !engine::is_over()
    }

    #[track_caller]
    pub(super) fn set(&self) {
        self.flag.store(1, Relaxed);
    }
}

/// How it was when a lock was taken.
pub(super) struct Taken {
    unwinding: bool,
}

impl Taken {
    /// A lock was just taken.
    pub(super) fn now() -> Taken {
        Taken {
            unwinding: engine::is_unwinding(),
        }
    }

    /// Whether a panic makes its thread give the lock back.
    pub(super) fn is_lost(&self) -> bool {
        !self.unwinding && engine::is_unwinding() && !engine::is_over()
    }
}
