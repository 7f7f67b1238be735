//! Telling the platform of an operation from its beginning to its end.

use core::marker::PhantomData;

use crate::operation::{Object, Operation, Outcome, Verb};
use crate::platform::Platform;

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
    pub fn begin<T: ?Sized>(kind: &'static str, verb: impl Into<Verb>, object: &T) -> Self {
        Self::open(Object::new(kind, object), verb, (false, false))
    }

    /// As [`begin`](Scope::begin), where there is no reference to the object.
    #[inline(always)]
    #[track_caller]
    pub fn begin_of(object: Object, verb: &'static str) -> Self {
        Self::open(object, verb, (false, false))
    }

    /// Begins an operation that may have to wait.
    #[inline(always)]
    #[track_caller]
    pub fn begin_wait<T: ?Sized>(kind: &'static str, verb: impl Into<Verb>, object: &T) -> Self {
        Self::open(Object::new(kind, object), verb, (true, false))
    }

    /// Begins an operation that may have to wait, and waits until a deadline if it is `timed`.
    #[inline(always)]
    #[track_caller]
    pub fn begin_wait_until<T: ?Sized>(
        kind: &'static str,
        verb: impl Into<Verb>,
        object: &T,
        timed: bool,
    ) -> Self {
        Self::open(Object::new(kind, object), verb, (true, timed))
    }

    #[inline(always)]
    #[track_caller]
    fn open(object: Object, verb: impl Into<Verb>, (waits, timed): (bool, bool)) -> Self {
        let Verb { name, argument } = verb.into();
        P::begin(Operation {
            object,
            verb: name,
            argument,
            waits,
            timed,
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
