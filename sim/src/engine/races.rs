//! Data races: two tasks touch the same data, one of them writes, and nothing puts them in an
//! order.
//!
//! For each datum the last write is kept and each task's last read since, with the task's
//! next tick: who knows of that tick comes after it.
//!
//! Source: C. Flanagan, S. Freund, *FastTrack: Efficient and Precise Dynamic Race Detection*
//! (2009).

use std::panic::Location;

use waitword_core::{Access, Object};

use super::execution::{Execution, Stop};
use super::violation::{Contact, Violation};
use crate::choice::TaskId;
use crate::memory::{Addresses, Clock};

/// One touch of a datum.
#[derive(Clone, Copy)]
struct Touch {
    task: TaskId,
    /// The tick that tells others of it: the task's next one, or that of the operation it is part
    /// of.
    before: u32,
    place: &'static Location<'static>,
}

impl Touch {
    /// Whether nothing says that it happens before what `now` knows.
    fn races(&self, task: TaskId, now: &Clock) -> bool {
        self.task != task && !now.covers(self.task.number(), self.before)
    }
}

/// The last read of each task.
#[derive(Clone, Default)]
struct Reads {
    newest: Option<Touch>,
    /// Those before, if there is another one.
    others: Vec<Touch>,
}

impl Reads {
    fn note(&mut self, touch: Touch) {
        self.others.retain(|other| other.task != touch.task);
        let before = self.newest.replace(touch);
        let before = before.filter(|before| before.task != touch.task);
        self.others.extend(before);
    }

    fn all(&self) -> impl Iterator<Item = &Touch> {
        self.others.iter().chain(&self.newest)
    }

    fn clear(&mut self) {
        self.newest = None;
        self.others.clear();
    }
}

/// Who touched one datum.
#[derive(Clone, Default)]
struct Datum {
    written: Option<Touch>,
    read: Reads,
}

/// The data of an execution, by address.
#[derive(Default)]
pub(super) struct Races {
    data: Addresses<Datum>,
    /// What data were before an event that may come to nothing.
    before: Vec<(usize, Datum)>,
}

impl Races {
    pub(super) fn clear(&mut self) {
        self.data.clear();
    }

    /// An event begins that may come to nothing.
    pub(super) fn keep(&mut self) {
        self.before.clear();
    }

    /// That event has come to nothing: it has touched nothing.
    pub(super) fn take_back(&mut self) {
        while let Some((address, datum)) = self.before.pop() {
            self.data.insert(address, datum);
        }
    }

    /// The memory is given back: what comes to lie there has not been touched.
    pub(super) fn forget(&mut self, object: Object) {
        let range = object.address..object.address + object.size;
        if !self.data.is_empty() {
            self.data.retain(|address, _| !range.contains(address));
        }
    }
}

impl Execution {
    /// The active task touches data.
    pub(super) fn touch_data(
        &mut self,
        access: Access,
        object: Object,
        place: &'static Location<'static>,
    ) -> Result<(), Stop> {
        if self.is_leaving() || object.size == 0 {
            return Ok(());
        }
        let task = self.active;
        let within = self.is_inside() && !self.task().split;
        let before = self.task().ticks + u32::from(!within);
        let touch = Touch {
            task,
            before,
            place,
        };
        let now = &self.views.of(task.number()).now;
        let datum = self.races.data.entry(object.address).or_default();
        if self.undoes {
            self.races.before.push((object.address, datum.clone()));
        }
        let races = |other: &&Touch| other.races(task, now);
        let written = datum.written.as_ref().filter(races);
        let first = match (written, access) {
            (Some(written), _) => Some((*written, "write")),
            (None, Access::Read) => None,
            (None, Access::Write) => datum.read.all().find(races).map(|read| (*read, "read")),
        };
        match access {
            Access::Read => datum.read.note(touch),
            Access::Write => {
                datum.written = Some(touch);
                datum.read.clear();
            }
        }
        match first {
            None => Ok(()),
            Some((first, what)) => Err(self.find_race(object, (first, what), (touch, access))),
        }
    }

    #[cold]
    fn find_race(
        &mut self,
        object: Object,
        (first, what): (Touch, &'static str),
        (second, access): (Touch, Access),
    ) -> Stop {
        let contact = |touch: Touch, what| Contact {
            task: touch.task,
            what,
            place: Some(touch.place),
        };
        let second_did = match access {
            Access::Read => "read",
            Access::Write => "write",
        };
        self.violate(Violation::DataRace {
            object,
            first: contact(first, what),
            second: contact(second, second_did),
        })
    }
}
