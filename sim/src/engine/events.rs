//! Events: what operations on words and of primitives do to the state of an execution.

use std::fmt;

use waitword_core::platform::ALL;
use waitword_core::{Operation, Outcome};

use super::execution::{Ending, Execution, Granularity, NOBODY, Stop, mix};
use super::task::{Body, State, Task};
use crate::choice::{Alternative, TaskId};
use crate::event::{Access, Otherwise, Touch, Waits};

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
            let Operation { object, verb, .. } = *operation;
            self.task().entered = Some((object.kind, verb, object.address));
            if self.is_unwinding() {
                self.begin_unwinding_event();
            } else {
                self.task().waits = operation.waits;
                self.task().target = object.address;
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
        }
        if task.operations.is_empty() {
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
    fn explain_wake(&mut self, address: usize, count: u32) {
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

    /// The active task is about to sleep on a word; `None` if it does not.
    pub(super) fn sleep(&mut self, address: usize, deadline: Option<u64>) -> Option<Stop> {
        if deadline.is_some_and(|deadline| deadline <= self.now || self.expires_early(deadline)) {
            return None;
        }
        if self.wakes_for_nothing() {
            return None;
        }
        if let Err(stop) = self.may_wait() {
            return Some(stop);
        }
        let word = self.words.find_known(address)?;
        self.call(word, true, Otherwise::Sleeps);
        let id = self.active;
        self.words.get_mut(word).sleepers.push(id);
        self.explain(|recorder, task, step| recorder.sleeps(task, step, address));
        Some(self.stop(State::Asleep { word }, deadline))
    }

    /// Whether a wait returns at once and for no reason.
    fn wakes_for_nothing(&mut self) -> bool {
        if self.limits.spurious == 0 || self.is_unwinding() {
            return false;
        }
        let ways = [
            Alternative::Wait(self.active),
            Alternative::Spurious(self.active),
        ];
        let spurious = self.ask(ways.into_iter()) == ways[1];
        if spurious {
            self.limits.spurious -= 1;
            self.explain_return(", returns for no reason");
        }
        spurious
    }

    /// Sleeps and wakes of a word happen in an order; a wake that finds nobody changes nothing.
    fn call(&mut self, number: usize, writes: bool, what: Otherwise) {
        if self.records {
            self.tell_call(number, writes, what);
        }
        let (event, step) = (self.event, self.step);
        let word = self.words.get_mut(number);
        self.digest = self.digest.wrapping_add(mix(event, !word.caller));
        if writes {
            (word.caller, word.caller_step) = (event, step);
        }
        self.task().acted = true;
    }

    /// Tells the strategy that the event concerns the sleepers of a word.
    fn tell_call(&mut self, number: usize, writes: bool, otherwise: Otherwise) {
        if self.seen.is_inside {
            let location = self.locate(number);
            let source = self.locations[location as usize];
            let access = Access::of_object(location, source, self.seen.waits);
            let access = self.seen.access.get_or_insert(access);
            access.writes |= writes;
            return;
        }
        let location = match self.words.get(number).queue {
            Some(location) => location,
            None => self.new_location(),
        };
        self.words.get_mut(number).queue = Some(location);
        let source = self.locations[location as usize];
        let mut access = Access::of_object(location, source, false);
        access.otherwise = otherwise;
        access.writes = writes;
        self.seen.queue = Some(access);
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

    /// Wakes up to `count` sleepers.
    pub(super) fn wake(&mut self, address: usize, count: u32) {
        if self.recorder.is_some() {
            self.explain_wake(address, count);
        }
        let word = self.words.find_woken(address);
        let woken = count.min(self.words.get(word).sleepers.len() as u32);
        self.call(word, woken > 0, Otherwise::Wakes(woken));
        let now = &self.views.of(self.active.number()).now;
        self.words.get_mut(word).woke.join(now);
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
            let identity = self.tasks[woken.index()].identity;
            self.digest = self.digest.wrapping_add(mix(self.event, identity));
            let cause = (self.active.number(), self.task().ticks);
            self.tasks[woken.index()].causes.push(cause);
            self.explain(|recorder, _, _| recorder.woken(woken));
            self.ready(woken);
        }
    }

    pub(super) fn spawn(&mut self, name: fmt::Arguments<'_>, body: Body) -> TaskId {
        let id = TaskId(self.tasks.len() as u32);
        let active = self.active.number();
        let mut causes = Vec::new();
        let identity = match self.tasks.get_mut(self.active.index()) {
            Some(parent) => {
                parent.children += 1;
                causes.clone_from(&parent.causes);
                causes.push((active, parent.ticks));
                mix(parent.identity, !parent.children)
            }
            None => 1,
        };
        if id.0 > 0 {
            self.tick();
        }
        self.views.start((id.0 > 0).then_some(active));
        // In its place first: to move what was just written stalls.
        self.tasks.push(self.spare.pop().unwrap_or_default());
        self.tasks[id.index()].renew(identity, body);
        self.tasks[id.index()].causes = causes;
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
        Ok(self.now)
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
