//! What primitives tell their platform: which object, which operation, how it ended.

use core::marker::PhantomData;

use crate::platform::Platform;

/// A primitive as a platform sees it: a kind and a place.
///
/// Words whose addresses lie in `address .. address + size` belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it is: `"mutex"`.
    pub kind: &'static str,
    /// Where it is.
    pub address: usize,
    /// How many bytes it has.
    pub size: usize,
}

impl Object {
    /// The object behind a reference.
    #[inline(always)]
    pub fn new<T: ?Sized>(kind: &'static str, object: &T) -> Object {
        let address = (&raw const *object).addr();
        Object {
            kind,
            address,
            size: size_of_val(object),
        }
    }
}

/// One call of a primitive's method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// On what.
    pub object: Object,
    /// The method: `"lock"`.
    pub verb: &'static str,
    /// Whether it may have to wait.
    pub waits: bool,
}

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it is for.
    Done,
    /// A `try_` form found that it could not.
    Refused,
    /// Its deadline passed.
    TimedOut,
    /// It would have had to wait where nobody can wait.
    CannotWait,
}

/// How the data behind a guard is touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read.
    Read,
    /// Written.
    Write,
}

/// The stretch between [`Platform::begin`] and [`Platform::end`] of one operation.
///
/// Authors of primitives open one in each public method. On real platforms it is nothing.
#[derive(Debug)]
pub struct Scope<P: Platform> {
    outcome: Outcome,
    platform: PhantomData<P>,
}

impl<P: Platform> Scope<P> {
    /// Begins an operation that never waits, which ends when the scope is dropped.
    #[inline(always)]
    #[track_caller]
    pub fn begin<T: ?Sized>(kind: &'static str, verb: &'static str, object: &T) -> Self {
        P::begin(Operation {
            object: Object::new(kind, object),
            verb,
            waits: false,
        });
        Scope {
            outcome: Outcome::Done,
            platform: PhantomData,
        }
    }

    /// Begins an operation that may have to wait.
    #[inline(always)]
    #[track_caller]
    pub fn begin_wait<T: ?Sized>(kind: &'static str, verb: &'static str, object: &T) -> Self {
        P::begin(Operation {
            object: Object::new(kind, object),
            verb,
            waits: true,
        });
        Scope {
            outcome: Outcome::Done,
            platform: PhantomData,
        }
    }

    /// Notes how the operation ends and passes the result on.
    #[inline(always)]
    pub fn end<T, E: Into<Outcome> + Copy>(mut self, result: Result<T, E>) -> Result<T, E> {
        if let Err(error) = &result {
            self.outcome = (*error).into();
        }
        result
    }
}

impl<P: Platform> Drop for Scope<P> {
    #[inline(always)]
    fn drop(&mut self) {
        P::end(self.outcome);
    }
}
