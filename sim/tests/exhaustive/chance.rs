//! Numbers that look like chance (SplitMix64), the same for the same seed.

pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    /// The operations of each task: one at least, and so many in all.
    pub(crate) fn tasks<O>(
        &mut self,
        tasks: usize,
        operations: usize,
        one: impl Fn(&mut Chance) -> O,
    ) -> Vec<Vec<O>> {
        let mut made: Vec<Vec<O>> = (0..tasks).map(|_| Vec::new()).collect();
        for number in 0..operations.max(tasks) {
            let any = self.below(tasks);
            let task = if number < tasks { number } else { any };
            made[task].push(one(self));
        }
        made
    }
}
