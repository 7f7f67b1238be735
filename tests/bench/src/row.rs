//! A row of the table: the same work done by waitword and by its peers, in turn.

use crate::machine;
use crate::measure::{Count, Run, Sample};

/// The side that is compared with every other.
pub(crate) const OURS: &str = "waitword";

/// The same work, done by several sides.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    threads: usize,
    rounds: usize,
    sides: Vec<(&'static str, Run)>,
    goal: Goal,
}

/// What the numbers of waitword are to be.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// Nothing is asked; the numbers are for information.
    Open,
    /// At most so many times the time of the best of these peers.
    Best(f64, &'static [&'static str]),
    /// At most so many times the time of each of these peers.
    Each(&'static [(&'static str, f64)]),
    /// At most so many nanoseconds.
    Nanos(f64),
}

/// What was seen of one side.
pub(crate) struct Seen {
    pub(crate) side: &'static str,
    pub(crate) nanos: f64,
    pub(crate) sleeps: f64,
    pub(crate) count: Count,
    /// The quartiles of waitword's time divided by this side's of the same round.
    pub(crate) ratio: [f64; 3],
}

/// What was seen of all sides of a row; the first is waitword where it takes part.
pub(crate) struct Outcome {
    pub(crate) title: String,
    pub(crate) goal: Goal,
    pub(crate) seen: Vec<Seen>,
}

impl Row {
    /// A row for one thread.
    pub(crate) fn new(name: &'static str) -> Self {
        Row {
            name,
            threads: 1,
            rounds: 101,
            sides: Vec::new(),
            goal: Goal::Open,
        }
    }

    /// Its runs have so many threads, and take longer.
    pub(crate) fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self.rounds = 41;
        self
    }

    /// It has so many rounds.
    pub(crate) fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }

    /// One more side.
    pub(crate) fn side(mut self, name: &'static str, run: Run) -> Self {
        self.sides.push((name, run));
        self
    }

    /// What is asked of waitword.
    pub(crate) fn goal(mut self, goal: Goal) -> Self {
        self.goal = goal;
        self
    }

    /// Runs all sides in turn, many times.
    pub(crate) fn run(mut self, only: Option<&str>) -> Outcome {
        self.sides
            .retain(|(name, _)| only.is_none_or(|only| *name == only));
        let mut samples: Vec<Vec<Sample>> = self.sides.iter().map(|_| Vec::new()).collect();
        for _ in 0..self.rounds {
            for ((_, run), samples) in self.sides.iter_mut().zip(&mut samples) {
                samples.push(run());
            }
        }
        let ours: Vec<f64> = samples
            .first()
            .into_iter()
            .flatten()
            .map(|s| s.nanos)
            .collect();
        let seen = self.sides.iter().zip(&samples);
        Outcome {
            title: self.title(),
            goal: self.goal,
            seen: seen
                .map(|((side, _), theirs)| see(side, &ours, theirs))
                .collect(),
        }
    }

    fn title(&self) -> String {
        if self.threads > machine::cores() {
            format!("{}, oversubscribed", self.name)
        } else {
            self.name.to_owned()
        }
    }
}

fn see(side: &'static str, ours: &[f64], theirs: &[Sample]) -> Seen {
    let ratios = || {
        ours.iter()
            .zip(theirs)
            .map(|(ours, theirs)| ours / theirs.nanos)
    };
    Seen {
        side,
        nanos: quartile(theirs.iter().map(|sample| sample.nanos), 2),
        sleeps: quartile(theirs.iter().map(|sample| sample.sleeps), 2),
        count: middle(theirs),
        ratio: [1, 2, 3].map(|quarter| quartile(ratios(), quarter)),
    }
}

/// The median of each of the numbers that were counted.
fn middle(samples: &[Sample]) -> Count {
    let median = |number: fn(Count) -> u64| {
        let numbers = samples.iter().map(|sample| number(sample.count) as f64);
        quartile(numbers, 2) as u64
    };
    let first = median(|count| match count {
        Count::Shares(first, _) | Count::Executions(first) => first,
        Count::Nothing => 0,
    });
    match samples[0].count {
        Count::Nothing => Count::Nothing,
        Count::Executions(_) => Count::Executions(first),
        Count::Shares(..) => Count::Shares(
            first,
            median(|count| match count {
                Count::Shares(_, most) => most,
                _ => 0,
            }),
        ),
    }
}

fn quartile(values: impl Iterator<Item = f64>, quarter: usize) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
        .get(values.len() * quarter / 4)
        .copied()
        .unwrap_or(f64::NAN)
}

impl Outcome {
    /// How much waitword may take in comparison with this side, or at all, if that is asked.
    pub(crate) fn most(&self, seen: &Seen) -> Option<f64> {
        match self.goal {
            Goal::Open => None,
            Goal::Nanos(most) => (seen.side == OURS).then_some(most),
            Goal::Each(peers) => {
                let peer = peers.iter().find(|(peer, _)| *peer == seen.side);
                peer.map(|(_, most)| *most)
            }
            Goal::Best(most, peers) => (self.best(peers) == Some(seen.side)).then_some(most),
        }
    }

    /// Whether waitword takes no more than that.
    pub(crate) fn met(&self, seen: &Seen, most: f64) -> bool {
        match self.goal {
            Goal::Nanos(_) => seen.nanos <= most,
            _ => seen.ratio[1] <= most,
        }
    }

    fn best(&self, peers: &[&str]) -> Option<&'static str> {
        let seen = self.seen.iter().filter(|seen| peers.contains(&seen.side));
        seen.min_by(|a, b| a.nanos.total_cmp(&b.nanos))
            .map(|seen| seen.side)
    }
}
