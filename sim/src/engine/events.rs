//! Events: what operations on words and of primitives do to the state of an execution.

use std::fmt;

use waitword_core::platform::ALL;
use waitword_core::{Operation, Outcome};

use super::execution::{Ending, Execution, Granularity, NOBODY, Stop, mix};
use super::task::{Body, State, Task};
use super::words::Touched;
use crate::choice::{Alternative, TaskId};
use crate::event::{Touch, Waits};

impl Execution {
    pub(super) fn now(&self) -> u64 {
        self.now
    }

    pub(super) fn active(&self) -> TaskId {
        self.active
    }

    /// The active task has come to an operation on the word at this address, if it is on one;
    /// returns once it may be done.
    #[inline]
    pub(super) fn come_to_word(&mut self, address: usize) -> Result<(), Stop> {
        let inside = !self.task().operations.is_empty();
        if self.granularity == Granularity::BlackBox && inside || self.is_unwinding() {
            return Ok(());
        }
        self.task().target = address;
        self.arrive(false)
    }

    /// The active task has come to an operation of a primitive.
    #[inline(never)]
    pub(super) fn begin(&mut self, operation: &Operation) -> Result<(), Stop> {
        let black = self.granularity == Granularity::BlackBox;
        if black && self.task().operations.is_empty() {
            if !self.is_unwinding() {
                self.task().waits = operation.waits;
                self.task().target = operation.object.address;
                self.arrive(false)?;
            }
            self.explain(|recorder, task, step| recorder.operation(task, step, *operation));
        }
        self.task().operations.push(*operation);
        Ok(())
    }

    pub(super) fn end_operation(&mut self, outcome: Outcome) {
        self.task().operations.pop();
        if self.task().operations.is_empty() {
            self.explain(|recorder, task, _| recorder.outcome(task, outcome));
        }
    }

    /// The active task has read or written a word.
    #[inline(never)]
    pub(super) fn touch(&mut self, address: usize, verb: &'static str, touch: Touch) {
        let number = self.words.find(address);
        let word = self.words.get_mut(number);
        let (Touch::Read(value) | Touch::Write(value, _)) = touch;
        let before = Touched {
            word: number,
            value,
            writer: word.writer,
            wrote: false,
        };
        self.event = mix(self.event, word.writer);
        word.value = value;
        if let Touch::Write(_, new) = touch {
            word.value = new;
            word.writer = self.event;
            self.changed = true;
        }
        self.remember(before, matches!(touch, Touch::Write(..)));
        if self.recorder.is_some() {
            self.explain_touch(address, verb, touch);
        }
    }

    #[cold]
    fn explain_touch(&mut self, address: usize, verb: &'static str, touch: Touch) {
        let alone = self.task().operations.is_empty();
        self.explain(|recorder, task, step| recorder.touched(task, step, address, touch, alone));
        match touch {
            Touch::Read(value) => self.explain_word(address, format_args!("{verb} {value}")),
            Touch::Write(old, new) => {
                self.explain_word(address, format_args!("{verb} {old} -> {new}"));
            }
        }
    }

    #[cold]
    fn explain_wake(&mut self, address: usize, count: u32) {
        match count {
            ALL => self.explain_word(address, format_args!("wake all")),
            count => self.explain_word(address, format_args!("wake {count}")),
        }
        self.explain(|recorder, task, step| recorder.wakes(task, step, address));
    }

    /// Tells what was done to a word, where that is an event.
    fn explain_word(&mut self, address: usize, what: fmt::Arguments<'_>) {
        let operation = self.task().operations.first().copied();
        if operation.is_none() || self.granularity == Granularity::WhiteBox {
            self.explain(|recorder, task, step| {
                recorder.word(task, step, operation, address, what);
            });
        }
    }

    /// The task goes on, whatever it waited for.
    pub(super) fn ready(&mut self, id: TaskId) {
        let task = &mut self.tasks[id.index()];
        if let State::Asleep { word } = task.state {
            self.words
                .get_mut(word)
                .sleepers
                .retain(|sleeper| *sleeper != id);
        }
        if task.state == State::Blocked {
            self.blocked.retain(|blocked| *blocked != id);
        }
        task.state = State::Ready;
        task.deadline = None;
        // In the black box the rest of an operation is an event; all else runs on to its next one.
        if self.granularity == Granularity::WhiteBox || task.operations.is_empty() {
            self.fresh.push_back(id);
        }
        self.runnable[id.index()] = true;
    }

    /// The active task stops in `state` and somebody else runs.
    pub(super) fn stop(&mut self, state: State, deadline: Option<u64>) -> Stop {
        self.asked = false;
        self.leave(state, deadline);
        if self.ending.is_none() {
            self.decide(false);
        }
        self.stop_here()
    }

    /// The active task can do nothing more for now.
    pub(super) fn leave(&mut self, state: State, deadline: Option<u64>) {
        if state == State::Blocked {
            self.blocked.push(self.active);
        }
        self.runnable[self.active.index()] = false;
        let task = self.task();
        task.state = state;
        task.deadline = deadline;
        task.chosen = false;
    }

    /// The active task is about to sleep on a word; `None` if its time is over.
    pub(super) fn sleep(&mut self, address: usize, deadline: Option<u64>) -> Option<Stop> {
        if deadline.is_some_and(|deadline| deadline <= self.now) {
            return None;
        }
        if let Err(stop) = self.may_wait() {
            return Some(stop);
        }
        let word = self.words.find(address);
        self.call(word);
        let id = self.active;
        self.words.get_mut(word).sleepers.push(id);
        self.explain(|recorder, task, step| recorder.sleeps(task, step, address));
        Some(self.stop(State::Asleep { word }, deadline))
    }

    /// Sleeps and wakes of a word happen in an order.
    fn call(&mut self, number: usize) {
        let word = self.words.get_mut(number);
        self.event = mix(self.event, word.caller);
        word.caller = self.event;
        self.task().acted = true;
    }

    /// The active task goes on after a sleep or a block; in an operation that is an event.
    pub(super) fn resume(&mut self) -> Result<(), Stop> {
        self.go()?;
        let task = self.task();
        let inside = !task.operations.is_empty();
        if task.chosen && inside && self.granularity == Granularity::BlackBox {
            self.begin_event()?;
            if self.recorder.is_some() {
                self.explain_resumed();
            }
        }
        Ok(())
    }

    #[cold]
    fn explain_resumed(&mut self) {
        if let Some(operation) = self.task().operations.first().copied() {
            self.explain(|recorder, task, step| recorder.operation(task, step, operation));
        }
    }

    /// Wakes up to `count` sleepers.
    pub(super) fn wake(&mut self, address: usize, count: u32) {
        let word = self.words.find(address);
        self.call(word);
        if self.recorder.is_some() {
            self.explain_wake(address, count);
        }
        for _ in 0..count {
            let sleepers = &self.words.get(word).sleepers;
            let woken = match sleepers.as_slice() {
                [] => break,
                [only] => *only,
                all if count as usize >= all.len() => all[0],
                all => {
                    let all = all.to_vec();
                    match self.ask(all.into_iter().map(Alternative::Waiter)) {
                        Alternative::Waiter(task) => task,
                        _ => break,
                    }
                }
            };
            self.event = mix(self.event, self.tasks[woken.index()].identity);
            self.explain(|recorder, _, _| recorder.woken(woken));
            self.ready(woken);
        }
    }

    pub(super) fn spawn(&mut self, name: fmt::Arguments<'_>, body: Body) -> TaskId {
        let id = TaskId(self.tasks.len() as u32);
        let identity = match self.tasks.get_mut(self.active.index()) {
            Some(parent) => {
                parent.children += 1;
                mix(parent.identity, !parent.children)
            }
            None => 1,
        };
        // In its place first: to move what was just written stalls.
        self.tasks.push(self.spare.pop().unwrap_or_default());
        self.tasks[id.index()].renew(identity, body);
        self.runnable.push(true);
        self.fresh.push_back(id);
        if let Some(recorder) = &mut self.recorder {
            recorder.name_task(&name.to_string());
        }
        id
    }

    pub(super) fn join(&mut self, target: TaskId) -> Result<(), Stop> {
        self.go()?;
        if self.tasks[target.index()].is_finished() {
            return Ok(());
        }
        self.may_wait()?;
        Err(self.stop(State::Joining(target), None))
    }

    /// The active task has looked whether another one has ended.
    pub(super) fn note_look(&mut self, ended: bool) {
        self.event = mix(self.event, u64::from(ended));
        let answer = if ended { "has ended" } else { "has not ended" };
        self.explain(|recorder, task, step| recorder.looked(task, step, answer));
    }

    pub(super) fn sleep_for(&mut self, nanoseconds: u64) -> Stop {
        self.spend();
        if let Err(stop) = self.may_wait() {
            return stop;
        }
        let deadline = self.now.saturating_add(nanoseconds);
        self.stop(State::Sleeping, Some(deadline))
    }

    /// The active task's fiber has ended; says whose turn it is.
    pub(super) fn finish(&mut self, panicked: bool) -> u32 {
        let id = self.active;
        self.runnable[id.index()] = false;
        self.task().state = State::Finished;
        self.task().unwinding = false;
        if self.tearing_down {
            return NOBODY;
        }
        self.task().panicked = panicked;
        if panicked && self.panics().is_empty() {
            // It was handed on with `resume_unwind`, which runs no hook.
            self.panicked("a panic without a message".into());
        }
        for other in 0..self.tasks.len() {
            if self.tasks[other].state == State::Joining(id) {
                self.ready(TaskId(other as u32));
            }
        }
        if panicked && id == TaskId(0) {
            self.end(Ending::Panic);
        } else if self.ending.is_none() {
            self.decide(false);
        }
        match self.stop_here() {
            Stop::For(next) => next,
            Stop::Unwind | Stop::Alone(_) => NOBODY,
        }
    }

    /// The caller has been told how the task ended.
    pub(super) fn take_panic(&mut self, id: TaskId) {
        self.tasks[id.index()].told = true;
    }

    /// Counts what is no event but may be all that a task does, for ever.
    fn spend(&mut self) {
        if self.ending.is_none() {
            self.pauses += 1;
            if self.pauses > self.limits.steps {
                self.end(Ending::Limit);
            }
        }
    }

    /// The active task does what is no event; returns once it may.
    pub(super) fn pause(&mut self) -> Result<(), Stop> {
        if self.is_unwinding() {
            return Ok(());
        }
        self.spend();
        if self.ending.is_some() {
            self.go()?;
            return Err(Stop::For(NOBODY));
        }
        Ok(())
    }

    /// The active task looks at the time, which passes only when nobody can run.
    pub(super) fn look_at_time(&mut self) -> Result<u64, Stop> {
        if self.task().operations.is_empty() {
            self.pause()?;
        }
        Ok(self.now)
    }

    pub(super) fn choose_value(&mut self, count: u32) -> Result<u32, Stop> {
        if count < 2 || self.is_unwinding() {
            return Ok(0);
        }
        self.pause()?;
        match self.ask((0..count).map(Alternative::Value)) {
            Alternative::Value(value) => {
                self.event = mix(self.event, u64::from(value));
                Ok(value)
            }
            _ => Ok(0),
        }
    }
}

/// What the driver and the panic hook ask.
impl Execution {
    pub(super) fn unfinished(&self) -> Vec<TaskId> {
        let ids = (0..self.tasks.len() as u32).map(TaskId);
        ids.filter(|id| !self.tasks[id.index()].is_finished())
            .collect()
    }

    /// The active task has panicked.
    pub(super) fn panicked(&mut self, message: String) {
        let task = self.active;
        self.panics.push((task, message.clone()));
        self.explain(|recorder, task, step| recorder.panicked(task, step, &message));
    }

    /// The panics that ended tasks, and what they said, if there is one that nobody was told of.
    /// The others came before it and may be its cause, as where a task hands on what it was told.
    pub(crate) fn panics(&self) -> Vec<(TaskId, &str)> {
        let ended = |id: &TaskId| self.tasks[id.index()].panicked;
        if self.tasks.iter().all(|task| task.told || !task.panicked) {
            return Vec::new();
        }
        let ends = self.panics.iter().filter(|(id, _)| ended(id));
        ends.map(|(id, text)| (*id, &**text)).collect()
    }

    /// The tasks that wait for ever, each with the operation or the task that it waits for.
    pub(super) fn find_stuck(&self) -> Vec<(TaskId, Waits)> {
        let waits = |task: &Task| match task.state {
            State::Joining(target) => Some(Waits::For(target)),
            State::Ready | State::Finished => None,
            _ => Some(
                task.operations
                    .last()
                    .map_or(Waits::Word, |o| Waits::In(*o)),
            ),
        };
        let tasks = self.tasks.iter().enumerate();
        tasks
            .filter_map(|(id, task)| Some((TaskId(id as u32), waits(task)?)))
            .collect()
    }
}
