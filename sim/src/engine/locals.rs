//! Locals: what belongs to one task of an execution, or to one execution, and to nobody else.
//!
//! # Invariants
//! 1. A value of a task is dropped by that task, at its end; where the task is given up, never.
//! 2. A value of an execution is dropped when all its tasks have ended.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use waitword_core::Object;

use super::{current, outside, with};

/// Under which address a value is kept: that of the `static` it stands for.
type Key = usize;

/// What the execution owns, and how it is freed.
type Owned = (*mut (), fn(*mut ()));

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
    /// What is freed at the end, the newest first, and how.
    owned: Vec<Owned>,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
    static NUMBER: Cell<u64> = const { Cell::new(0) };
    /// What is retired while the execution ends.
    static RETIRED: RefCell<Option<Vec<Object>>> = const { RefCell::new(None) };
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
///
/// # Panics
/// Outside a simulation, where nobody would drop it.
pub(crate) fn keep<T: 'static>(key: Key, value: Rc<T>) -> Option<Rc<dyn Any>> {
    assert!(
        number() != 0,
        "a thread local of the simulator is only used in a simulation"
    );
    let task = current().number();
    KEPT.with_borrow_mut(|kept| {
        let before = kept.locals.insert((task, key), Local::Value(value));
        if mem::needs_drop::<T>() && before.is_none() {
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

/// The execution owns what is at this address from here on, and frees it at its end.
pub(crate) fn own(value: *mut (), free: fn(*mut ())) {
    KEPT.with_borrow_mut(|kept| kept.owned.push((value, free)));
}

/// The execution owns it no more.
pub(crate) fn disown(value: *mut ()) {
    KEPT.with_borrow_mut(|kept| kept.owned.retain(|(owned, _)| *owned != value));
}

/// The number of the execution that runs on this thread, which no other in this process has; 0
/// outside a simulation.
pub(crate) fn number() -> u64 {
    with(|_| NUMBER.get()).unwrap_or(0)
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

/// All tasks of the execution have ended, or are given up: drops what belongs to all of them, as if
/// outside, but for what is retired.
pub(super) fn end() {
    let kept = KEPT.take();
    for (task, keys) in &kept.drops {
        // The frames of a task that was given up may look at them for ever.
        let given_up = keys
            .iter()
            .filter_map(|key| kept.locals.get(&(*task, *key)));
        given_up.for_each(leak);
    }
    RETIRED.set(Some(Vec::new()));
    outside(|| drop_shared(kept));
    let retired = RETIRED.take().unwrap_or_default();
    with(|e| retired.into_iter().for_each(|object| e.free(object)));
}

fn drop_shared(mut kept: Kept) {
    // Where a panic can be told to nobody.
    let quietly = |work: &mut dyn FnMut()| {
        let _ = panic::catch_unwind(AssertUnwindSafe(work));
    };
    for (value, free) in kept.owned.iter().rev() {
        quietly(&mut || free(*value));
    }
    for key in kept.order.iter().rev() {
        quietly(&mut || drop(kept.statics.remove(key)));
    }
}

/// The memory of an object is given back while no task runs.
pub(super) fn retire(object: Object) {
    let keep = |retired: &RefCell<Option<Vec<Object>>>| {
        if let Some(retired) = &mut *retired.borrow_mut() {
            retired.push(object);
        }
    };
    // A thread of the machine that ends has nothing to keep.
    let _ = RETIRED.try_with(keep);
}

fn leak(local: &Local) {
    if let Local::Value(value) = local {
        mem::forget(Rc::clone(value));
    }
}
