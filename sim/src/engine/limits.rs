//! What an execution is to be like, what it may spend, and how it may end.

/// What counts as one event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// One operation of a primitive: how programs are tested that use primitives.
    #[default]
    BlackBox,
    /// One operation on a word: how primitives are tested.
    WhiteBox,
}

/// What an execution may spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Events.
    pub(crate) steps: u64,
    /// Deadlines that pass before others have done what they could do first.
    pub(crate) expiries: u32,
    /// Waits that return for no reason.
    pub(crate) spurious: u32,
    /// Weak compare-exchange operations that fail for no reason.
    pub(crate) failures: u32,
}

/// How an execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Every task ended.
    Complete,
    /// Somebody waits for ever.
    Stuck,
    /// The first task panicked.
    Panic,
    /// An event did what no event may do.
    Violation,
    /// Too many events.
    Limit,
    /// Every way on from here has been seen.
    SeenAll,
    /// The choices did not fit the program.
    Mismatch,
}
