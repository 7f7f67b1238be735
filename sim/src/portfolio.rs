//! The portfolio: what is done, strategy after strategy, if nothing else is asked for.
//!
//! | strategy | finds |
//! |---|---|
//! | preemption bound 0, then 1, then 2 | most bugs, in the executions that are easiest to read |
//! | preemption bound 1, older stores | what takes one of those, or an early deadline |
//! | exhaustive | all there are, if they are few: then it is the last |
//! | pct, depth 2, then 3 | what takes a task that is very late |
//! | pos | what takes a rare order of what conflicts |
//!
//! The budget is one of executions and of events, not of time: the same program always gets as far.

use crate::engine::Limits;
use crate::stage::Stage;
use crate::strategy::{Bounded, Exhaustive, Pct, Pos, Strategy};

/// So many events an execution may have, if all that the plan has are shared out.
const EVENTS: u64 = 500;

/// A plan of so many executions, with what an execution may spend where time and wakes are as they
/// should be, and where they are not.
pub(crate) fn portfolio(executions: u64, plain: Limits, odd: Limits) -> Vec<Stage> {
    let twentieth = executions / 20;
    let rest = executions - 18 * twentieth;
    let mut exhaustive = stage(Exhaustive::new(), 5 * twentieth, odd);
    exhaustive.budget.may_be_last = true;
    vec![
        stage(Bounded::new(0), twentieth, plain),
        stage(Bounded::new(1), 3 * twentieth, plain),
        stage(Bounded::new(2), 3 * twentieth, plain),
        stage(Bounded::new(1).older_stores(), 2 * twentieth, odd),
        exhaustive,
        stage(Pct::new(2, 0), 2 * twentieth, odd),
        stage(Pct::new(3, 0), 2 * twentieth, odd),
        stage(Pos::new(0), rest, odd),
    ]
}

fn stage(strategy: impl Strategy + 'static, executions: u64, limits: Limits) -> Stage {
    let mut stage = Stage::new(strategy, executions);
    stage.limits = Some(limits);
    stage.budget.steps = executions.saturating_mul(EVENTS);
    stage
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_shared_out_to_the_last() {
        let limits = Limits {
            steps: 100,
            expiries: 0,
            spurious: 0,
            failures: 0,
        };
        for executions in [0, 1, 19, 20, 20_000, 20_019] {
            let plan = portfolio(executions, limits, limits);
            let sum: u64 = plan.iter().map(|stage| stage.budget.executions).sum();
            assert_eq!(sum, executions);
        }
    }
}
