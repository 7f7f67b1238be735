//! The names of objects: those the program gave, else kind and number in the order of first use.

use std::collections::HashMap;

use waitword_core::Object;

use crate::choice::TaskId;

/// One object and what is known of it.
struct Known {
    object: Object,
    name: String,
    holders: Vec<TaskId>,
    /// Its memory was given back.
    gone: bool,
}

/// The objects of one execution.
#[derive(Default)]
pub(super) struct Objects {
    known: Vec<Known>,
    /// Names that were given before the kind of the object was known.
    named: HashMap<usize, String>,
    counts: HashMap<&'static str, u32>,
}

impl Objects {
    pub(super) fn give_name(&mut self, object: Object, name: String) {
        if let Some(known) = self
            .known
            .iter_mut()
            .rev()
            .find(|k| k.object.address == object.address)
        {
            known.name.clone_from(&name);
        }
        self.named.insert(object.address, name);
    }

    /// The memory of an object is given back: what comes to lie there is another one.
    pub(super) fn retire(&mut self, object: Object) {
        let memory = object.address..object.address + object.size;
        for known in &mut self.known {
            known.gone |= memory.contains(&known.object.address);
        }
        self.named.retain(|address, _| !memory.contains(address));
    }

    /// The name that the program gave to what lies at this address.
    pub(super) fn given_name(&self, address: usize) -> Option<String> {
        self.named.get(&address).cloned()
    }

    fn known(&mut self, object: Object) -> &mut Known {
        let is_known = |known: &Known| !known.gone && known.object == object;
        let found = self.known.iter().rposition(is_known);
        let index = found.unwrap_or_else(|| {
            let name = self.named.get(&object.address).cloned();
            let name = name.unwrap_or_else(|| self.number(object.kind));
            self.known.push(Known {
                object,
                name,
                holders: Vec::new(),
                gone: false,
            });
            self.known.len() - 1
        });
        &mut self.known[index]
    }

    /// How many objects are known.
    pub(super) fn count(&self) -> usize {
        self.known.len()
    }

    /// Forgets all but the first objects, as if they had not been used yet.
    pub(super) fn forget(&mut self, count: usize) {
        for Known { object, .. } in self.known.drain(count..) {
            if !self.named.contains_key(&object.address) {
                *self.counts.entry(object.kind).or_default() -= 1;
            }
        }
    }

    /// `mutex#2`: the second mutex that is used and has no name.
    fn number(&mut self, kind: &'static str) -> String {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        format!("{kind}#{count}")
    }

    pub(super) fn name(&mut self, object: Object) -> &str {
        &self.known(object).name
    }

    /// The name of the primitive that guards this data, if one is known.
    pub(super) fn around(&self, data: Object) -> Option<String> {
        let inside = |outer: &Object| {
            let end = outer.address + outer.size;
            let is_primitive = ![data.kind, "word"].contains(&outer.kind);
            is_primitive && (outer.address..end).contains(&data.address)
        };
        let outer = self.known.iter().rev().find(|known| inside(&known.object));
        outer.map(|known| known.name.clone())
    }

    /// The name of a word that belongs to no operation of a primitive.
    pub(super) fn word(&mut self, address: usize) -> String {
        let word = Object {
            kind: "word",
            address,
            size: size_of::<u32>(),
        };
        self.name(word).into()
    }

    pub(super) fn acquire(&mut self, object: Object, task: TaskId) {
        self.known(object).holders.push(task);
    }

    /// Takes one hold back: the task's own, or, where it has none, somebody's.
    pub(super) fn release(&mut self, object: Object, task: TaskId) {
        let holders = &mut self.known(object).holders;
        let own = holders.iter().position(|holder| *holder == task);
        if !holders.is_empty() {
            holders.remove(own.unwrap_or(0));
        }
    }

    pub(super) fn holders(&mut self, object: Object) -> Vec<TaskId> {
        self.known(object).holders.clone()
    }
}
