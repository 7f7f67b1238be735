//! Events: what operations on words and of primitives do to the state of an execution.

use std::fmt;

use waitword_core::platform::ALL;
use waitword_core::{Operation, Outcome};

use super::execution::{Execution, NOBODY, Stop};
use super::limits::{Ending, Granularity};
use super::task::{Body, State};
use crate::choice::{Alternative, TaskId};
use crate::event::Touch;
use crate::memory::mix;

impl Execution {
    /// The time that the active task knows: what has passed for all, or for those it depends on.
    #[inline]
    pub(super) fn now(&self) -> u64 {
        self.now.max(self.views.of(self.active.number()).now.time())
    }

    pub(super) fn active(&self) -> TaskId {
        self.active
    }

    /// The active task has come to an operation on the word at this address, if it is on one;
    /// returns once it may be done.
    #[inline]
    pub(super) fn come_to_word(&mut self, address: usize) -> Result<(), Stop> {
        if self.is_unwinding() {
            if !self.is_inside() {
                self.begin_unwinding_event();
            }
            return Ok(());
        }
        if self.is_inside() {
            if !self.task().split {
                return Ok(());
            }
            self.arrive(false)?;
            self.task().split = false;
            self.explain_layer();
            return Ok(());
        }
        self.task().target = address;
        self.arrive(false)
    }

    /// The active task has come to an operation of a primitive.
    #[inline(never)]
    pub(super) fn begin(&mut self, operation: &Operation) -> Result<(), Stop> {
        if self.granularity == Granularity::BlackBox && self.is_layer(operation) {
            self.task().entered = Some(*operation);
            if self.is_unwinding() {
                self.begin_unwinding_event();
            } else {
                self.task().waits = operation.waits;
                self.task().timed = operation.timed;
                self.task().target = operation.object.address;
                self.arrive(false)?;
            }
            self.task().entered = None;
            let task = self.task();
            task.split = false;
            task.layers.push(task.operations.len());
            self.explain(|recorder, task, step| recorder.operation(task, step, *operation));
        }
        self.task().operations.push(*operation);
        Ok(())
    }

    /// Whether an operation is an event of its own: it is not part of one that is, or its object is
    /// not.
    fn is_layer(&mut self, operation: &Operation) -> bool {
        let Some(layer) = self.task().layer() else {
            return true;
        };
        let (outer, inner) = (layer.object, operation.object);
        inner.address < outer.address || inner.address + inner.size > outer.address + outer.size
    }

    pub(super) fn end_operation(&mut self, outcome: Outcome) {
        let task = self.task();
        task.operations.pop();
        if task.layers.last() == Some(&task.operations.len()) {
            task.layers.pop();
            task.split = true;
            self.undoes = false;
        }
        if self.task().operations.is_empty() {
            self.explain(|recorder, task, _| recorder.outcome(task, outcome));
        }
    }

    /// Tells what was done to a word.
    #[inline]
    pub(super) fn tell_touch(&mut self, address: usize, verb: &'static str, touch: Touch) {
        if self.recorder.is_some() {
            self.explain_touch(address, verb, touch);
        }
    }

    #[cold]
    fn explain_touch(&mut self, address: usize, verb: &'static str, touch: Touch) {
        self.note_touch(address, touch);
        match touch {
            Touch::Read(value) => self.explain_word(address, format_args!("{verb} {value}")),
            Touch::Write(old, new) => {
                self.explain_word(address, format_args!("{verb} {old} -> {new}"));
            }
        }
    }

    fn note_touch(&mut self, address: usize, touch: Touch) {
        let alone = self.task().operations.is_empty();
        self.explain(|recorder, task, step| recorder.touched(task, step, address, touch, alone));
    }

    /// Tells what was done to a word that holds a pointer, but not where that points to.
    pub(super) fn tell_pointers(&mut self, address: usize, verb: &'static str, touch: Touch) {
        if self.recorder.is_none() {
            return;
        }
        self.note_touch(address, touch);
        let show = |pointer: u64| if pointer == 0 { "null" } else { "pointer" };
        match touch {
            Touch::Read(value) => {
                self.explain_word(address, format_args!("{verb} {}", show(value)))
            }
            Touch::Write(old, new) => {
                let (old, new) = (show(old), show(new));
                self.explain_word(address, format_args!("{verb} {old} -> {new}"));
            }
        }
    }

    #[cold]
    pub(super) fn explain_wake(&mut self, address: usize, count: u32) {
        match count {
            ALL => self.explain_word(address, format_args!("wake all")),
            count => self.explain_word(address, format_args!("wake {count}")),
        }
        self.explain(|recorder, task, step| recorder.wakes(task, step, address));
    }

    /// Tells what was done to a word, where that is an event.
    pub(super) fn explain_word(&mut self, address: usize, what: fmt::Arguments<'_>) {
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
        if matches!(state, State::Blocked | State::Spinning) {
            self.blocked.push(self.active);
        }
        self.runnable[self.active.index()] = false;
        let task = self.task();
        task.state = state;
        task.deadline = deadline;
        task.chosen = false;
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
        self.explain_layer();
    }

    /// Tells which operation goes on with the event that has begun.
    fn explain_layer(&mut self) {
        if let Some(operation) = self.task().layer() {
            self.explain(|recorder, task, step| recorder.operation(task, step, operation));
        }
    }

    pub(super) fn spawn(&mut self, name: fmt::Arguments<'_>, body: Body) -> TaskId {
        let id = TaskId(self.tasks.len() as u32);
        let active = self.active.number();
        // In its place first: to move what was just written stalls.
        self.tasks.push(self.spare.pop().unwrap_or_default());
        let (before, new) = self.tasks.split_at_mut(id.index());
        let causes = &mut new[0].causes;
        causes.clear();
        let identity = match before.get_mut(self.active.index()) {
            Some(parent) => {
                parent.children += 1;
                causes.extend_from_slice(&parent.causes);
                causes.push((active, parent.ticks));
                mix(parent.identity, !parent.children)
            }
            None => 1,
        };
        new[0].renew(identity, body);
        if id.0 > 0 {
            self.tick();
        }
        self.views.start((id.0 > 0).then_some(active));
        if self.records {
            self.strategy.started(id, identity);
        }
        self.runnable.push(true);
        self.fresh.push_back(id);
        if let Some(recorder) = &mut self.recorder {
            recorder.name_task(&name.to_string());
        }
        id
    }

    /// What the active task did up to here, others may know of from here on.
    fn tick(&mut self) {
        let task = self.task();
        task.ticks += 1;
        let (task, ticks) = (self.active.number(), self.task().ticks);
        self.views.of_mut(task).now.raise(task, ticks);
    }

    pub(super) fn join(&mut self, target: TaskId) -> Result<(), Stop> {
        self.go()?;
        if self.tasks[target.index()].is_finished() {
            self.know_the_end_of(target);
            return Ok(());
        }
        self.may_wait()?;
        Err(self.stop(State::Joining(target), None))
    }

    /// The active task has waited for the end of another one.
    fn know_the_end_of(&mut self, target: TaskId) {
        self.views.join(self.active.number(), target.number());
        if self.records {
            let ended = &self.tasks[target.index()];
            let mut causes = ended.causes.clone();
            causes.push((target.number(), ended.ticks));
            self.task().causes.extend(causes);
        }
    }

    pub(super) fn sleep_for(&mut self, nanoseconds: u64) -> Stop {
        self.spend();
        if let Err(stop) = self.may_wait() {
            return stop;
        }
        let deadline = self.now().saturating_add(nanoseconds);
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
        self.tick();
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
        Ok(self.now())
    }

    /// The active task has come to a choice of its own, which is an event.
    pub(super) fn choose_value(&mut self, count: u32) -> Result<u32, Stop> {
        if count < 2 || self.is_unwinding() {
            return Ok(0);
        }
        self.arrive(false)?;
        match self.ask((0..count).map(Alternative::Value)) {
            Alternative::Value(value) => {
                let chosen = mix(self.event, u64::from(value));
                self.digest = self.digest.wrapping_add(chosen);
                Ok(value)
            }
            _ => Ok(0),
        }
    }
}
