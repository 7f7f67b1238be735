//! The state of one execution, and every decision in it.

use std::cell::Cell;
use std::collections::VecDeque;

use super::alone::Dependent;
use super::blocks::Undo;
use super::limits::{Ending, Granularity, Limits};
use super::listing::Listing;
use super::notes::Notes;
use super::owned::Owned;
use super::places::Places;
use super::races::Races;
use super::task::{State, Task};
use super::violation::Violation;
use crate::choice::{Pick, TaskId};
use crate::declared::Declarations;
use crate::event::{Seen, Waits};
use crate::memory::{Addresses, Memory, Views, Words, mix};
use crate::strategy::Strategy;
use crate::trace::Recorder;

/// Why the caller does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Somebody else runs first: the caller suspends itself for this task, and tries again.
    For(u32),
    /// The execution is over: the caller unwinds.
    Unwind,
    /// The caller runs alone and cannot come to an end: it panics.
    Alone(Dependent),
}

/// How often a task that catches what unwinds it is told again, before it is given up.
const UNWINDS: u32 = 100;

/// What a fiber that suspends itself or ends names as the next one when the execution has ended.
pub(super) const NOBODY: u32 = u32::MAX;

thread_local! {
    /// A task of an earlier execution was given up while it unwound, so that to this thread a panic
    /// is under way for ever.
    pub(super) static LEFT_UNWINDING: Cell<bool> = const { Cell::new(false) };
}

/// The state of one execution.
pub(crate) struct Execution {
    pub(super) granularity: Granularity,
    pub(super) memory: Memory,
    pub(super) limits: Limits,
    /// What is left of them.
    pub(super) left: Limits,
    pub(crate) strategy: Box<dyn Strategy>,
    pub(super) tasks: Vec<Task>,
    /// Whether each task can do its next event.
    pub(super) runnable: Vec<bool>,
    /// Which tasks are blocked, and whether a word was written since they were looked at.
    pub(super) blocked: Vec<TaskId>,
    pub(super) changed: bool,
    /// Tasks of executions that are over, whose memory is used again.
    pub(super) spare: Vec<Task>,
    pub(super) words: Words,
    pub(super) views: Views,
    /// The strategy wants to see what events do.
    pub(super) records: bool,
    /// The event of that, as far as it has come.
    pub(super) seen: Seen,
    /// For each location the event that wrote it last.
    pub(super) locations: Vec<u64>,
    /// The locations of objects, by their address.
    pub(super) objects: Addresses<u32>,
    /// What the newest event puts back if it comes to nothing, and whether it may.
    pub(super) undo: Undo,
    pub(super) races: Races,
    pub(super) undoes: bool,
    pub(super) now: u64,
    pub(super) step: u64,
    /// Pauses: sleeps, starts, choices of values and looks at the time, which are no events.
    pub(super) pauses: u64,
    /// The task whose fiber runs.
    pub(super) active: TaskId,
    /// The task of the newest event, and of the one before.
    pub(super) last: TaskId,
    pub(super) before: TaskId,
    /// The tasks that run on without having been chosen, to the point of their next event.
    pub(super) fresh: VecDeque<TaskId>,
    /// Who runs alone.
    pub(super) alone: Option<TaskId>,
    /// The task to be resumed by the driver.
    pub(super) next: Option<TaskId>,
    pub(super) ending: Option<Ending>,
    /// The task for whose stack there was no memory, if that ended it.
    pub(crate) without_stack: Option<TaskId>,
    /// The execution is over; its tasks unwind.
    pub(super) tearing_down: bool,
    pub(super) alternatives: Listing,
    /// Whether the strategy was asked who runs next since the newest event.
    pub(super) asked: bool,
    /// The choices other than that since the newest event began.
    pub(super) turn: u32,
    /// How many events there were when all ways on had been seen, if that was so.
    pub(super) seen_all: Option<u64>,
    pub(super) picks: Vec<Pick>,
    /// The sum of the hashes of what each event has read and what its stores came after.
    pub(super) digest: u64,
    /// The name of the newest event, which is the same in each execution that has it.
    pub(super) event: u64,
    /// Every panic, and what it said.
    pub(super) panics: Vec<(TaskId, String)>,
    /// How often those who spin were run although nothing had changed.
    pub(super) rounds: u32,
    /// Who waits for ever, if the ending is `Stuck` and the execution is to be explained.
    pub(crate) stuck: Vec<(TaskId, Waits)>,
    /// The words of statics that were touched.
    pub(super) statics: Vec<usize>,
    /// What tasks hold and have asked for.
    pub(super) owned: Owned,
    pub(super) places: Places,
    /// What the program has told, and what is declared of all executions.
    pub(super) notes: Notes,
    pub(crate) declared: Declarations,
    /// What it ended with, if that is `Violation`.
    pub(super) violation: Option<Violation>,
    pub(crate) recorder: Option<Recorder>,
}

impl Execution {
    /// An execution that has not begun, whose choices `strategy` makes.
    pub(crate) fn new(
        granularity: Granularity,
        memory: Memory,
        limits: Limits,
        strategy: Box<dyn Strategy>,
    ) -> Self {
        Execution {
            granularity,
            memory,
            limits,
            left: limits,
            strategy,
            tasks: Vec::new(),
            runnable: Vec::new(),
            blocked: Vec::new(),
            changed: false,
            spare: Vec::new(),
            words: Words::default(),
            views: Views::default(),
            records: false,
            seen: Seen::default(),
            locations: Vec::new(),
            objects: Addresses::default(),
            undo: Undo::default(),
            races: Races::default(),
            undoes: false,
            now: 0,
            step: 0,
            pauses: 0,
            active: TaskId(0),
            last: TaskId(0),
            before: TaskId(0),
            fresh: VecDeque::new(),
            alone: None,
            next: None,
            ending: None,
            without_stack: None,
            tearing_down: false,
            alternatives: Listing::default(),
            asked: false,
            turn: 0,
            seen_all: None,
            picks: Vec::new(),
            digest: 0,
            event: 0,
            panics: Vec::new(),
            rounds: 0,
            stuck: Vec::new(),
            notes: Notes::default(),
            statics: Vec::new(),
            owned: Owned::default(),
            places: Places::default(),
            declared: Declarations::default(),
            violation: None,
            recorder: None,
        }
    }

    /// Makes everything as new, and keeps the memory and the strategy.
    pub(crate) fn reset(&mut self, limits: Limits) {
        self.spare.append(&mut self.tasks);
        self.runnable.clear();
        self.blocked.clear();
        self.words.clear();
        self.views.clear();
        self.races.clear();
        self.locations.clear();
        self.objects.clear();
        self.seen.step = 0;
        self.records = self.strategy.records();
        self.fresh.clear();
        self.picks.clear();
        self.panics.clear();
        self.stuck.clear();
        self.notes.clear();
        self.statics.clear();
        self.owned.clear();
        self.places.clear();
        (self.violation, self.without_stack) = (None, None);
        (self.now, self.step, self.pauses) = (0, 0, 0);
        (self.digest, self.event) = (0, 0);
        (self.active, self.last, self.before) = (TaskId(0), TaskId(0), TaskId(0));
        (self.next, self.ending, self.tearing_down) = (None, None, false);
        (self.seen_all, self.alone) = (None, None);
        self.rounds = 0;
        (self.asked, self.turn, self.changed) = (false, 0, false);
        (self.limits, self.left) = (limits, limits);
    }

    /// How it ended.
    pub(crate) fn ending(&self) -> Ending {
        match self.seen_all {
            Some(_) => Ending::SeenAll,
            None => self.ending.unwrap_or(Ending::Complete),
        }
    }

    /// How many events there were, without those that only ran on.
    pub(crate) fn steps(&self) -> u64 {
        self.seen_all.unwrap_or(self.step)
    }

    /// How much was done that is no event.
    pub(crate) fn pauses(&self) -> u64 {
        self.pauses
    }

    pub(crate) fn strategy(&mut self) -> &mut dyn Strategy {
        &mut *self.strategy
    }

    /// Tells the strategy that the execution has ended, and how; false if a choice that was there
    /// last time was missing.
    pub(crate) fn finish_strategy(&mut self) -> bool {
        let mut events = self.tasks.iter().map(|task| u64::from(task.events));
        self.strategy.observe(&mut events);
        let whole = matches!(self.ending, None | Some(Ending::Complete | Ending::Stuck));
        self.strategy.finish(whole)
    }

    /// The hash of what this execution's events have read and in which order they wrote: executions
    /// that differ only in the order of events that have nothing to do with each other have the
    /// same.
    pub(crate) fn digest(&self) -> u64 {
        self.digest
    }

    pub(crate) fn picks(&self) -> &[Pick] {
        &self.picks
    }

    pub(super) fn task(&mut self) -> &mut Task {
        &mut self.tasks[self.active.index()]
    }

    /// Whether the active task unwinds, so that nothing it does is a choice.
    #[inline(always)]
    pub(super) fn is_unwinding(&mut self) -> bool {
        std::thread::panicking() && self.look_whether_unwinding()
    }

    /// A panic is under way on this thread: the active task's, unless it is another one's.
    #[cold]
    fn look_whether_unwinding(&mut self) -> bool {
        let another = || LEFT_UNWINDING.get() || self.tasks.iter().any(|task| task.unwinding);
        let unwinds = self.tasks[self.active.index()].unwinding || !another();
        self.task().unwinding = unwinds;
        unwinds
    }

    /// Whether the active task may go on: not if the execution is over and it does not unwind yet.
    #[inline]
    pub(super) fn go(&mut self) -> Result<(), Stop> {
        if self.tearing_down && !self.is_unwinding() {
            self.ready(self.active);
            let task = self.task();
            if task.unwinds == UNWINDS {
                return Err(Stop::For(NOBODY));
            }
            task.unwinds += 1;
            task.unwinding = true;
            return Err(Stop::Unwind);
        }
        Ok(())
    }

    /// The active task stops; the next one becomes the active one.
    pub(super) fn stop_here(&mut self) -> Stop {
        match self.next.take() {
            Some(task) if self.ending.is_none() => {
                self.active = task;
                Stop::For(task.0)
            }
            _ => Stop::For(NOBODY),
        }
    }

    /// The active task has come to a point; returns once its event begins.
    #[inline]
    pub(super) fn arrive(&mut self, yields: bool) -> Result<(), Stop> {
        if self.ending.is_some() {
            self.go()?;
            return Err(Stop::For(NOBODY));
        }
        if !self.task().chosen {
            self.stop_spinning(yields)?;
            self.asked = false;
            self.decide(yields);
            if self.ending.is_some() || self.next != Some(self.active) {
                return Err(self.stop_here());
            }
        }
        self.begin_event()
    }

    /// The chosen task begins its event.
    #[inline]
    pub(super) fn begin_event(&mut self) -> Result<(), Stop> {
        if self.step >= self.limits.steps {
            self.end(Ending::Limit);
            return Err(Stop::For(NOBODY));
        }
        self.spend_alone()?;
        self.start_event();
        self.task().unwinding = false;
        Ok(())
    }

    /// The active task unwinds, and does what is an event although nobody has chosen it.
    pub(super) fn begin_unwinding_event(&mut self) {
        if !self.tearing_down && self.ending.is_none() {
            self.start_event();
            self.seen.unwinding = true;
        }
    }

    fn start_event(&mut self) {
        self.step += 1;
        (self.before, self.last) = (self.last, self.active);
        self.tell_event();
        self.records &= self.seen_all.is_none();
        let task = &mut self.tasks[self.active.index()];
        task.chosen = false;
        task.events += 1;
        task.ticks += 1;
        let again = task.state == State::Blocked;
        if again || task.state == State::Spinning {
            self.blocked.retain(|id| *id != self.active);
        }
        task.state = State::Ready;
        task.deadline = None;
        task.touched.clear();
        task.acted = false;
        let waits = std::mem::take(&mut task.waits);
        if !std::mem::take(&mut task.tries) {
            task.halfway = task.entered.is_none();
        }
        self.event = mix(task.identity, u64::from(task.events));
        self.turn = 0;
        self.undoes = waits || again;
        if self.undoes {
            self.keep_state();
        }
        let (task, index) = (self.active.number(), self.task().ticks);
        self.views.of_mut(task).now.raise(task, index);
        if self.records {
            // That it waits until a deadline is an event.
            let timed = self.tasks[self.active.index()].timed;
            self.begin_seen(self.undoes && !timed);
        }
    }

    pub(super) fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
        self.tell_event();
        self.next = None;
        if ending == Ending::Stuck && self.recorder.is_some() {
            self.stuck = self.find_stuck();
        }
    }
}
