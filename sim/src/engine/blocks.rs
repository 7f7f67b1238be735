//! Blocks: operations of the black box that could not do their work, and have not happened.

use waitword_core::Retry;

use super::execution::{Execution, Granularity, Stop};
use super::task::State;
use super::words::Touched;

impl Execution {
    /// The active task could not do what it is for, and is out until a word changes that it
    /// touched.
    pub(super) fn block(&mut self, deadline: Option<u64>) -> Result<Retry, Stop> {
        let inside = !self.task().operations.is_empty();
        if self.granularity == Granularity::WhiteBox || !inside || self.is_unwinding() {
            return Ok(Retry::Unsupported);
        }
        if deadline.is_some_and(|deadline| deadline <= self.now) {
            return Ok(Retry::Expired);
        }
        self.may_wait()?;
        let unchanged = |touched: &Touched| self.words.get(touched.word).value == touched.value;
        let task = &self.tasks[self.active.index()];
        if task.acted || !task.touched.iter().all(unchanged) {
            self.note_touched();
            return Err(self.stop(State::Blocked, deadline));
        }
        self.undo_writes();
        if deadline.is_some() {
            // Its time runs from here on, so that it waits is an event.
            return Err(self.stop(State::Blocked, deadline));
        }
        self.take_back();
        Err(self.stop_here())
    }

    /// What the active task waits to see changed is what the words are now.
    fn note_touched(&mut self) {
        for touched in &mut self.tasks[self.active.index()].touched {
            let word = self.words.get(touched.word);
            (touched.value, touched.writer) = (word.value, word.writer);
        }
    }

    /// Keeps what a word was before the active task's event, in case that comes to nothing.
    #[inline]
    pub(super) fn remember(&mut self, before: Touched, wrote: bool) {
        if self.granularity == Granularity::WhiteBox {
            return;
        }
        let touched = &mut self.task().touched;
        match touched
            .iter_mut()
            .find(|touched| touched.word == before.word)
        {
            Some(touched) => touched.wrote |= wrote,
            None => touched.push(Touched { wrote, ..before }),
        }
    }

    /// The active task's event has not happened: it could do nothing. Somebody else runs in its
    /// place.
    fn take_back(&mut self) {
        if self.picks.last().is_some_and(|pick| pick.step == self.step) {
            self.picks.pop();
        }
        self.explain(|recorder, _, step| recorder.pop(step));
        self.step -= 1;
        self.last = self.before;
        self.event = 0;
        self.task().events -= 1;
        self.leave(State::Blocked, None);
        if !self.asked || !self.retract() {
            self.decide(false);
        }
    }

    /// Asks the strategy once more, if there is a choice left; false if there is none.
    fn retract(&mut self) -> bool {
        self.list(false);
        self.asked = self.can_run();
        let left = self.alternatives.listed().len();
        if self.seen_all.is_none() {
            self.strategy.retract(if self.asked { left } else { 0 });
        }
        if self.asked {
            self.pick_who_runs(false);
        }
        self.asked
    }

    /// The active task's event came to nothing: what it wrote, it has put back.
    fn undo_writes(&mut self) {
        let touched = &self.tasks[self.active.index()].touched;
        for touched in touched.iter().filter(|touched| touched.wrote) {
            self.words.get_mut(touched.word).writer = touched.writer;
        }
    }

    /// Finds out which of the blocked tasks may try again.
    pub(super) fn look_at_blocked(&mut self) {
        for id in &self.blocked {
            let touched = &self.tasks[id.index()].touched;
            self.runnable[id.index()] = self.words.differ(touched);
        }
    }
}
