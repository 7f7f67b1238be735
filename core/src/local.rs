//! A value of which each task has its own.

use alloc::rc::Rc;
use core::error::Error;
use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::runtime::Runtime;

/// A value of which each task has its own, made when the task first asks for it.
///
/// Python's `threading.local`, std's `thread_local!` without the macro: it may also be a field, or
/// made while the program runs. A task's value is dropped at its end.
///
/// ```
/// use std::cell::Cell;
/// use waitword_core::{Local, Runtime, runtime::Join};
///
/// fn count<R: Runtime>() {
///     let count = std::sync::Arc::new(Local::<R, Cell<u32>>::new(|| Cell::new(10)));
///     count.with(|mine| mine.set(mine.get() + 1));
///     let other = count.clone();
///     let task = R::spawn(format_args!("other"), move || other.with(Cell::get));
///     assert_eq!((count.with(Cell::get), task.join().unwrap()), (11, 10));
/// }
/// ```
///
/// It does not promise that the values of other tasks go when it is dropped: they stay until these
/// tasks end. Cost: a look through the list of those values that the task keeps.
pub struct Local<R: Runtime, T: 'static> {
    /// Which it is, of all there ever were; 0 until somebody asks for a value.
    number: AtomicUsize,
    make: fn() -> T,
    platform: PhantomData<fn() -> R>,
}

/// The task is about to end, and its value was dropped; or there is no task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task has dropped its values")
    }
}

impl Error for Ended {}

impl<R: Runtime, T> Local<R, T> {
    /// A local whose values begin as what `make` returns.
    pub const fn new(make: fn() -> T) -> Self {
        Local {
            number: AtomicUsize::new(0),
            make,
            platform: PhantomData,
        }
    }

    /// Lends the caller's value to `look`.
    ///
    /// Context: thread.
    ///
    /// # Panics
    /// In the destructor of another local, at the end of the task; see
    /// [`try_with`](Local::try_with).
    #[track_caller]
    pub fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        match self.try_with(look) {
            Ok(result) => result,
            Err(error) => panic!("{error}"),
        }
    }

    /// As [`with`](Local::with), with an error where `with` panics.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`Ended`].
    pub fn try_with<U>(&self, look: impl FnOnce(&T) -> U) -> Result<U, Ended> {
        let value = match self.kept()? {
            Some(value) => value,
            None => self.keep((self.make)())?,
        };
        Ok(look(&value))
    }

    /// Puts another value in the place of the caller's; returns that, if there was one and nobody
    /// looks at it.
    ///
    /// Context: thread.
    ///
    /// # Errors
    /// [`Ended`]; the value is dropped.
    pub fn set(&self, value: T) -> Result<Option<T>, Ended> {
        let before = self.take();
        self.keep(value)?;
        Ok(before)
    }

    /// Takes the caller's value out, if there is one and nobody looks at it; the next one is new.
    ///
    /// Context: thread.
    pub fn take(&self) -> Option<T> {
        let number = self.number();
        let value = R::locals(|locals| locals.take::<T>(number))??;
        Rc::into_inner(value)
    }

    fn kept(&self) -> Result<Option<Rc<T>>, Ended> {
        let number = self.number();
        R::locals(|locals| locals.get(number)).ok_or(Ended)
    }

    fn keep(&self, value: T) -> Result<Rc<T>, Ended> {
        let (number, value) = (self.number(), Rc::new(value));
        let kept = Rc::clone(&value);
        // What was there before is dropped when nobody looks at the list any more.
        let before = R::locals(|locals| locals.keep(number, kept)).ok_or(Ended)?;
        drop(before);
        Ok(value)
    }

    /// Its number, which no other local ever has.
    fn number(&self) -> usize {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        // ORDERING: Relaxed, here and below: the number is all there is.
        match self.number.load(Relaxed) {
            0 => {
                let mine = NEXT.fetch_add(1, Relaxed);
                let first = self.number.compare_exchange(0, mine, Relaxed, Relaxed);
                first.map_or_else(|another| another, |_| mine)
            }
            number => number,
        }
    }
}

impl<R: Runtime, T> Drop for Local<R, T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

impl<R: Runtime, T: Default> Default for Local<R, T> {
    fn default() -> Self {
        Local::new(T::default)
    }
}

impl<R: Runtime, T: fmt::Debug> fmt::Debug for Local<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kept() {
            Ok(Some(value)) => f.debug_tuple("Local").field(&value).finish(),
            _ => f.write_str("Local(<none>)"),
        }
    }
}
