//! The estimate: how many distinct executions there are, from those that were seen.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::memory::NumberHasher;

/// Twice, or more often.
const OFTEN: u8 = 3;

/// The executions that were seen, by the digests of their partial orders.
#[derive(Clone, Debug, Default)]
pub(crate) struct Census {
    /// How often each was seen by chance, as far as [`OFTEN`].
    seen: HashMap<u64, u8, BuildHasherDefault<NumberHasher>>,
    once: u64,
    twice: u64,
    by_chance: u64,
    /// All digests, in the order in which they were first seen, if they are kept.
    pub(crate) listed: Option<Vec<u64>>,
}

impl Census {
    /// Nothing seen yet; `lists` all that will be.
    pub(crate) fn new(lists: bool) -> Census {
        Census {
            listed: lists.then(Vec::new),
            ..Census::default()
        }
    }

    /// An execution was made, by chance or because it was its turn.
    pub(crate) fn add(&mut self, digest: u64, by_chance: bool) {
        let known = self.seen.len();
        let times = self.seen.entry(digest).or_insert(0);
        if by_chance && *times < OFTEN {
            *times += 1;
            match *times {
                1 => (self.by_chance, self.once) = (self.by_chance + 1, self.once + 1),
                2 => (self.once, self.twice) = (self.once - 1, self.twice + 1),
                _ => self.twice -= 1,
            }
        }
        if self.seen.len() > known
            && let Some(listed) = &mut self.listed
        {
            listed.push(digest);
        }
    }

    /// How many distinct executions were seen.
    pub(crate) fn distinct(&self) -> u64 {
        self.seen.len() as u64
    }

    /// How many there are if `part` of all has been seen in turn.
    pub(crate) fn of_part(&self, part: f64) -> Option<u64> {
        (part > 0.0).then(|| (self.distinct() as f64 / part).ceil() as u64)
    }

    /// About how many there are at least, from how many chance has shown once and how many twice
    /// (A. Chao, *Nonparametric Estimation of the Number of Classes in a Population*, 1984).
    pub(crate) fn by_chance(&self) -> Option<u64> {
        let (once, twice) = (u128::from(self.once), u128::from(self.twice));
        let unseen = once * once.saturating_sub(1) / (2 * (twice + 1));
        let unseen = u64::try_from(unseen).unwrap_or(u64::MAX);
        let all = self.by_chance.saturating_add(unseen);
        (self.by_chance > 0).then(|| all.max(self.distinct()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_chance_shows_again_and_again_is_all_there_is() {
        let mut census = Census::default();
        (0..300).for_each(|number| census.add(number % 30, true));
        assert_eq!((census.distinct(), census.by_chance()), (30, Some(30)));
    }

    #[test]
    fn the_more_are_seen_once_the_more_there_are() {
        let mut census = Census::default();
        assert_eq!(census.by_chance(), None);
        // 20 of them once and 9 twice: 20 * 19 / (2 * 10) are unseen.
        (0..29).for_each(|number| census.add(number, true));
        (0..9).for_each(|number| census.add(number, true));
        assert_eq!((census.distinct(), census.by_chance()), (29, Some(29 + 19)));
    }

    #[test]
    fn what_is_seen_in_turn_counts_as_seen_but_not_as_chance() {
        let mut census = Census::default();
        (0..100).for_each(|number| census.add(number, false));
        assert_eq!(census.by_chance(), None);
        assert_eq!(census.of_part(0.25), Some(400));
        assert_eq!(census.of_part(0.0), None);
        (0..10).for_each(|_| census.add(3, true));
        assert_eq!((census.distinct(), census.by_chance()), (100, Some(100)));
    }

    #[test]
    fn digests_are_listed_once_in_the_order_of_their_coming() {
        let mut census = Census::new(true);
        [7, 3, 7, 9, 3]
            .iter()
            .for_each(|digest| census.add(*digest, true));
        assert_eq!(census.listed, Some(vec![7, 3, 9]));
    }
}
