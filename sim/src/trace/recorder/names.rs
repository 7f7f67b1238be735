//! What a recorder calls tasks and objects, for verdicts.

use waitword_core::Object;

use super::Recorder;
use crate::choice::TaskId;
use crate::event::Waits;
use crate::verdict::{Panicked, Stuck};

impl Recorder {
    /// The name of a word.
    pub(crate) fn word_name(&mut self, address: usize) -> String {
        self.objects.word(address)
    }

    /// The name of a task.
    pub(crate) fn task(&self, task: TaskId) -> String {
        self.tasks
            .get(task.index())
            .cloned()
            .unwrap_or_else(|| task.to_string())
    }

    /// What a task waits for, for the verdict.
    pub(crate) fn stuck(&mut self, task: TaskId, waits: Waits) -> Stuck {
        let (object, verb, holders) = match waits {
            Waits::For(target) => (self.task(target), "join", Vec::new()),
            Waits::In(operation) => {
                let holders = self.objects.holders(operation.object);
                let object = self.objects.name(operation.object);
                (object.into(), operation.verb, holders)
            }
            Waits::Word => (self.sleeps_on(task), "wait", Vec::new()),
        };
        let holders = holders
            .into_iter()
            .map(|holder| self.task(holder))
            .collect();
        Stuck {
            task: self.task(task),
            object,
            verb: verb.into(),
            holders,
        }
    }

    /// The name of the word that a task sleeps on.
    fn sleeps_on(&mut self, task: TaskId) -> String {
        match self.history.asleep(task) {
            Some(sleep) => self.objects.word(sleep.address),
            None => "a word".into(),
        }
    }

    /// Who holds what a task waits for.
    pub(crate) fn holders(&mut self, waits: Waits) -> Vec<TaskId> {
        match waits {
            Waits::In(operation) => self.objects.holders(operation.object),
            Waits::For(_) | Waits::Word => Vec::new(),
        }
    }

    /// The name of what lies in some memory, or its kind.
    pub(crate) fn memory(&self, memory: Object) -> String {
        let article = if memory.kind.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "an"
        } else {
            "a"
        };
        let given = self.objects.given_name(memory.address);
        given.unwrap_or_else(|| format!("{article} {}", memory.kind))
    }

    /// The name of an object; data behind a guard is that of the primitive.
    pub(crate) fn object(&mut self, object: Object) -> String {
        let around = (object.kind == "data").then(|| self.objects.around(object));
        match around.flatten() {
            Some(around) => format!("the data of {around}"),
            None => self.objects.name(object).into(),
        }
    }

    /// A panic, for the verdict.
    pub(crate) fn panic(&self, task: TaskId, message: &str) -> Panicked {
        Panicked {
            task: self.task(task),
            message: message.into(),
        }
    }
}
