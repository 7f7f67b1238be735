//! Views: what happens before the next event of each task.
//!
//! An acquiring load takes in what the store it reads released; a fence does so for the loads
//! before it and the stores after it. A release sequence goes on through read-modify-write
//! operations only, as since C++20.
//!
//! Source: ISO C++20, [intro.races] and [atomics.fences].

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Release, SeqCst};

use super::{Clock, Store};

/// What one task knows.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// What happens before its next event.
    pub(crate) now: Clock,
    /// What its relaxed loads have read, for an acquire fence.
    pub(crate) read: Clock,
    /// What it knew at its newest release fence.
    pub(crate) fenced: Clock,
    /// The newest `SeqCst` fence that happens before its next event.
    pub(crate) anchor: u64,
}

impl View {
    fn clear(&mut self) {
        self.now.clear();
        self.read.clear();
        self.fenced.clear();
        self.anchor = 0;
    }
}

pub(crate) fn acquires(order: Ordering) -> bool {
    matches!(order, Acquire | AcqRel | SeqCst)
}

pub(crate) fn releases(order: Ordering) -> bool {
    matches!(order, Release | AcqRel | SeqCst)
}

/// What all tasks know.
#[derive(Debug, Default)]
pub(crate) struct Views {
    tasks: Vec<View>,
    used: usize,
    /// The `SeqCst` fences so far, each with when it was and what it knew.
    fences: Vec<(u64, u32, Clock)>,
}

impl Views {
    pub(crate) fn clear(&mut self) {
        self.used = 0;
        self.fences.clear();
    }

    /// A task is started by another, which it knows all of.
    pub(crate) fn start(&mut self, parent: Option<u32>) {
        if self.used == self.tasks.len() {
            self.tasks.push(View::default());
        }
        let (known, new) = self.tasks.split_at_mut(self.used);
        new[0].clear();
        if let Some(parent) = parent {
            new[0].now.clone_from(&known[parent as usize].now);
            new[0].anchor = known[parent as usize].anchor;
        }
        self.used += 1;
    }

    #[inline]
    pub(crate) fn of(&self, task: u32) -> &View {
        &self.tasks[task as usize]
    }

    #[inline]
    pub(crate) fn of_mut(&mut self, task: u32) -> &mut View {
        &mut self.tasks[task as usize]
    }

    /// A task has ended, and another has waited for it.
    pub(crate) fn join(&mut self, task: u32, ended: u32) {
        let ended = ended as usize;
        let end = std::mem::take(&mut self.tasks[ended].now);
        let anchor = self.tasks[ended].anchor;
        let view = self.of_mut(task);
        view.now.join(&end);
        view.anchor = view.anchor.max(anchor);
        self.tasks[ended].now = end;
    }

    /// A task reads a store.
    #[inline]
    pub(crate) fn read(&mut self, task: u32, store: &Store, order: Ordering) {
        let view = &mut self.tasks[task as usize];
        if acquires(order) {
            view.now.join(&store.release);
        } else {
            view.read.join(&store.release);
        }
        self.look_for_anchor(task);
    }

    /// What a store of a task tells those who acquire it; `source` is what a read-modify-write
    /// operation has read.
    #[inline]
    pub(crate) fn release(&self, task: u32, order: Ordering, into: &mut Clock) {
        let view = self.of(task);
        into.join(if releases(order) {
            &view.now
        } else {
            &view.fenced
        });
    }

    /// A task comes to a fence.
    pub(crate) fn fence(&mut self, task: u32, index: u32, time: u64, order: Ordering) {
        let view = &mut self.tasks[task as usize];
        if acquires(order) {
            view.now.join(&view.read);
        }
        if releases(order) {
            view.fenced.clone_from(&view.now);
        }
        self.look_for_anchor(task);
        if order == SeqCst {
            let now = self.of(task).now.clone();
            self.fences.push((time, task, now));
            self.of_mut(task).anchor = time;
            debug_assert!(self.of(task).now.covers(task, index));
        }
    }

    /// Finds the newest `SeqCst` fence that a task knows of.
    fn look_for_anchor(&mut self, task: u32) {
        if self.fences.is_empty() {
            return;
        }
        let view = &self.tasks[task as usize];
        let known = |(_, by, clock): &&(u64, u32, Clock)| view.now.covers(*by, clock.of(*by));
        let newest = self.fences.iter().rev().find(known);
        let anchor = newest.map_or(0, |(time, ..)| *time);
        self.tasks[task as usize].anchor = view.anchor.max(anchor);
    }

    /// When the first `SeqCst` fence came that knew of one of these events.
    pub(crate) fn first_fence(&self, known: &[(u32, u32)]) -> Option<u64> {
        let knows = |clock: &Clock| {
            known
                .iter()
                .any(|(task, index)| clock.covers(*task, *index))
        };
        let fence = self.fences.iter().find(|(_, _, clock)| knows(clock));
        fence.map(|(time, ..)| *time)
    }
}
