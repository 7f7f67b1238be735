//! `Random`: each alternative with the same probability.

use super::{Answer, Strategy};
use crate::choice::Choice;

/// Each alternative with the same probability, for ever.
///
/// Execution `n` of seed `s` is execution 0 of seed `s + n`, so each can be made again alone.
#[derive(Clone, Debug)]
pub struct Random {
    seed: u64,
    state: u64,
    begun: bool,
}

impl Random {
    /// The strategy whose first execution is that of `seed`.
    pub fn new(seed: u64) -> Self {
        Random {
            seed,
            state: 0,
            begun: false,
        }
    }

    /// SplitMix64 (G. Steele, D. Lea, C. Flood, *Fast Splittable Pseudorandom Number Generators*,
    /// 2014): seeds are kept in schedules, so the numbers must never change.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Strategy for Random {
    fn describe(&self) -> String {
        format!("random, seed {}", self.seed)
    }

    fn begin(&mut self) -> bool {
        self.seed = self.seed.wrapping_add(u64::from(self.begun));
        self.begun = true;
        self.state = self.seed;
        // One number thrown away spreads neighbouring seeds apart.
        self.state = self.next();
        true
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        // The high half of a product maps 64 random bits to the range without a division.
        let product = u128::from(self.next()) * choice.alternatives.len() as u128;
        Answer::Take((product >> 64) as usize)
    }
}
