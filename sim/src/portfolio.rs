//! The portfolio: the strategies that are followed one after the other if nothing else is asked for.

use crate::search::Stage;
use crate::strategy::{Exhaustive, Random};

/// What is done if nothing else is asked for, with so many executions in all.
pub(crate) fn portfolio(executions: u64) -> Vec<Stage> {
    let twentieth = executions / 20;
    vec![
        Stage::new(Exhaustive::bounded(0), twentieth),
        Stage::new(Exhaustive::bounded(1), 4 * twentieth),
        Stage::new(Exhaustive::bounded(2), 10 * twentieth),
        Stage::new(Random::new(0), executions - 15 * twentieth),
    ]
}
