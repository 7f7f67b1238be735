//! Blocks: operations of the black box that could not do their work, and have not happened.

use waitword_core::Retry;

use super::execution::{Execution, Stop};
use super::limits::Granularity;
use super::task::State;
use crate::choice::Alternative;
use crate::event::Blocked;
use crate::memory::{Clock, Store, Words};

/// A word that an event has touched, as it was before.
#[derive(Clone, Copy)]
pub(super) struct Touched {
    pub(super) word: usize,
    pub(super) value: u64,
    /// The name of the event that had written it.
    pub(super) writer: u64,
    pub(super) wrote: bool,
}

impl Touched {
    /// Whether the word has changed, as far as the operation could tell.
    pub(super) fn differs(&self, words: &Words) -> bool {
        let newest = words.get(self.word).newest();
        // What an operation locked and gave back tells by its value nothing of what it guards.
        newest.value != self.value || self.wrote & (newest.event != self.writer)
    }
}

/// What an event that comes to nothing puts back.
#[derive(Default)]
pub(super) struct Undo {
    digest: u64,
    now: Clock,
    read: Clock,
    stores: Vec<(usize, Store)>,
    used: usize,
}

impl Undo {
    /// Keeps the newest store of a word.
    #[inline]
    fn keep(&mut self, word: usize, store: &Store) {
        match self.stores.get_mut(self.used) {
            Some(place) => {
                place.0 = word;
                place.1.clone_from(store);
            }
            None => self.stores.push((word, store.clone())),
        }
        self.used += 1;
    }
}

impl Execution {
    /// An operation begins that may come to nothing: keeps what it may have to put back.
    #[inline]
    pub(super) fn keep_state(&mut self) {
        let view = self.views.of(self.active.number());
        self.undo.digest = self.digest;
        self.undo.now.clone_from(&view.now);
        self.undo.read.clone_from(&view.read);
        self.undo.used = 0;
        self.races.keep();
    }

    /// The active task could not do what it is for, and is out until a word changes that it
    /// touched.
    pub(super) fn block(&mut self, deadline: Option<u64>) -> Result<Retry, Stop> {
        let inside = !self.task().operations.is_empty();
        if self.granularity == Granularity::WhiteBox || !inside || self.is_unwinding() {
            return Ok(Retry::Unsupported);
        }
        if deadline.is_some_and(|deadline| deadline <= self.now()) {
            return Ok(Retry::Expired);
        }
        self.may_wait()?;
        let unchanged = |touched: &Touched| {
            let newest = self.words.get(touched.word).newest();
            newest.value == touched.value
        };
        let task = &self.tasks[self.active.index()];
        if task.acted || !task.touched.iter().all(unchanged) {
            self.note_touched();
        } else {
            self.undo_writes();
            if deadline.is_none() {
                self.take_back();
                return Err(self.stop_here());
            }
        }
        // Its time runs from here on, so that it waits is an event.
        if let Some(deadline) = deadline
            && self.expires_early(deadline)
        {
            return Ok(Retry::Expired);
        }
        Err(self.stop(State::Blocked, deadline))
    }

    /// Whether a deadline passes at once, before others do what they could do first: to them it has
    /// not passed, unless they learn of it.
    pub(super) fn expires_early(&mut self, deadline: u64) -> bool {
        let ways = [
            Alternative::Wait(self.active),
            Alternative::Expire(self.active),
        ];
        let (all, left) = (self.limits.expiries, self.left.expiries);
        if !self.ask_within(ways, all, left) {
            return false;
        }
        self.left.expiries = left.saturating_sub(1);
        self.explain_return(", its time is up");
        self.views.of_mut(self.active.number()).now.pass(deadline);
        true
    }

    /// What the active task waits to see changed is what the words are now.
    fn note_touched(&mut self) {
        for touched in &mut self.tasks[self.active.index()].touched {
            let newest = self.words.get(touched.word).newest();
            (touched.value, touched.writer) = (newest.value, newest.event);
        }
    }

    /// Keeps what a word was before the active task's event, in case that comes to nothing; whether
    /// the event had not touched it yet.
    #[inline]
    pub(super) fn remember(&mut self, word: usize, wrote: bool) -> bool {
        let newest = self.words.get(word).newest();
        let before = Touched {
            word,
            value: newest.value,
            writer: newest.event,
            wrote,
        };
        let task = &mut self.tasks[self.active.index()];
        if wrote && self.undoes && newest.step != self.step && !self.records {
            self.undo.keep(word, newest);
        }
        match task.touched.iter_mut().find(|touched| touched.word == word) {
            Some(touched) => {
                touched.wrote |= wrote;
                false
            }
            None => {
                task.touched.push(before);
                true
            }
        }
    }

    /// The active task's event has not happened: it could do nothing. Somebody else runs in its
    /// place.
    fn take_back(&mut self) {
        if self.picks.last().is_some_and(|pick| pick.step == self.step) {
            self.picks.pop();
        }
        self.explain(|recorder, _, step| recorder.pop(step));
        self.blocked_at();
        self.step -= 1;
        self.last = self.before;
        self.task().events -= 1;
        self.task().ticks -= 1;
        self.leave(State::Blocked, None);
        self.task().tries = true;
        if !self.asked || !self.retract() {
            self.decide(false);
        }
    }

    /// Tells the strategy what the event was that came to nothing.
    fn blocked_at(&mut self) {
        if !self.records || self.seen.step != self.step {
            return;
        }
        self.seen.step = 0;
        let causes = std::mem::take(&mut self.seen.causes);
        let location = self.seen.access.take().map(|access| access.location);
        let task = self.active.number();
        self.task().causes.clone_from(&causes);
        if let (Some(location), Some(operation)) = (location, self.task().layer()) {
            let words = self.task().touched.clone();
            let object = operation.object.address;
            let word = |touched: &Touched| {
                let address = self.words.get(touched.word).address;
                let offset = address.wrapping_sub(object);
                (!touched.wrote).then_some((offset, touched.value))
            };
            let known = words.iter().map(word).collect();
            self.strategy.blocked(Blocked {
                task,
                index: self.tasks[self.active.index()].ticks,
                location,
                operation,
                begins: !self.tasks[self.active.index()].halfway,
                causes,
                words: known,
            });
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
        if self.records {
            let step = self.step;
            for touched in &self.tasks[self.active.index()].touched {
                self.words.get_mut(touched.word).take_back(step);
            }
        }
        for (word, store) in &self.undo.stores[..self.undo.used] {
            self.words.get_mut(*word).restore(store);
        }
        self.undo.used = 0;
        self.races.take_back();
        self.digest = self.undo.digest;
        let view = self.views.of_mut(self.active.number());
        view.now.clone_from(&self.undo.now);
        view.read.clone_from(&self.undo.read);
    }

    /// Finds out which of the blocked tasks may try again.
    pub(super) fn look_at_blocked(&mut self) {
        for id in &self.blocked {
            let touched = &self.tasks[id.index()].touched;
            // Without a branch: nobody can foretell it.
            let differs = |differs, touched: &Touched| differs | touched.differs(&self.words);
            self.runnable[id.index()] = touched.iter().fold(false, differs);
        }
    }
}
