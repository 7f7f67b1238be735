//! The history of waits: who slept where and since when, who called whom, and who changed what.
//!
//! Traces show it too, but as text. This is what a deadlock is explained by.

use std::collections::HashMap;

use waitword_core::{Object, Operation};

use crate::choice::TaskId;
use crate::event::Touch;

/// A task sleeps on the word at this address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sleep {
    pub(crate) address: usize,
    /// Since when, and until when the sleep before it lasted.
    pub(crate) since: u64,
    pub(crate) before: u64,
    /// What the word held.
    pub(crate) held: u64,
}

/// Somebody woke, or would have woken, who sleeps on some words.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) by: TaskId,
    pub(crate) step: u64,
    address: usize,
    size: usize,
    /// Those who were woken.
    pub(crate) woken: Vec<TaskId>,
}

impl Call {
    /// Whether it is for who sleeps at this address.
    pub(crate) fn reaches(&self, address: usize) -> bool {
        (self.address..self.address + self.size).contains(&address)
    }
}

/// A read, or a change, of a word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) task: TaskId,
    pub(crate) step: u64,
    pub(crate) address: usize,
    pub(crate) value: u64,
    /// How many rows its task had then.
    row: u64,
}

/// A read more rows before a sleep than these has nothing to do with it.
const NEAR: u64 = 8;

/// Who slept, called and changed what.
#[derive(Default)]
pub(crate) struct History {
    asleep: HashMap<TaskId, Sleep>,
    awake_since: HashMap<(TaskId, usize), u64>,
    calls: Vec<Call>,
    changes: HashMap<usize, Seen>,
    /// The newest touch of each task, and the newest read of a word by itself, two of them if they
    /// are of different words.
    touches: HashMap<TaskId, Seen>,
    reads: HashMap<TaskId, [Option<Seen>; 2]>,
    rows: HashMap<TaskId, u64>,
}

impl History {
    /// A task begins an operation, which may be one that calls sleepers.
    pub(super) fn operation(&mut self, by: TaskId, step: u64, operation: Operation) {
        let Object { address, size, .. } = operation.object;
        if operation.verb.starts_with("notify") {
            self.call(by, step, address, size);
        }
    }

    /// A task wakes who sleeps on a word.
    pub(super) fn wakes(&mut self, by: TaskId, step: u64, address: usize) {
        let known = self.calls.last();
        let same = |call: &Call| (call.by, call.step) == (by, step) && call.reaches(address);
        if !known.is_some_and(same) {
            self.call(by, step, address, 1);
        }
    }

    fn call(&mut self, by: TaskId, step: u64, address: usize, size: usize) {
        self.calls.push(Call {
            by,
            step,
            address,
            size,
            woken: Vec::new(),
        });
    }

    /// The newest call has reached a task.
    pub(super) fn woken(&mut self, task: TaskId) {
        self.calls
            .last_mut()
            .iter_mut()
            .for_each(|call| call.woken.push(task));
    }

    /// A task goes to sleep.
    pub(super) fn sleeps(&mut self, task: TaskId, step: u64, address: usize) {
        let before = self.awake_since.get(&(task, address)).copied();
        let sleep = Sleep {
            address,
            since: step,
            before: before.unwrap_or(0),
            held: self.touches.get(&task).map_or(0, |touch| touch.value),
        };
        self.asleep.insert(task, sleep);
    }

    /// A task does something, so it does not sleep.
    pub(super) fn acts(&mut self, task: TaskId, step: u64) {
        *self.rows.entry(task).or_default() += 1;
        if let Some(sleep) = self.asleep.remove(&task) {
            self.awake_since.insert((task, sleep.address), step);
        }
    }

    /// A task reads or changes a word; `alone` says that it is not part of an operation.
    pub(super) fn touched(
        &mut self,
        task: TaskId,
        step: u64,
        address: usize,
        touch: Touch,
        alone: bool,
    ) {
        let (Touch::Read(value) | Touch::Write(_, value)) = touch;
        let seen = Seen {
            task,
            step,
            address,
            value,
            row: self.rows.get(&task).copied().unwrap_or(0),
        };
        self.touches.insert(task, seen);
        match touch {
            Touch::Read(_) if alone => self.reads(seen),
            Touch::Write(old, new) if old != new => _ = self.changes.insert(address, seen),
            _ => {}
        }
    }

    fn reads(&mut self, seen: Seen) {
        let [newest, other] = self.reads.entry(seen.task).or_default();
        if newest.is_some_and(|newest| newest.address != seen.address) {
            *other = *newest;
        }
        *newest = Some(seen);
    }

    /// Where a task sleeps.
    pub(crate) fn asleep(&self, task: TaskId) -> Option<Sleep> {
        self.asleep.get(&task).copied()
    }

    /// The calls for who sleeps at this address, in their order.
    pub(crate) fn calls(&self, address: usize) -> impl DoubleEndedIterator<Item = &Call> {
        self.calls.iter().filter(move |call| call.reaches(address))
    }

    /// The newest change of the word at this address.
    pub(crate) fn change(&self, address: usize) -> Option<Seen> {
        self.changes.get(&address).copied()
    }

    /// The word that a task has read by itself just before it slept on another one.
    pub(crate) fn read_before(&self, task: TaskId, sleep: Sleep) -> Option<Seen> {
        let now = self.rows.get(&task).copied().unwrap_or(0);
        let near = |seen: &Seen| seen.address != sleep.address && seen.row + NEAR >= now;
        let reads = self.reads.get(&task)?.iter();
        reads.flatten().find(|seen| near(seen)).copied()
    }
}
