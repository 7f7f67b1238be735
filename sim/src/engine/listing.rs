//! The listing: the alternatives of the choice to be made.

use crate::choice::{Alternative, TaskId};

const NOTHING: Alternative = Alternative::Run(TaskId(0));

/// The alternatives of the choice to be made, in memory that is used again.
///
/// # Invariants
/// `places` is longer than `used`, by as much as `begin` was asked for less what was added since.
#[derive(Default)]
pub(super) struct Listing {
    places: Vec<Alternative>,
    used: usize,
}

impl Listing {
    /// Begins a list of which `conditional` alternatives may be added with `add_if`.
    #[inline]
    pub(super) fn begin(&mut self, conditional: usize) {
        self.used = 0;
        if self.places.len() <= conditional {
            self.places.resize(conditional + 1, NOTHING);
        }
    }

    /// Adds an alternative if `kept`; without a branch, since nobody can foretell who can run.
    #[inline(always)]
    pub(super) fn add_if(&mut self, kept: bool, alternative: Alternative) {
        self.places[self.used] = alternative;
        self.used += usize::from(kept);
    }

    pub(super) fn push(&mut self, alternative: Alternative) {
        self.places.truncate(self.used);
        self.places.push(alternative);
        self.used += 1;
    }

    #[inline(always)]
    pub(super) fn listed(&self) -> &[Alternative] {
        &self.places[..self.used]
    }
}
