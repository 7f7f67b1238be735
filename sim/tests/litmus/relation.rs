//! Relations between the events of a program, and sets of them, as bits.

/// A set of events, as the bits of their numbers.
pub(crate) type Set = u32;

/// As many events as a relation can have.
pub(crate) const MOST: usize = 24;

/// Which events come after which.
#[derive(Clone, Copy)]
pub(crate) struct Relation {
    rows: [Set; MOST],
    size: usize,
}

/// The numbers in a set.
pub(crate) fn members(set: Set) -> impl Iterator<Item = usize> {
    let mut rest = set;
    std::iter::from_fn(move || {
        let lowest = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
        rest &= rest - 1;
        Some(lowest)
    })
}

impl Relation {
    /// No event of so many comes after another.
    pub(crate) fn empty(size: usize) -> Relation {
        assert!(size <= MOST, "the program is too long to count");
        let rows = [0; MOST];
        Relation { rows, size }
    }

    /// Each event of a set comes after itself.
    pub(crate) fn identity(size: usize, of: Set) -> Relation {
        let mut identity = Relation::empty(size);
        members(of).for_each(|event| identity.rows[event] = 1 << event);
        identity
    }

    pub(crate) fn add(&mut self, before: usize, after: usize) {
        self.rows[before] |= 1 << after;
    }

    pub(crate) fn after(&self, event: usize) -> Set {
        self.rows[event]
    }

    pub(crate) fn or(mut self, other: &Relation) -> Relation {
        for event in 0..self.size {
            self.rows[event] |= other.rows[event];
        }
        self
    }

    /// The pairs of which `keep` is true for the first, and then holds the second.
    pub(crate) fn filter(mut self, keep: impl Fn(usize) -> Set) -> Relation {
        for event in 0..self.size {
            self.rows[event] &= keep(event);
        }
        self
    }

    /// The pairs from one set to another.
    pub(crate) fn between(self, from: Set, to: Set) -> Relation {
        self.filter(|event| if from >> event & 1 == 1 { to } else { 0 })
    }

    /// This, then the other.
    pub(crate) fn then(&self, other: &Relation) -> Relation {
        let mut both = Relation::empty(self.size);
        for event in 0..self.size {
            let steps = members(self.rows[event]).map(|middle| other.rows[middle]);
            both.rows[event] = steps.fold(0, |all, some| all | some);
        }
        both
    }

    /// This once or more often.
    pub(crate) fn closure(mut self) -> Relation {
        for middle in 0..self.size {
            for event in 0..self.size {
                if self.rows[event] >> middle & 1 == 1 {
                    self.rows[event] |= self.rows[middle];
                }
            }
        }
        self
    }

    /// No event comes after itself.
    pub(crate) fn is_irreflexive(&self) -> bool {
        (0..self.size).all(|event| self.rows[event] >> event & 1 == 0)
    }

    pub(crate) fn is_acyclic(&self) -> bool {
        self.closure().is_irreflexive()
    }
}
