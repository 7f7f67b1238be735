//! Mutants that live, and why each is no bug.

use std::sync::atomic::Ordering::{self, Relaxed};

/// Mutants of one ordering, none of which a program can tell from the original.
pub(crate) struct Survivor {
    pub(crate) file: &'static str,
    /// The line, and which of its orderings.
    pub(crate) text: &'static str,
    pub(crate) place: usize,
    /// What it may be instead.
    pub(crate) weaker: &'static [Ordering],
    pub(crate) why: &'static str,
}

pub(crate) const SURVIVORS: &[Survivor] = &[
    Survivor {
        file: "fair.rs",
        text: ".compare_exchange_weak(state, taken(state), Acquire, Relaxed)",
        place: 0,
        weaker: &[Relaxed],
        why: "The state was read with Acquire just before. Only if it is the same again after \
              another turn does this exchange acquire what that look did not, for which the models \
              are too short.",
    },
    Survivor {
        file: "permits.rs",
        text: "self.state.compare_exchange(state, next, Acquire, Acquire)?;",
        place: 1,
        weaker: &[Relaxed],
        why: "The load after a sleep has seen everybody whose mark was cleared by the release that \
              woke the caller. A later release that cleared a mark woke somebody else, who \
              restores it (invariant 2).",
    },
    Survivor {
        file: "event.rs",
        text: "let mut state = self.state.load(Acquire);",
        place: 0,
        weaker: &[Relaxed],
        why: "A clear that finds the event set acquires again with its exchange. One that finds it \
              not set might as well have come before the set that another clear took back: nobody \
              can tell.",
    },
    Survivor {
        file: "event.rs",
        text: ".compare_exchange_weak(state, next, Acquire, Acquire)",
        place: 1,
        weaker: &[Relaxed],
        why: "As for the load: the next exchange acquires, or nothing was set.",
    },
];

/// Why this mutant lives.
pub(crate) fn of(
    file: &str,
    text: &str,
    place: usize,
    weaker: Ordering,
) -> Option<&'static Survivor> {
    SURVIVORS.iter().find(|survivor| {
        survivor.file == file
            && survivor.text == text
            && survivor.place == place
            && survivor.weaker.contains(&weaker)
    })
}
