//! Seeing who is blocked, so that no test has to sleep and hope.

use core::marker::PhantomData;
use core::num::NonZeroU32;
use core::ops::Range;
use std::thread::{self, ThreadId};

use waitword_core::platform::{Note, Sink, Spin, Traced};
use waitword_core::{Identity, Mutex, Object};

use crate::World;
use crate::crew::until;

/// Platform `R`, on which [`blocked_on`] sees who waits for what.
pub type Watched<R> = Traced<R, Watch<R>>;

/// The sink that knows which operations are under way.
#[derive(Debug)]
pub struct Watch<R>(PhantomData<R>);

/// The simulator runs all tasks on one thread, and two simulations have tasks of the same number.
#[derive(Clone, Copy, PartialEq)]
struct Caller(ThreadId, NonZeroU32);

/// One operation under way. Those of one caller nest.
struct Call {
    caller: Caller,
    object: Range<usize>,
    waits: bool,
}

/// Under a lock that ThreadSanitizer sees through, as it does not through those of `std`.
static CALLS: Mutex<Spin<spin::Yield>, Vec<Call>> = Mutex::new(Vec::new());

impl<R: Identity> Sink for Watch<R> {
    fn note(note: Note<'_>) {
        let caller = Caller(thread::current().id(), R::current());
        let newest = |calls: &[Call]| calls.iter().rposition(|call| call.caller == caller);
        match note {
            Note::Begin(operation) => CALLS.lock().push(Call {
                caller,
                object: bytes(operation.object),
                waits: false,
            }),
            Note::Sleep(_) => {
                let mut calls = CALLS.lock();
                if let Some(newest) = newest(&calls) {
                    calls[newest].waits = true;
                }
            }
            Note::End(_) => {
                let mut calls = CALLS.lock();
                if let Some(newest) = newest(&calls) {
                    calls.remove(newest);
                }
            }
            _ => {}
        }
    }
}

fn bytes(object: Object) -> Range<usize> {
    object.address..object.address + object.size
}

/// How many operations on `object` are under way that could not be done at once.
///
/// Each of them has found that it must wait and has entered its wait; it may have been called in
/// the meantime and be on its way back.
pub fn blocked_on(object: Object) -> usize {
    let object = bytes(object);
    let blocked = |call: &&Call| call.waits && object.contains(&call.object.start);
    CALLS.lock().iter().filter(blocked).count()
}

/// Waits until `count` operations on `object` are blocked.
pub fn until_blocked<W: World, T: ?Sized>(count: usize, object: &T) {
    until::<W>(|| W::are_blocked(count, Object::new("", object)));
}
