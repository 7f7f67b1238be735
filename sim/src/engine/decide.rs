//! Decisions: who may run next, whom the strategy picks, and what follows from that.

use std::ops::Range;
use std::time::Duration;

use super::execution::Execution;
use super::limits::Ending;
use super::task::Task;
use crate::choice::{Alternative, Choice, Pick, TaskId};
use crate::event::Chosen;
use crate::strategy::Answer;
use crate::trace::Recorder;

/// How many events an execution may run on of which all has been seen.
const PATIENCE: u64 = 50;

impl Execution {
    /// Decides who runs next.
    ///
    /// A task that has not come to its next event is run so far first: that is no choice.
    pub(super) fn decide(&mut self, yields: bool) {
        self.tell_event();
        loop {
            if let Some(task) = self.fresh.pop_front() {
                self.next = Some(task);
                return;
            }
            if self.follow_alone() {
                return;
            }
            if self.ending.is_some() {
                return;
            }
            self.list(yields);
            if self.can_run() {
                break;
            }
            self.asked = false;
            if !self.pass_time() && !self.run_spinners() {
                let finished = self.tasks.iter().all(Task::is_finished);
                return self.end(if finished {
                    Ending::Complete
                } else {
                    Ending::Stuck
                });
            }
        }
        self.pick_who_runs(yields);
    }

    /// Has one of those that are listed picked, and follows it.
    pub(super) fn pick_who_runs(&mut self, yields: bool) {
        let preempts = !yields && self.runnable[self.last.index()];
        if let Some(picked) = self.pick(self.step + 1, 0, preempts) {
            self.follow(picked);
        }
    }

    /// Lists the ways to go on, the default first.
    pub(super) fn list(&mut self, yields: bool) {
        if self.changed && !self.blocked.is_empty() {
            self.look_at_blocked();
        }
        self.changed = false;
        self.alternatives.begin(self.runnable.len());
        let last = self.last.index();
        if yields {
            self.list_tasks(last + 1..self.runnable.len(), last);
            self.list_tasks(0..last, last);
        }
        self.list_tasks(last..last + 1, usize::MAX);
        if !yields {
            self.list_tasks(0..self.runnable.len(), last);
        }
    }

    /// Lists the tasks of a range that can run, without one of them.
    #[inline(always)]
    fn list_tasks(&mut self, tasks: Range<usize>, without: usize) {
        for (runnable, id) in self.runnable[tasks.clone()].iter().zip(tasks) {
            let run = Alternative::Run(TaskId(id as u32));
            self.alternatives.add_if(*runnable & (id != without), run);
        }
    }

    #[inline]
    pub(super) fn can_run(&self) -> bool {
        matches!(
            self.alternatives.listed().first(),
            Some(Alternative::Run(_))
        )
    }

    /// Asks the strategy for one of the listed alternatives, if there is a choice.
    fn pick(&mut self, step: u64, turn: u32, preempts: bool) -> Option<Alternative> {
        let alternatives = self.alternatives.listed();
        let first = alternatives[0];
        if (alternatives.len() == 1 && !self.asked) || self.is_unwinding() {
            return Some(first);
        }
        if self.seen_all.is_some() {
            return self.run_out(first);
        }
        self.asked = true;
        let tasks = &self.tasks;
        let choice = Choice {
            step,
            turn,
            alternatives: self.alternatives.listed(),
            may_block: &|alternative| match alternative {
                Alternative::Run(id) => tasks[id.index()].may_block(),
                _ => false,
            },
            conflict: &|one, other| {
                let target = |of: Alternative| of.task().map_or(0, |id| tasks[id.index()].target);
                target(one) != 0 && target(one) == target(other)
            },
            events: &|id| u64::from(tasks[id.index()].events),
            preempts,
        };
        match self.strategy.choose(&choice) {
            Answer::Take(0) => Some(first),
            Answer::Take(index) => {
                let picked = self.alternatives.listed()[index];
                self.note(step, turn, picked, preempts);
                Some(picked)
            }
            Answer::SeenAll => {
                self.seen_all = Some(self.step);
                Some(first)
            }
            Answer::Mismatch => {
                self.end(Ending::Mismatch);
                None
            }
        }
    }

    /// What comes has been seen before: an execution that ends soon costs less than to unwind it.
    #[cold]
    fn run_out(&mut self, first: Alternative) -> Option<Alternative> {
        if self
            .seen_all
            .is_some_and(|seen| self.step < seen + PATIENCE)
        {
            return Some(first);
        }
        self.end(Ending::SeenAll);
        None
    }

    /// Keeps a choice that was not the default.
    #[inline]
    fn note(&mut self, step: u64, turn: u32, picked: Alternative, preempts: bool) {
        let explained = self.recorder.as_ref().is_some_and(Recorder::keeps_rows);
        self.picks.push(Pick {
            step,
            turn,
            picked,
            preempts,
            of: Vec::new(),
        });
        if explained && let Some(pick) = self.picks.last_mut() {
            pick.of = self.alternatives.listed().to_vec();
        }
    }

    /// Keeps what a strategy said by itself that was not the default.
    pub(super) fn note_pick(&mut self, step: u64, turn: u32, picked: Alternative) {
        self.alternatives.begin(0);
        self.alternatives.push(picked);
        self.note(step, turn, picked, false);
    }

    /// Makes the task of an alternative the next to run.
    pub(super) fn follow(&mut self, picked: Alternative) {
        let Alternative::Run(task) = picked else {
            return;
        };
        if !self.fresh.is_empty() {
            self.fresh.retain(|fresh| *fresh != task);
        }
        self.tasks[task.index()].chosen = true;
        self.next = Some(task);
    }

    /// Whether there is a choice of a kind that may only go so many times another way than the
    /// default, of which so many are left. A strategy that looks at executions counts by itself:
    /// who has spent them depends on the order of events that have nothing to do with each other.
    pub(super) fn may_ask(&mut self, all: u32, left: u32) -> bool {
        if all == 0 || self.is_unwinding() {
            return false;
        }
        let asks = left > 0 || self.records;
        // Its place among the choices of the event does not depend on that.
        self.turn += u32::from(!asks);
        asks
    }

    /// Whether the second of two ways is taken, of which so many may be and so many are left.
    pub(super) fn ask_within(&mut self, ways: [Alternative; 2], all: u32, left: u32) -> bool {
        if !self.may_ask(all, left) {
            return false;
        }
        let taken = self.ask(ways.into_iter());
        if let Some(chosen) = self.seen.choices.last_mut().filter(|_| self.records) {
            chosen.within = all;
        }
        taken == ways[1]
    }

    /// Chooses among alternatives that are not about who runs next.
    ///
    /// A choice that nobody answers ends the execution at the next point.
    pub(super) fn ask(&mut self, alternatives: impl Iterator<Item = Alternative>) -> Alternative {
        self.alternatives.begin(0);
        alternatives.for_each(|alternative| self.alternatives.push(alternative));
        self.turn += 1;
        self.task().acted = true;
        let taken = self
            .pick(self.step, self.turn, false)
            .unwrap_or(self.alternatives.listed()[0]);
        if self.records {
            let of = self.alternatives.listed().to_vec();
            let turn = self.turn;
            self.seen.choices.push(Chosen {
                turn,
                taken,
                of,
                within: u32::MAX,
            });
        }
        taken
    }

    /// The deadline that passes first, and whose it is.
    fn first_deadline(&self) -> Option<(u64, TaskId)> {
        let deadline = |(id, task): (usize, &Task)| Some((task.deadline?, TaskId(id as u32)));
        self.tasks.iter().enumerate().filter_map(deadline).min()
    }

    /// Nobody can run: lets time pass until the first deadline, if there is one.
    fn pass_time(&mut self) -> bool {
        let Some((deadline, task)) = self.first_deadline() else {
            return false;
        };
        self.now = self.now.max(deadline);
        self.step += 1;
        let (step, now) = (self.step, Duration::from_nanos(self.now));
        self.explain(|recorder, _, _| recorder.time(task, step, now));
        self.ready_the_late();
        true
    }

    /// The tasks whose deadlines have passed go on; that they do depends on all that was before.
    pub(super) fn ready_the_late(&mut self) {
        for id in 0..self.tasks.len() {
            let late = |deadline| deadline <= self.now;
            if self.tasks[id].deadline.is_some_and(late) {
                if self.records {
                    self.tell_late(TaskId(id as u32));
                    let all = self.tasks.iter().map(|task| task.ticks);
                    let all: Vec<_> = (0..).zip(all).collect();
                    self.tasks[id].causes.extend(all);
                }
                self.ready(TaskId(id as u32));
            }
        }
    }
}
