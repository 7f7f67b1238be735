//! Looking later where items come in a stream.

/// How long an end waits before its first look at the other.
///
/// Each look takes the other's cache line away from it, so where items come in a stream, looking
/// later makes them come faster: the wait after one that brought more than one item begins with a
/// longer round, and the wait after one that brought a single item with a shorter. Where each item
/// waits for an answer, every wait brings one, and none begins late.
pub(crate) struct Lull {
    round: u32,
    /// Where this end was when it last waited.
    from: u32,
}

impl Lull {
    /// The longest first round.
    const MOST: u32 = 8;

    pub(crate) const fn new() -> Self {
        Lull { round: 0, from: 0 }
    }

    /// The round to begin with, at this end's position.
    pub(crate) fn next(&mut self, position: u32) -> u32 {
        let moved = position.wrapping_sub(self.from);
        self.from = position;
        self.round = if moved > 1 {
            Self::MOST.min(self.round + 1)
        } else {
            self.round.saturating_sub(1)
        };
        self.round
    }
}
