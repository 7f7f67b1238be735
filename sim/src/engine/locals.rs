//! Locals: what belongs to one task of an execution, or to one execution, and to nobody else.
//!
//! # Invariants
//! 1. A value of a task is dropped by that task, at its end; where the task is given up, never.
//! 2. A value of an execution is dropped when all its tasks have ended.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::{current, with};

/// Under which address a value is kept: that of the `static` it stands for.
type Key = usize;

/// A value of one task.
enum Local {
    Value(Rc<dyn Any>),
    /// The task has dropped it, and is about to end.
    Gone,
}

/// What is kept for the execution that runs on this thread.
#[derive(Default)]
struct Kept {
    /// By the number of the task.
    locals: HashMap<(u32, Key), Local>,
    /// What each task has to drop at its end, in the order in which it came.
    drops: HashMap<u32, Vec<Key>>,
    statics: HashMap<Key, Rc<dyn Any>>,
    /// The order in which those came.
    order: Vec<Key>,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
    static NUMBER: Cell<u64> = const { Cell::new(0) };
}

/// The number of the execution that runs on this thread, which no other in this process has; 0
/// outside a simulation.
pub(crate) fn number() -> u64 {
    with(|_| NUMBER.get()).unwrap_or(0)
}

/// What the active task keeps under this key: `Err` if it has dropped it.
pub(crate) fn local<T: 'static>(key: Key) -> Result<Option<Rc<T>>, ()> {
    let task = current().number();
    KEPT.with_borrow(|kept| match kept.locals.get(&(task, key)) {
        None => Ok(None),
        Some(Local::Gone) => Err(()),
        Some(Local::Value(value)) => Ok(Some(typed(value))),
    })
}

/// The active task keeps a value; returns what it kept there before.
pub(crate) fn keep<T: 'static>(key: Key, value: Rc<T>) -> Option<Rc<dyn Any>> {
    let task = current().number();
    KEPT.with_borrow_mut(|kept| {
        let before = kept.locals.insert((task, key), Local::Value(value));
        if std::mem::needs_drop::<T>() && before.is_none() {
            kept.drops.entry(task).or_default().push(key);
        }
        match before {
            Some(Local::Value(value)) => Some(value),
            _ => None,
        }
    })
}

/// What the execution keeps under this key, made now if there is nothing yet.
pub(crate) fn shared<T: 'static>(key: Key, new: impl FnOnce() -> T) -> Rc<T> {
    KEPT.with_borrow_mut(|kept| {
        let value = kept.statics.entry(key).or_insert_with(|| {
            kept.order.push(key);
            Rc::new(new())
        });
        typed(value)
    })
}

fn typed<T: 'static>(value: &Rc<dyn Any>) -> Rc<T> {
    let value = Rc::clone(value).downcast();
    value.expect("one `static` has one type")
}

/// An execution begins.
pub(super) fn begin() {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    // ORDERING: Relaxed, nothing is published through the number.
    NUMBER.set(NEXT.fetch_add(1, Relaxed));
}

/// The active task ends: drops its values, the newest first, and those that come meanwhile.
/// Returns whether a destructor panicked.
pub(super) fn leave() -> bool {
    let mut panicked = false;
    while let Some(value) = take_newest() {
        panicked |= panic::catch_unwind(AssertUnwindSafe(|| drop(value))).is_err();
    }
    panicked
}

fn take_newest() -> Option<Local> {
    let task = current().number();
    KEPT.with_borrow_mut(|kept| {
        let key = kept.drops.get_mut(&task)?.pop()?;
        kept.locals.insert((task, key), Local::Gone)
    })
}

/// The execution has ended, and all its tasks have or are given up.
pub(super) fn end() {
    let Kept {
        locals,
        drops,
        statics,
        order,
    } = KEPT.take();
    for (task, keys) in drops {
        // The frames of a task that was given up may look at them for ever.
        let given_up = keys.iter().filter_map(|key| locals.get(&(task, *key)));
        given_up.for_each(leak);
    }
    drop(locals);
    let mut statics = statics;
    for value in order.iter().rev().filter_map(|key| statics.remove(key)) {
        // Where a panic can be told to nobody.
        let _ = panic::catch_unwind(AssertUnwindSafe(|| drop(value)));
    }
}

fn leak(local: &Local) {
    if let Local::Value(value) = local {
        std::mem::forget(Rc::clone(value));
    }
}
