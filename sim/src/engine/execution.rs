//! The state of one execution, and every decision in it.

use std::collections::VecDeque;

use super::events::Waits;
use super::task::{State, Task};
use super::words::Words;
use crate::choice::{Alternative, Choice, Pick, TaskId};
use crate::strategy::{Answer, Strategy};
use crate::trace::Recorder;

/// What counts as one event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// One operation of a primitive: how programs are tested that use primitives.
    #[default]
    BlackBox,
    /// One operation on a word: how primitives are tested.
    WhiteBox,
}

/// What an execution may spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Events.
    pub(crate) steps: u64,
    /// Deadlines that pass before others have done what they could do first.
    pub(crate) expiries: u32,
    /// Waits that return for no reason.
    pub(crate) spurious: u32,
}

/// How an execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Every task ended.
    Complete,
    /// Somebody waits for ever.
    Stuck,
    /// The first task panicked.
    Panic,
    /// Too many events.
    Limit,
    /// Every way on from here has been seen.
    SeenAll,
    /// The choices did not fit the program.
    Mismatch,
}

/// Why the caller does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Somebody else runs first: the caller suspends itself for this task, and tries again.
    For(u32),
    /// The execution is over: the caller unwinds.
    Unwind,
}

/// What a fiber that suspends itself or ends names as the next one when the execution has ended.
pub(super) const NOBODY: u32 = u32::MAX;

/// The state of one execution.
pub(crate) struct Execution {
    pub(super) granularity: Granularity,
    pub(super) limits: Limits,
    pub(crate) strategy: Box<dyn Strategy>,
    pub(super) tasks: Vec<Task>,
    /// Whether each task can do its next event.
    pub(super) runnable: Vec<bool>,
    /// How many tasks are blocked, and whether a word was written since they were looked at.
    pub(super) blocked: u32,
    pub(super) changed: bool,
    /// Tasks of executions that are over, whose memory is used again.
    pub(super) spare: Vec<Task>,
    pub(super) words: Words,
    pub(super) now: u64,
    pub(super) step: u64,
    /// The task whose fiber runs.
    pub(super) active: TaskId,
    /// The task of the newest event, and of the one before.
    last: TaskId,
    before: TaskId,
    /// The tasks that run on without having been chosen, to the point of their next event.
    pub(super) fresh: VecDeque<TaskId>,
    /// The task to be resumed by the driver.
    pub(super) next: Option<TaskId>,
    pub(super) ending: Option<Ending>,
    /// The execution is over; its tasks unwind.
    pub(super) tearing_down: bool,
    alternatives: Vec<Alternative>,
    /// Of each alternative, whether it may turn out to be blocked.
    may_block: Vec<bool>,
    /// Whether the strategy was asked who runs next since the newest event.
    pub(super) asked: bool,
    /// The choices other than that since the newest event began.
    turn: u32,
    pub(super) picks: Vec<Pick>,
    /// The sum of the hashes of all events but the newest, and that of the newest.
    digest: u64,
    pub(super) event: u64,
    /// Every panic, and what it said.
    pub(super) panics: Vec<(TaskId, String)>,
    /// Who waits for ever, if the ending is `Stuck` and the execution is to be explained.
    pub(crate) stuck: Vec<(TaskId, Waits)>,
    pub(crate) recorder: Option<Recorder>,
}

/// Makes one hash of two.
#[inline(always)]
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let mixed = a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_add(0xd6e8_feb8_6659_fd93);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 29)
}

impl Execution {
    /// An execution that has not begun, whose choices `strategy` makes.
    pub(crate) fn new(
        granularity: Granularity,
        limits: Limits,
        strategy: Box<dyn Strategy>,
    ) -> Self {
        Execution {
            granularity,
            limits,
            strategy,
            tasks: Vec::new(),
            runnable: Vec::new(),
            blocked: 0,
            changed: false,
            spare: Vec::new(),
            words: Words::default(),
            now: 0,
            step: 0,
            active: TaskId(0),
            last: TaskId(0),
            before: TaskId(0),
            fresh: VecDeque::new(),
            next: None,
            ending: None,
            tearing_down: false,
            alternatives: Vec::new(),
            may_block: Vec::new(),
            asked: false,
            turn: 0,
            picks: Vec::new(),
            digest: 0,
            event: 0,
            panics: Vec::new(),
            stuck: Vec::new(),
            recorder: None,
        }
    }

    /// Makes everything as new, and keeps the memory and the strategy.
    pub(crate) fn reset(&mut self, limits: Limits) {
        self.spare.append(&mut self.tasks);
        self.runnable.clear();
        (self.blocked, self.changed) = (0, false);
        self.words.clear();
        self.fresh.clear();
        self.picks.clear();
        self.panics.clear();
        self.stuck.clear();
        (self.now, self.step, self.digest, self.event) = (0, 0, 0, 0);
        (self.active, self.last, self.before) = (TaskId(0), TaskId(0), TaskId(0));
        (self.next, self.ending, self.tearing_down) = (None, None, false);
        (self.asked, self.turn) = (false, 0);
        self.limits = limits;
    }

    /// How it ended.
    pub(crate) fn ending(&self) -> Ending {
        self.ending.unwrap_or(Ending::Complete)
    }

    pub(crate) fn steps(&self) -> u64 {
        self.step
    }

    pub(crate) fn strategy(&mut self) -> &mut dyn Strategy {
        &mut *self.strategy
    }

    /// The hash of the partial order of this execution's events: executions that differ only in the
    /// order of events that have nothing to do with each other have the same.
    pub(crate) fn digest(&self) -> u64 {
        self.digest.wrapping_add(mix(self.event, self.event))
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
        let another = || self.tasks.iter().any(|task| task.unwinding);
        let unwinds = self.tasks[self.active.index()].unwinding || !another();
        self.task().unwinding = unwinds;
        unwinds
    }

    /// Whether the active task may go on: not if the execution is over and it does not unwind yet.
    #[inline]
    pub(super) fn go(&mut self) -> Result<(), Stop> {
        if self.tearing_down && !self.is_unwinding() {
            self.ready(self.active);
            self.task().unwinding = true;
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
        if self.step == self.limits.steps {
            self.end(Ending::Limit);
            return Err(Stop::For(NOBODY));
        }
        self.step += 1;
        (self.before, self.last) = (self.last, self.active);
        self.digest = self.digest.wrapping_add(mix(self.event, self.event));
        let task = &mut self.tasks[self.active.index()];
        task.chosen = false;
        task.unwinding = false;
        task.events += 1;
        self.blocked -= u32::from(task.state == State::Blocked);
        task.state = State::Ready;
        task.deadline = None;
        task.touched.clear();
        task.acted = false;
        self.event = mix(task.identity, task.events);
        self.turn = 0;
        Ok(())
    }

    /// The active task's event has not happened: it could do nothing.
    pub(super) fn take_back(&mut self) {
        if self.picks.last().is_some_and(|pick| pick.step == self.step) {
            self.picks.pop();
        }
        self.explain(|recorder, _, step| recorder.pop(step));
        self.step -= 1;
        self.last = self.before;
        self.event = 0;
        self.task().events -= 1;
        if self.asked {
            self.list(false);
            let left = if self.can_run() {
                self.alternatives.len()
            } else {
                0
            };
            self.strategy.retract(left);
            self.asked = left > 0;
        }
    }

    /// The active task's event came to nothing: what it wrote, it has put back.
    pub(super) fn undo_writes(&mut self) {
        let touched = &self.tasks[self.active.index()].touched;
        for touched in touched.iter().filter(|touched| touched.wrote) {
            self.words.get_mut(touched.word).writer = touched.writer;
        }
    }

    pub(super) fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
        self.next = None;
        if ending == Ending::Stuck && self.recorder.is_some() {
            self.stuck = self.find_stuck();
        }
    }

    /// Decides who runs next.
    ///
    /// A task that has not come to its next event is run so far first: that is no choice.
    pub(super) fn decide(&mut self, yields: bool) {
        loop {
            if let Some(task) = self.fresh.pop_front() {
                self.next = Some(task);
                return;
            }
            self.list(yields);
            if self.can_run() {
                break;
            }
            self.asked = false;
            if !self.pass_time() {
                let finished = self.tasks.iter().all(Task::is_finished);
                return self.end(if finished {
                    Ending::Complete
                } else {
                    Ending::Stuck
                });
            }
        }
        let preempts = !yields && self.runnable[self.last.index()];
        if let Some(picked) = self.pick(self.step + 1, 0, preempts) {
            self.follow(picked);
        }
    }

    /// Lists the ways to go on, the default first.
    fn list(&mut self, yields: bool) {
        if self.changed && self.blocked > 0 {
            self.look_at_blocked();
        }
        self.changed = false;
        self.alternatives.clear();
        let count = self.tasks.len();
        let last = self.last.index();
        let mut add = |id: usize| {
            if self.runnable[id] {
                self.alternatives.push(Alternative::Run(TaskId(id as u32)));
            }
        };
        if yields {
            (last + 1..count).for_each(&mut add);
            (0..=last).for_each(add);
        } else {
            add(last);
            (0..last).for_each(&mut add);
            (last + 1..count).for_each(add);
        }
        if self.limits.expiries > 0
            && let Some((_, task)) = self.first_deadline()
        {
            self.alternatives.push(Alternative::Expire(task));
        }
        if self.limits.spurious > 0 {
            let asleep = |task: &Task| matches!(task.state, State::Asleep { .. });
            let sleepers = (0..count).filter(|id| asleep(&self.tasks[*id]));
            let spurious = sleepers.map(|id| Alternative::Spurious(TaskId(id as u32)));
            self.alternatives.extend(spurious);
        }
    }

    /// Finds out which of the blocked tasks may try again.
    fn look_at_blocked(&mut self) {
        for (task, runnable) in self.tasks.iter().zip(&mut self.runnable) {
            if task.state == State::Blocked {
                *runnable = self.words.differ(&task.touched);
            }
        }
    }

    /// Lists, beside the alternatives, which of them may turn out to be blocked.
    fn list_may_block(&mut self) {
        let blocks = |alternative: &Alternative| {
            let Alternative::Run(id) = *alternative else {
                return false;
            };
            let task = &self.tasks[id.index()];
            task.operations.is_empty() && task.waits
        };
        self.may_block.clear();
        self.may_block.extend(self.alternatives.iter().map(blocks));
    }

    fn can_run(&self) -> bool {
        matches!(self.alternatives.first(), Some(Alternative::Run(_)))
    }

    /// Asks the strategy for one of the listed alternatives, if there is a choice.
    fn pick(&mut self, step: u64, turn: u32, preempts: bool) -> Option<Alternative> {
        let first = self.alternatives[0];
        if (self.alternatives.len() == 1 && !self.asked) || self.is_unwinding() {
            return Some(first);
        }
        self.asked = true;
        self.list_may_block();
        let (alternatives, may_block) = (&self.alternatives, &self.may_block);
        let choice = Choice {
            step,
            turn,
            alternatives,
            may_block,
            preempts,
        };
        match self.strategy.choose(&choice) {
            Answer::Take(0) => Some(first),
            Answer::Take(index) => {
                let picked = self.alternatives[index];
                let explained = self.recorder.is_some();
                let of = if explained {
                    self.alternatives.clone()
                } else {
                    Vec::new()
                };
                self.picks.push(Pick {
                    step,
                    turn,
                    picked,
                    preempts,
                    of,
                });
                Some(picked)
            }
            Answer::SeenAll => {
                self.end(Ending::SeenAll);
                None
            }
            Answer::Mismatch => {
                self.end(Ending::Mismatch);
                None
            }
        }
    }

    /// Makes the task of an alternative the next to run.
    fn follow(&mut self, picked: Alternative) {
        let task = match picked {
            Alternative::Run(task) => task,
            Alternative::Expire(task) => {
                self.limits.expiries -= 1;
                self.now = self.now.max(self.tasks[task.index()].deadline.unwrap_or(0));
                self.ready(task);
                task
            }
            Alternative::Spurious(task) => {
                self.limits.spurious -= 1;
                self.ready(task);
                task
            }
            Alternative::Waiter(_) | Alternative::Value(_) => return,
        };
        if !self.fresh.is_empty() {
            self.fresh.retain(|fresh| *fresh != task);
        }
        self.tasks[task.index()].chosen = true;
        self.next = Some(task);
    }

    /// Chooses among alternatives that are not about who runs next.
    ///
    /// A choice that nobody answers ends the execution at the next point.
    pub(super) fn ask(&mut self, alternatives: impl Iterator<Item = Alternative>) -> Alternative {
        self.alternatives.clear();
        self.alternatives.extend(alternatives);
        self.turn += 1;
        self.task().acted = true;
        self.pick(self.step, self.turn, false)
            .unwrap_or(self.alternatives[0])
    }

    /// The deadline that passes first, and whose it is.
    fn first_deadline(&self) -> Option<(u64, TaskId)> {
        let deadline = |(id, task): (usize, &Task)| Some((task.deadline?, TaskId(id as u32)));
        self.tasks.iter().enumerate().filter_map(deadline).min()
    }

    /// Nobody can run: lets time pass until the first deadline, if there is one.
    fn pass_time(&mut self) -> bool {
        let Some((deadline, _)) = self.first_deadline() else {
            return false;
        };
        self.now = self.now.max(deadline);
        for id in 0..self.tasks.len() {
            if self.tasks[id]
                .deadline
                .is_some_and(|deadline| deadline <= self.now)
            {
                self.ready(TaskId(id as u32));
            }
        }
        true
    }

    /// Tells the recorder, if there is one.
    pub(crate) fn explain(&mut self, tell: impl FnOnce(&mut Recorder, TaskId, u64)) {
        let (task, step) = (self.active, self.step);
        if let Some(recorder) = &mut self.recorder
            && !self.tearing_down
        {
            tell(recorder, task, step);
        }
    }
}
