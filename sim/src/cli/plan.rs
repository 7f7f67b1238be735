//! The plan: the strategy that the options ask for.

use waitword_sim::{Bounded, Exhaustive, Explorer, Pct, Pos, Random, RoundRobin, Strategy, Urw};

use super::Usage;
use super::args::{Explore, Plan};

impl Plan {
    /// The strategy that was asked for, by name or by an option that only one strategy has.
    pub(crate) fn of(explore: &Explore) -> Result<Plan, Usage> {
        let plan = explore.strategy.unwrap_or(match explore {
            Explore { depth: Some(_), .. } => Plan::Pct,
            Explore { seed: Some(_), .. } => Plan::Random,
            Explore {
                preemptions: Some(_),
                ..
            } => Plan::Bounded,
            _ => Plan::Check,
        });
        if explore.seed.is_some() && !plan.is_random() {
            let right = "--seed is for --strategy random, pct, pos or urw: the others have nothing \
                         random in them";
            return Err(right.into());
        }
        if explore.depth.is_some() && plan != Plan::Pct {
            return Err("--depth is for --strategy pct: the others have none".into());
        }
        if explore.preemptions.is_some() && plan != Plan::Bounded {
            return Err("--preemptions is for --strategy bounded: the others count none".into());
        }
        Ok(plan)
    }

    fn is_random(self) -> bool {
        matches!(self, Plan::Random | Plan::Pct | Plan::Pos | Plan::Urw)
    }

    /// Whether it goes through all that there is.
    pub(crate) fn is_systematic(self) -> bool {
        matches!(self, Plan::Bounded | Plan::Exhaustive)
    }

    /// Gives the explorer the strategy, and the part of its executions that is asked for.
    pub(crate) fn give(self, explorer: Explorer, explore: &Explore) -> Result<Explorer, Usage> {
        let seed = explore.seed.unwrap_or(0);
        let workers = explore.workers.filter(|workers| *workers > 1);
        let part = explore.worker.or(explore.shard);
        let shard = part.or(workers.map(|workers| (0, workers)));
        match self {
            Plan::Check => Ok(match shard {
                Some((index, count)) => explorer.shard(index, count),
                None => explorer,
            }),
            Plan::Random => split(explorer, Random::new(seed), shard),
            Plan::Pct => split(explorer, Pct::new(explore.depth.unwrap_or(3), seed), shard),
            Plan::Pos => split(explorer, Pos::new(seed), shard),
            Plan::Urw => split(explorer, Urw::new(seed), shard),
            Plan::Bounded => {
                let preemptions = explore.preemptions.unwrap_or(2);
                split(explorer, Bounded::new(preemptions), shard)
            }
            Plan::Exhaustive => split(explorer, Exhaustive::new(), shard),
            Plan::RoundRobin => split(explorer, RoundRobin::new(), shard),
        }
    }
}

/// Gives the explorer the strategy, if the shard can be made of it.
fn split(
    explorer: Explorer,
    mut strategy: impl Strategy + 'static,
    shard: Option<(u64, u64)>,
) -> Result<Explorer, Usage> {
    let Some((index, count)) = shard else {
        return Ok(explorer.strategy(strategy));
    };
    if !strategy.shard(index, count) {
        let what = strategy.describe();
        return Err(format!("{what} cannot be split: leave out --shard and --workers").into());
    }
    Ok(explorer.strategy(strategy).shard(index, count))
}
