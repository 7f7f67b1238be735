//! Seeds: the random numbers of an execution, and which executions are made.

use std::hash::Hasher;

use crate::choice::{Alternative, Choice};

/// What is odd happens at one of so many of the places where it may.
const ODD: usize = 4;

/// The random numbers of one execution.
///
/// SplitMix64 (G. Steele, D. Lea, C. Flood, *Fast Splittable Pseudorandom Number Generators*,
/// 2014): seeds are kept in schedules, so the numbers must never change.
#[derive(Clone, Debug, Default)]
pub(super) struct Stream(u64);

impl Stream {
    fn new(seed: u64) -> Self {
        let mut stream = Stream(seed);
        // One number thrown away spreads neighbouring seeds apart.
        stream.0 = stream.next();
        stream
    }

    #[inline]
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`, each with the same probability.
    #[inline]
    pub(super) fn below(&mut self, count: usize) -> usize {
        // The high half of a product maps 64 random bits to the range without a division.
        ((u128::from(self.next()) * count as u128) >> 64) as usize
    }

    /// Answers a choice that is not about who runs next: each way alike, but what may happen only a
    /// few times is not spent on the first places where it can.
    pub(super) fn answer(&mut self, choice: &Choice<'_>) -> usize {
        let count = choice.alternatives.len();
        match choice.alternatives[0] {
            Alternative::Wait(_) | Alternative::Succeed => match self.below(ODD) {
                0 => 1 + self.below(count - 1),
                _ => 0,
            },
            _ => self.below(count),
        }
    }
}

/// Which executions of a seed are made: all of them, or every n-th.
///
/// Execution `e` of seed `s` has the numbers of seed `s + e`, so each can be made again alone, and
/// a shard need not know of the others.
#[derive(Clone, Debug)]
pub(super) struct Seeds {
    first: u64,
    number: u64,
    /// The number of the execution after this one.
    next: u64,
    stride: u64,
}

impl Seeds {
    /// All executions from that of `seed` on.
    pub(super) fn new(seed: u64) -> Self {
        Seeds {
            first: seed,
            number: 0,
            next: 0,
            stride: 1,
        }
    }

    /// Keeps every `count`-th of them, from the one numbered `index` on.
    pub(super) fn shard(&mut self, index: u64, count: u64) {
        (self.next, self.stride) = (index, count);
    }

    /// Goes to the next execution, and returns its numbers.
    pub(super) fn begin(&mut self) -> Stream {
        self.number = self.next;
        self.next += self.stride;
        Stream::new(self.seed())
    }

    /// Makes the very first execution, whoever's it is; `true` if it is another shard's.
    pub(super) fn begin_first(&mut self) -> (Stream, bool) {
        let foreign = self.next != 0;
        if !foreign {
            return (self.begin(), false);
        }
        self.number = 0;
        (Stream::new(self.first), true)
    }

    /// The seed of the execution that is made.
    pub(super) fn seed(&self) -> u64 {
        self.first.wrapping_add(self.number)
    }

    /// Which execution of the first seed it is, from 0.
    pub(super) fn number(&self) -> u64 {
        self.number
    }
}

/// A hash that is the same in every process (FNV-1a, 64 bits, its bits spread in the end).
#[derive(Clone, Copy, Debug)]
pub(super) struct Mixed(u64);

impl Default for Mixed {
    fn default() -> Self {
        Mixed(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        Stream(self.0).next()
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
