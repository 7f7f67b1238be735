//! What an execution needs to know beside its choices, and a schedule keeps.

use crate::declared::Declarations;
use crate::engine::{Granularity, Limits};
use crate::memory::Memory;

/// The name of the program, its settings, and how it is simulated.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) name: String,
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) granularity: Granularity,
    pub(crate) memory: Memory,
    pub(crate) limits: Limits,
    /// What the test expects of all executions.
    pub(crate) declared: Declarations,
}
