//! Stages: the strategies of a plan, each with what it may spend.

use crate::engine::Limits;
use crate::strategy::{Fair, Strategy};

/// So many executions are made before a search is given up as hopeless.
const TRIAL: u64 = 512;
/// So many times more than there may be must be expected for that.
const HOPELESS: f64 = 8.0;
/// An execution is unfair for one part in so many of the events that it may have.
const UNFAIR: u64 = 10;

/// One strategy and what it may spend.
pub(crate) struct Stage {
    pub(crate) strategy: Box<dyn Strategy>,
    /// What one execution may spend, if that is not what all others may.
    pub(crate) limits: Option<Limits>,
    pub(crate) budget: Budget,
}

/// What all executions of a stage may spend together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    pub(crate) executions: u64,
    /// Events.
    pub(crate) steps: u64,
    /// To run out of executions is a verdict.
    pub(crate) must_finish: bool,
    /// Nothing is left for the stages that follow once it has seen everything, and it is given up
    /// when that is too far away.
    pub(crate) may_be_last: bool,
}

impl Stage {
    pub(crate) fn new(strategy: impl Strategy + 'static, executions: u64) -> Stage {
        Stage {
            strategy: Box::new(strategy),
            limits: None,
            budget: Budget {
                executions,
                steps: u64::MAX,
                must_finish: false,
                may_be_last: false,
            },
        }
    }

    /// The strategy, made fair for executions that are very long.
    pub(crate) fn fair_strategy(self, limits: Limits) -> Box<dyn Strategy> {
        if self.strategy.is_fair() {
            return self.strategy;
        }
        Box::new(Fair::new(self.strategy, limits.steps / UNFAIR))
    }
}

impl Budget {
    /// The part of shard `index` of `count`.
    pub(crate) fn shard(self, (index, count): (u64, u64)) -> Budget {
        let part = |all: u64| match all {
            u64::MAX => all,
            all => (all + count - 1 - index) / count,
        };
        Budget {
            executions: part(self.executions),
            steps: part(self.steps),
            ..self
        }
    }

    /// Whether it is not worth going on after so many executions, since so small a part has been
    /// seen.
    pub(crate) fn is_hopeless(&self, executions: u64, seen: Option<f64>) -> bool {
        let expected = |seen: f64| executions as f64 / seen;
        self.may_be_last
            && executions >= TRIAL
            && seen.is_some_and(|seen| expected(seen) > HOPELESS * self.executions as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Random;

    #[test]
    fn the_parts_of_all_shards_are_the_whole() {
        for (executions, count) in [(10, 3), (2, 5), (0, 2), (7, 7), (100, 1)] {
            let whole = Stage::new(Random::new(0), executions).budget;
            let parts = (0..count).map(|index| whole.shard((index, count)));
            let parts: Vec<_> = parts.map(|budget| budget.executions).collect();
            assert_eq!(parts.iter().sum::<u64>(), executions, "{parts:?}");
            assert!(parts.is_sorted_by(|a, b| a >= b), "{parts:?}");
        }
    }
}
