//! Places: memory of which the simulator knows when it begins and when it ends.
//!
//! A place that was given back stays as it is, so that who touches it late touches nothing else.
//! Late is not only who comes afterwards in this execution: who touched it before, and nothing puts
//! that before the end, comes late in another one.

use waitword_core::Object;

use super::execution::{Execution, Stop};
use super::violation::{Contact, Violation};
use super::{halt, with};
use crate::choice::TaskId;

/// A place, and who touched it when.
struct Place {
    object: Object,
    /// Who gave it back.
    freed: Option<Contact>,
    /// The last touch of each task: the number of its event, and what it did.
    touches: Vec<(TaskId, u32, &'static str)>,
}

impl Place {
    fn contains(&self, address: usize) -> bool {
        (self.object.address..self.object.address + self.object.size).contains(&address)
    }
}

/// The places of an execution.
#[derive(Default)]
pub(super) struct Places {
    places: Vec<Place>,
}

impl Places {
    pub(super) fn clear(&mut self) {
        self.places.clear();
    }

    fn at(&mut self, address: usize) -> Option<&mut Place> {
        self.places.iter_mut().find(|place| place.contains(address))
    }
}

/// An object is put in a place.
pub(crate) fn begin_place(object: Object) {
    let place = Place {
        object,
        freed: None,
        touches: Vec::new(),
    };
    with(|e| e.places.places.push(place));
}

/// The caller gives back the place of an object.
pub(crate) fn leave_place(object: Object) {
    if let Some(Err(stop)) = with(|e| e.leave_place(object)) {
        halt(stop);
    }
}

/// Nobody can reach the place any more, and its memory may be used again.
pub(crate) fn forget_place(object: Object) {
    with(|e| {
        let places = &mut e.places.places;
        places.retain(|place| place.object.address != object.address);
        e.free(object);
    });
}

impl Execution {
    /// Whether what is done now is no bug, whatever it is: the execution is over, or the active
    /// task leaves its frames because it panicked.
    pub(super) fn is_leaving(&mut self) -> bool {
        self.ending.is_some() || self.is_unwinding()
    }

    fn leave_place(&mut self, object: Object) -> Result<(), Stop> {
        if self.is_leaving() {
            return Ok(());
        }
        self.explain(|recorder, task, step| {
            recorder.word(task, step, None, object.address, format_args!("gone"));
        });
        let now = &self.views.of(self.active.number()).now;
        let freed = Contact {
            task: self.active,
            what: "gave it back",
            place: None,
        };
        let Some(place) = self.places.at(object.address) else {
            return Ok(());
        };
        place.freed = Some(freed);
        let late = |(task, event, _): &&(TaskId, u32, _)| !now.covers(task.number(), *event);
        match place.touches.iter().find(late) {
            Some(&(task, _, what)) => Err(self.find_late(object, freed, task, what)),
            None => Ok(()),
        }
    }

    /// The active task is about to touch a word.
    #[inline]
    pub(super) fn touch_place(&mut self, address: usize, what: &'static str) -> Result<(), Stop> {
        if self.places.places.is_empty() {
            return Ok(());
        }
        self.look_at_place(address, what)
    }

    fn look_at_place(&mut self, address: usize, what: &'static str) -> Result<(), Stop> {
        if self.is_leaving() {
            return Ok(());
        }
        let (task, event) = (self.active, self.task().ticks);
        let Some(place) = self.places.at(address) else {
            return Ok(());
        };
        place.touches.retain(|(other, ..)| *other != task);
        place.touches.push((task, event, what));
        let (object, freed) = (place.object, place.freed);
        let Some(freed) = freed else { return Ok(()) };
        self.explain_word(address, format_args!("{what}, too late"));
        Err(self.find_late(object, freed, task, what))
    }

    fn find_late(
        &mut self,
        object: Object,
        freed: Contact,
        task: TaskId,
        what: &'static str,
    ) -> Stop {
        let touched = Contact {
            task,
            what,
            place: None,
        };
        self.violate(Violation::UseAfterFree {
            object,
            freed,
            touched,
        })
    }
}
