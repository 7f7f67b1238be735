//! The recorder: turns what an execution tells into the rows of a trace.
//!
//! Only executions that are to be explained have one, so nothing here has to be fast.

mod names;

use std::fmt;
use std::time::Duration;

use waitword_core::{Object, Operation, Outcome};

use super::history::History;
use super::objects::Objects;
use super::pointers::Pointers;
use super::print::Print;
use super::{Row, Trace};
use crate::choice::TaskId;
use crate::event::{Touch, Waits};
use crate::verdict::Stuck;

const PANICS: &str = "panics: ";
const REACHES: &str = "reaches ";

/// A name as it can stand in the line of a trace or a schedule, whatever it is made of.
pub(crate) fn one_line(name: &str) -> String {
    let escape = |c: char| {
        let escaped = c.is_control().then(|| c.escape_default());
        let plain = escaped.is_none().then_some(c);
        escaped.into_iter().flatten().chain(plain)
    };
    name.trim_end().chars().flat_map(escape).collect()
}

/// What an execution has told so far.
#[derive(Default)]
pub(crate) struct Recorder {
    tasks: Vec<String>,
    objects: Objects,
    pointers: Pointers,
    history: History,
    rows: Vec<Row>,
    /// How many objects were known before the newest operation.
    before: usize,
    /// How many rows there were at the last progress, and at the last change of a word.
    progress: usize,
    changed: usize,
    /// What is to be said of the next operation on a word.
    remark: String,
    /// What is made instead of rows, if only that is wanted.
    print: Option<Print>,
}

impl Recorder {
    /// A recorder that keeps no rows but only what two executions are compared by.
    pub(crate) fn for_print() -> Recorder {
        Recorder {
            print: Some(Print::default()),
            ..Recorder::default()
        }
    }

    /// Whether the execution is to be explained, not only compared.
    pub(crate) fn keeps_rows(&self) -> bool {
        self.print.is_none()
    }

    /// A number that is the same for executions that do the same.
    pub(crate) fn print(&self) -> u64 {
        self.print.map_or(0, |print| print.hash())
    }

    pub(crate) fn name_task(&mut self, name: &str) {
        if let Some(print) = &mut self.print {
            print.append(TaskId(self.tasks.len() as u32), name);
        }
        self.tasks.push(one_line(name));
        self.progress = self.rows.len();
    }

    pub(crate) fn name_object(&mut self, object: Object, name: &str) {
        self.objects.give_name(object, one_line(name));
    }

    /// The memory of an object is given back.
    pub(crate) fn retired(&mut self, object: Object) {
        self.objects.retire(object);
    }

    pub(crate) fn acquired(&mut self, task: TaskId, object: Object) {
        if self.keeps_rows() {
            self.objects.acquire(object, task);
        }
    }

    pub(crate) fn released(&mut self, task: TaskId, object: Object) {
        if self.keeps_rows() {
            self.objects.release(object, task);
        }
    }

    fn row(&mut self, task: TaskId, step: u64, text: String) {
        if let Some(print) = &mut self.print {
            return print.row(task, step, format_args!("{text}"));
        }
        self.history.acts(task, step);
        self.rows.push(Row {
            step,
            task,
            text,
            preempts: false,
        });
    }

    /// An operation is the event of this step.
    pub(crate) fn operation(&mut self, task: TaskId, step: u64, operation: Operation) {
        self.before = self.objects.count();
        let (verb, name) = (operation.verb, self.objects.name(operation.object));
        if let Some(print) = &mut self.print {
            return print.row(task, step, format_args!("{verb} {name}"));
        }
        let text = format!("{verb} {name}");
        self.row(task, step, text);
        self.history.operation(task, step, operation);
    }

    /// The event of this step has not happened after all.
    pub(crate) fn pop(&mut self, step: u64) {
        self.objects.forget(self.before);
        if let Some(print) = &mut self.print {
            print.pop(step);
        }
        if self.rows.last().is_some_and(|row| row.step == step) {
            self.rows.pop();
        }
    }

    /// The task's operation has ended.
    pub(crate) fn outcome(&mut self, task: TaskId, outcome: Outcome) {
        let text = match outcome {
            Outcome::Done => return,
            Outcome::Refused => ": refused",
            Outcome::TimedOut => ": timed out",
            Outcome::CannotWait => ": cannot wait",
        };
        self.append(task, text);
    }

    /// Nobody could run, and time passed to the deadline of this task.
    pub(crate) fn time(&mut self, task: TaskId, step: u64, now: Duration) {
        self.row(task, step, format!("time passes to {now:?}"));
    }

    /// What is to be said of the next operation on a word.
    pub(crate) fn remark(&mut self, remark: String) {
        self.remark = remark;
    }

    /// The task waits no more.
    pub(crate) fn returns(&mut self, task: TaskId, why: &str) {
        self.append(task, why);
    }

    /// The task goes to sleep on the word at this address.
    pub(crate) fn sleeps(&mut self, task: TaskId, step: u64, address: usize) {
        self.append(task, ", sleeps");
        self.history.sleeps(task, step, address);
    }

    /// The task wakes who sleeps on the word at this address.
    pub(crate) fn wakes(&mut self, task: TaskId, step: u64, address: usize) {
        self.history.wakes(task, step, address);
    }

    /// The newest wake has reached this task.
    pub(crate) fn woken(&mut self, task: TaskId) {
        self.history.woken(task);
    }

    /// The task touches a word, by itself or in an operation.
    pub(crate) fn touched(
        &mut self,
        task: TaskId,
        step: u64,
        address: usize,
        touch: Touch,
        alone: bool,
    ) {
        if matches!(touch, Touch::Write(old, new) if old != new) {
            self.changed = self.rows.len();
        }
        if self.keeps_rows() {
            self.history.touched(task, step, address, touch, alone);
        }
    }

    /// The task writes data that is no word.
    pub(crate) fn wrote_data(&mut self) {
        self.progress = self.rows.len();
    }

    /// How many rows there were when a task was started or data was written for the last time.
    pub(crate) fn progress(&self) -> usize {
        self.progress
    }

    /// How many rows there were when a word was changed for the last time.
    pub(crate) fn changed(&self) -> usize {
        self.changed
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Who slept, called and changed what.
    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    fn append(&mut self, task: TaskId, text: &str) {
        if let Some(print) = &mut self.print {
            print.append(task, text);
        }
        if let Some(row) = self.rows.iter_mut().rev().find(|row| row.task == task) {
            row.text.push_str(text);
        }
    }

    /// What is done to a word is the event of this step, or part of it.
    pub(crate) fn word(
        &mut self,
        task: TaskId,
        step: u64,
        operation: Option<Operation>,
        address: usize,
        what: fmt::Arguments<'_>,
    ) {
        let object = match operation {
            Some(operation) => {
                format!("{} {}", operation.verb, self.objects.name(operation.object))
            }
            None => self.objects.word(address),
        };
        let remark = std::mem::take(&mut self.remark);
        let what = self.pointers.rename(format!("{what}{remark}"));
        self.row(task, step, format!("{object}: {what}"));
    }

    pub(crate) fn panicked(&mut self, task: TaskId, step: u64, message: &str) {
        let message = message.lines().next().unwrap_or("");
        // What a panic says may have an address in it, and does not count.
        let message = if self.print.is_some() { "" } else { message };
        self.row(task, step, format!("{PANICS}{message}"));
    }

    /// The task has come to the label.
    pub(crate) fn reached(&mut self, task: TaskId, step: u64, label: &str) {
        self.row(task, step, format!("{REACHES}{label:?}"));
    }

    /// The text of the event of a step, as schedules give it: without what a panic says.
    pub(crate) fn label(&self, step: u64) -> String {
        let rows = self.rows[self.first_row(step)..].iter();
        let row = rows.take_while(|row| row.step == step).find(|row| {
            [PANICS, REACHES]
                .iter()
                .all(|told| !row.text.starts_with(told))
        });
        row.map_or_else(|| "-".into(), |row| row.text.clone())
    }

    pub(crate) fn preempted(&mut self, step: u64) {
        let first = self.first_row(step);
        if let Some(row) = self.rows.get_mut(first).filter(|row| row.step == step) {
            row.preempts = true;
        }
    }

    /// Where the rows of a step begin: they are in the order of their steps.
    fn first_row(&self, step: u64) -> usize {
        self.rows.partition_point(|row| row.step < step)
    }

    /// The trace.
    pub(crate) fn into_trace(mut self, stuck: &[(TaskId, Waits)]) -> Trace {
        let waits = |(task, waits): &(TaskId, Waits)| {
            let Stuck { object, verb, .. } = self.stuck(*task, *waits);
            let text = match &*self.holders(*waits) {
                [] => format!("{verb} {object}: waits"),
                holders => {
                    let holders: Vec<_> = holders.iter().map(TaskId::to_string).collect();
                    format!("{verb} {object}: held by {}", holders.join(", "))
                }
            };
            Row {
                step: 0,
                task: *task,
                text,
                preempts: false,
            }
        };
        let stuck = stuck.iter().map(waits).collect();
        Trace {
            tasks: self.tasks,
            rows: self.rows,
            stuck,
        }
    }
}
