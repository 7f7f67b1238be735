//! Random programs in the notation, the same for the same seed.

use std::fmt;

/// A program as the tokens of its threads.
#[derive(Clone)]
pub(crate) struct Tokens(Vec<Vec<String>>);

impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let threads: Vec<_> = self.0.iter().map(|thread| thread.join(" ")).collect();
        f.write_str(&threads.join(" | "))
    }
}

impl Tokens {
    /// Every program that has one operation less; a thread without any goes.
    pub(crate) fn shorter(&self) -> Vec<Tokens> {
        let places = self.0.iter().enumerate();
        let places = places.flat_map(|(id, thread)| (0..thread.len()).map(move |at| (id, at)));
        let without = |(id, at): (usize, usize)| {
            let mut threads = self.0.clone();
            threads[id].remove(at);
            threads.retain(|thread| !thread.is_empty());
            Tokens(threads)
        };
        places
            .map(without)
            .filter(|left| !left.0.is_empty())
            .collect()
    }
}

/// Numbers that look like chance (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `count`.
    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn among<'a>(&mut self, of: &[&'a [&'a str]]) -> &'a [&'a str] {
        of[self.below(of.len())]
    }

    /// One that may be the present one, but seldom is.
    fn pick_other<'a>(&mut self, of: &[&'a str], present: &str) -> &'a str {
        match self.pick(of) {
            same if same == present => self.pick(of),
            other => other,
        }
    }
}

/// The program of a seed: 2 to 4 threads, up to 9 operations in all, on 1 to 3 locations.
///
/// Much that is chosen evenly has few executions that are no interleaving, so most programs have
/// many operations, and a thread seldom stays at a location.
pub(crate) fn program(seed: u64) -> Tokens {
    let mut chance = Chance(seed);
    let threads = 2 + chance.below(3);
    let most = 9 - chance.below(6).min(chance.below(6));
    let most = threads.max(most);
    let locations = chance.among(&[
        &["x"],
        &["x", "y"],
        &["x", "y"],
        &["x", "y"],
        &["x", "y"],
        &["x", "y", "z"],
    ]);
    let kinds = chance.among(&[
        &["W", "R"],
        &["W", "R", "F"],
        &["W", "W", "R", "R", "U", "F"],
    ]);
    let orders = chance.among(&[
        &["sc", "sc", "sc", "rel", "acq", "ar"],
        &["rlx", "rlx", "sc"],
        &["rlx", "rel", "acq"],
        &["rlx", "rel", "acq", "ar", "sc"],
    ]);
    let mut tokens = vec![Vec::new(); threads];
    let mut places = vec![""; threads];
    for number in 0..most {
        // Each thread has one.
        let any = chance.below(threads);
        let thread = if number < threads { number } else { any };
        let kind = chance.pick(kinds);
        if kind != "F" {
            places[thread] = chance.pick_other(locations, places[thread]);
        }
        let place = if kind == "F" { "" } else { places[thread] };
        tokens[thread].push(format!("{kind}{place}.{}", chance.pick(orders)));
    }
    Tokens(tokens)
}
