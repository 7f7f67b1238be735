//! What a task keeps for itself.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::any::Any;
use core::cell::RefCell;
use core::fmt;

/// What one task keeps for itself, each value under the number of its
/// [`Local`](crate::Local): made, held and dropped by the platform, one for each task.
///
/// The values are dropped with it, the newest first.
#[derive(Default)]
pub struct Locals {
    values: RefCell<Vec<(usize, Rc<dyn Any>)>>,
}

impl Locals {
    /// Of a task that keeps nothing.
    pub const fn new() -> Self {
        Locals {
            values: RefCell::new(Vec::new()),
        }
    }

    /// The value under this number.
    pub(crate) fn get<T: 'static>(&self, number: usize) -> Option<Rc<T>> {
        let values = self.values.borrow();
        let (_, value) = values.iter().find(|(other, _)| *other == number)?;
        Rc::clone(value).downcast().ok()
    }

    /// Keeps a value, and returns the one that was kept there before.
    pub(crate) fn keep<T: 'static>(&self, number: usize, value: Rc<T>) -> Option<Rc<T>> {
        let before = self.take(number);
        self.values.borrow_mut().push((number, value));
        before
    }

    /// Gives the value under this number back.
    pub(crate) fn take<T: 'static>(&self, number: usize) -> Option<Rc<T>> {
        let mut values = self.values.borrow_mut();
        let place = values.iter().position(|(other, _)| *other == number)?;
        values.remove(place).1.downcast().ok()
    }
}

impl Drop for Locals {
    fn drop(&mut self) {
        while let Some(value) = self.values.get_mut().pop() {
            drop(value);
        }
    }
}

impl fmt::Debug for Locals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.values.try_borrow().map_or(0, |values| values.len());
        f.debug_struct("Locals").field("kept", &kept).finish()
    }
}
