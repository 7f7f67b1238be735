//! What the engine tells of events: how a word was touched, and what is waited for.

use waitword_core::Operation;

use crate::choice::TaskId;

/// How an operation touched a word.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Touch {
    Read(u64),
    Write(u64, u64),
}

/// What a task that waits for ever waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Waits {
    /// The end of a task.
    For(TaskId),
    /// To do what an operation is for.
    In(Operation),
    /// A word that belongs to no primitive.
    Word,
}
