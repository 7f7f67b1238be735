//! Priorities of the ways to go on.

use crate::choice::Alternative;

/// A priority for each way to go on that has one.
#[derive(Clone, Debug, Default)]
pub(super) struct Priorities {
    /// Those of tasks that run, by number; 0 for none.
    runs: Vec<u64>,
    others: Vec<(Alternative, u64)>,
}

impl Priorities {
    pub(super) fn clear(&mut self) {
        self.runs.clear();
        self.others.clear();
    }

    /// The priority, which is `new` if there is none yet. None is 0.
    #[inline]
    pub(super) fn get(&mut self, of: Alternative, new: impl FnOnce() -> u64) -> u64 {
        let place = self.place(of);
        if *place == 0 {
            *place = new();
        }
        *place
    }

    /// Sets the priority, or takes it away with a 0.
    pub(super) fn set(&mut self, of: Alternative, priority: u64) {
        *self.place(of) = priority;
    }

    #[inline]
    fn place(&mut self, of: Alternative) -> &mut u64 {
        let Alternative::Run(task) = of else {
            return self.place_of_other(of);
        };
        if self.runs.len() <= task.index() {
            self.runs.resize(task.index() + 1, 0);
        }
        &mut self.runs[task.index()]
    }

    fn place_of_other(&mut self, of: Alternative) -> &mut u64 {
        let known = self.others.iter().position(|(known, _)| *known == of);
        let index = known.unwrap_or(self.others.len());
        if known.is_none() {
            self.others.push((of, 0));
        }
        &mut self.others[index].1
    }
}

/// The place of the highest number.
#[inline]
pub(super) fn highest(numbers: impl Iterator<Item = u64>) -> usize {
    let best = |best: (usize, u64), (index, number)| {
        if number > best.1 {
            (index, number)
        } else {
            best
        }
    };
    numbers.enumerate().fold((0, 0), best).0
}
