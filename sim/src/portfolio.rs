//! The portfolio: what is done, strategy after strategy, if nothing else is asked for.

use crate::stage::Stage;
use crate::strategy::{Bounded, Random};

/// What is done if nothing else is asked for, with so many executions in all.
pub(crate) fn portfolio(executions: u64) -> Vec<Stage> {
    let twentieth = executions / 20;
    vec![
        Stage::new(Bounded::new(0), twentieth),
        Stage::new(Bounded::new(1), 4 * twentieth),
        Stage::new(Bounded::new(2), 10 * twentieth),
        Stage::new(Random::new(0), executions - 15 * twentieth),
    ]
}
