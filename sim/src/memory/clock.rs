//! Vector clocks: how many events of each task happen before a point.
//!
//! Source: F. Mattern, *Virtual Time and Global States of Distributed Systems* (1989).

/// For each task, how many of its events happen before a point.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Clock {
    counts: Vec<u32>,
}

impl Clone for Clock {
    fn clone(&self) -> Self {
        Clock {
            counts: self.counts.clone(),
        }
    }

    fn clone_from(&mut self, other: &Self) {
        self.counts.clone_from(&other.counts);
    }
}

impl Clock {
    pub(crate) fn clear(&mut self) {
        self.counts.clear();
    }

    /// How many events of a task.
    #[inline]
    pub(crate) fn of(&self, task: u32) -> u32 {
        self.counts.get(task as usize).copied().unwrap_or(0)
    }

    /// Whether it covers the event of that number of a task.
    #[inline]
    pub(crate) fn covers(&self, task: u32, event: u32) -> bool {
        self.of(task) >= event
    }

    #[inline]
    pub(crate) fn raise(&mut self, task: u32, event: u32) {
        let task = task as usize;
        if self.counts.len() <= task {
            self.counts.resize(task + 1, 0);
        }
        self.counts[task] = self.counts[task].max(event);
    }

    /// Takes in all that the other one covers.
    #[inline]
    pub(crate) fn join(&mut self, other: &Clock) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine = (*mine).max(*theirs);
        }
    }

    #[cfg(test)]
    pub(crate) fn from(counts: &[u32]) -> Clock {
        Clock {
            counts: counts.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_covers_what_it_was_raised_to_and_what_it_took_in() {
        let mut clock = Clock::default();
        clock.raise(2, 3);
        assert!(clock.covers(2, 3) && !clock.covers(2, 4) && !clock.covers(7, 1));
        clock.join(&Clock::from(&[1, 0, 2, 5]));
        assert_eq!(clock, Clock::from(&[1, 0, 3, 5]));
        clock.raise(3, 2);
        assert!(clock.covers(3, 5));
    }
}
