//! Vector clocks: how many events of each task happen before a point.
//!
//! Source: F. Mattern, *Virtual Time and Global States of Distributed Systems* (1989).

/// So many tasks need no memory of their own: most programs have no more.
const FEW: usize = 8;

/// For each task, how many of its events happen before a point.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Clock {
    few: [u32; FEW],
    /// Those of the tasks after the first few.
    more: Vec<u32>,
    /// The time that is known to have passed.
    time: u64,
}

impl Clone for Clock {
    #[inline]
    fn clone(&self) -> Self {
        Clock {
            few: self.few,
            more: self.more.clone(),
            time: self.time,
        }
    }

    #[inline]
    fn clone_from(&mut self, other: &Self) {
        self.few = other.few;
        self.time = other.time;
        if !self.more.is_empty() || !other.more.is_empty() {
            self.more.clone_from(&other.more);
        }
    }
}

impl Clock {
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.few = [0; FEW];
        self.time = 0;
        self.more.clear();
    }

    /// How many events of a task.
    #[inline]
    pub(crate) fn of(&self, task: u32) -> u32 {
        match self.few.get(task as usize) {
            Some(count) => *count,
            None => self.more.get(task as usize - FEW).copied().unwrap_or(0),
        }
    }

    /// Whether it covers the event of that number of a task.
    #[inline]
    pub(crate) fn covers(&self, task: u32, event: u32) -> bool {
        self.of(task) >= event
    }

    #[inline]
    pub(crate) fn raise(&mut self, task: u32, event: u32) {
        let count = match self.few.get_mut(task as usize) {
            Some(count) => count,
            None => self.one_of_many(task as usize - FEW),
        };
        *count = event.max(*count);
    }

    #[cold]
    fn one_of_many(&mut self, place: usize) -> &mut u32 {
        if self.more.len() <= place {
            self.more.resize(place + 1, 0);
        }
        &mut self.more[place]
    }

    /// The time that is known to have passed.
    #[inline]
    pub(crate) fn time(&self) -> u64 {
        self.time
    }

    /// A deadline has passed.
    pub(crate) fn pass(&mut self, time: u64) {
        self.time = self.time.max(time);
    }

    /// Takes in all that the other one covers.
    #[inline]
    pub(crate) fn join(&mut self, other: &Clock) {
        self.time = self.time.max(other.time);
        for (mine, theirs) in self.few.iter_mut().zip(&other.few) {
            *mine = (*mine).max(*theirs);
        }
        if !other.more.is_empty() {
            self.join_more(&other.more);
        }
    }

    #[cold]
    fn join_more(&mut self, other: &[u32]) {
        if self.more.len() < other.len() {
            self.more.resize(other.len(), 0);
        }
        for (mine, theirs) in self.more.iter_mut().zip(other) {
            *mine = (*mine).max(*theirs);
        }
    }

    #[cfg(test)]
    pub(crate) fn from(counts: &[u32]) -> Clock {
        let mut clock = Clock::default();
        let tasks = (0..).zip(counts);
        tasks.for_each(|(task, count)| clock.raise(task, *count));
        clock
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
    #[test]
    fn a_clock_counts_the_events_of_many_tasks() {
        let mut clock = Clock::from(&[1; 9]);
        clock.raise(20, 2);
        assert!(clock.covers(8, 1) && clock.covers(20, 2));
        assert!(!clock.covers(19, 1) && !clock.covers(100, 1));
        let mut other = Clock::from(&[3]);
        other.join(&clock);
        assert!(other.covers(0, 3) && other.covers(20, 2) && !other.covers(20, 3));
        clock.clone_from(&Clock::from(&[1]));
        assert!(clock.covers(0, 1) && !clock.covers(8, 1));
    }
}
