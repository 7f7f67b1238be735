//! Plans: executions that are still to be made, each as the steps that it begins with.

use super::graph::{INIT, Id, Part, Pending};
use crate::choice::Alternative;

/// One event of a plan.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// The name of its task.
    pub(super) name: u64,
    /// The step whose store it reads; `None` for the newest.
    pub(super) source: Option<Id>,
    /// Its place in the modification order of its location.
    pub(super) rank: u32,
    pub(super) fails: bool,
    /// The choices within it, in their order.
    pub(super) picks: Vec<(u32, Alternative)>,
    /// The stamps of its parts; those without are new.
    pub(super) stamps: [u32; 6],
    /// What it does, if nothing of that changes: whether it reads, writes, is a fence, and falls
    /// asleep or wakes.
    pub(super) known: Option<[bool; 4]>,
    /// Whether it must turn out to write, if that is not known before.
    pub(super) writes: Option<bool>,
}

/// The beginning of an execution that is still to be made.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// Operations that come after a store.
    pub(super) pending: Vec<Pending>,
    pub(super) next_stamp: u32,
    /// Which of the plans of the execution it came of it is, and so on back to the first.
    pub(super) path: Vec<u64>,
    /// Which part of all executions comes of it; all for the first.
    pub(super) share: Option<f64>,
}

/// What the event at the centre of a plan does otherwise than it did.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    pub(super) source: Option<Id>,
    /// The store that its own comes after.
    pub(super) after: Option<Id>,
    pub(super) fails: bool,
    pub(super) picks: Vec<(u32, Alternative)>,
    pub(super) writes: Option<bool>,
    /// It falls asleep, and what is revisited wakes it or comes after that.
    pub(super) sleeps: bool,
}

/// The read that the event at the centre changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Revisited {
    pub(super) id: Id,
    pub(super) part: Part,
    /// It may be blocked, so nobody knows when it comes.
    pub(super) waits: bool,
    /// It fails for no reason, if it would write.
    pub(super) fails: bool,
}

/// Memory for what is needed while a plan is built, and for plans.
#[derive(Debug, Default)]
pub(super) struct Room {
    pub(super) order: Vec<Id>,
    pub(super) rest: Vec<Id>,
    pub(super) places: Vec<Id>,
    pub(super) ranks: Vec<u32>,
    /// Plans that are not needed any more.
    pub(super) spare: Vec<Plan>,
    /// Lists of stores that are not needed any more.
    lists: Vec<Vec<Id>>,
}

impl Room {
    /// A list of stores that begins with what was there before the execution.
    pub(super) fn list(&mut self) -> Vec<Id> {
        let mut list = self.lists.pop().unwrap_or_default();
        list.clear();
        list.push(INIT);
        list
    }

    /// Keeps a list for the next who needs one.
    pub(super) fn keep(&mut self, list: Vec<Id>) {
        self.lists.push(list);
    }
}
