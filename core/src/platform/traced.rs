//! `Traced`: any platform, with what happens on it told to a sink.

use core::fmt;
use core::marker::PhantomData;
use core::num::NonZeroU32;
use core::sync::atomic::Ordering;
use core::time::Duration;

use super::{AtomicU32, Clock, Identity, Platform, Retry};
use crate::operation::{Access, Object, Operation, Outcome};

/// One thing that happened, as the primitives tell it.
#[derive(Clone, Copy, Debug)]
pub enum Note<'a> {
    /// The caller begins an operation.
    Begin(Operation),
    /// The caller's newest operation has ended.
    End(Outcome),
    /// The caller holds the object, or one more of its permits.
    Acquired(Object),
    /// The caller gives the object, or one of its permits, back.
    Released(Object),
    /// The caller goes to sleep on the word at this address.
    Sleep(usize),
    /// The caller is awake again.
    Awake,
    /// The object has a name.
    Named(Object, fmt::Arguments<'a>),
}

/// Who is told.
pub trait Sink: 'static {
    /// Takes note, on the thread on which it happened. Must not use a primitive of the traced
    /// platform.
    fn note(note: Note<'_>);
}

/// The platform `P`, telling the sink `S` what its primitives do.
///
/// Words are accessed as on `P`; what it adds is one call of [`Sink::note`] for each [`Note`].
#[derive(Debug)]
pub struct Traced<P, S>(PhantomData<(P, S)>);

impl<P: Platform, S: Sink> Platform for Traced<P, S> {
    type Mask = P::Mask;
    const MASK_EXCLUDES: bool = P::MASK_EXCLUDES;

    fn wait(word: &AtomicU32, expected: u32) {
        S::note(Note::Sleep((&raw const *word).addr()));
        P::wait(word, expected);
        S::note(Note::Awake);
    }

    fn wake(word: *const AtomicU32, count: u32) {
        P::wake(word, count);
    }

    fn mask() -> P::Mask {
        P::mask()
    }

    fn unmask(mask: P::Mask) {
        P::unmask(mask);
    }

    fn load(word: &AtomicU32, order: Ordering) -> u32 {
        P::load(word, order)
    }

    fn store(word: &AtomicU32, value: u32, order: Ordering) {
        P::store(word, value, order);
    }

    fn swap(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        P::swap(word, value, order)
    }

    fn compare_exchange(
        word: &AtomicU32,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        P::compare_exchange(word, current, new, success, failure)
    }

    fn compare_exchange_weak(
        word: &AtomicU32,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        P::compare_exchange_weak(word, current, new, success, failure)
    }

    fn fetch_add(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        P::fetch_add(word, value, order)
    }

    fn fetch_sub(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        P::fetch_sub(word, value, order)
    }

    fn fetch_or(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        P::fetch_or(word, value, order)
    }

    fn fetch_and(word: &AtomicU32, value: u32, order: Ordering) -> u32 {
        P::fetch_and(word, value, order)
    }

    fn spin(round: u32) -> bool {
        P::spin(round)
    }

    fn give_way(round: u32) -> bool {
        P::give_way(round)
    }

    fn can_wait() -> bool {
        P::can_wait()
    }

    fn retry() -> Retry {
        P::retry()
    }

    #[track_caller]
    fn begin(operation: Operation) {
        S::note(Note::Begin(operation));
        P::begin(operation);
    }

    fn end(outcome: Outcome) {
        P::end(outcome);
        S::note(Note::End(outcome));
    }

    fn acquired(object: Object) {
        P::acquired(object);
        S::note(Note::Acquired(object));
    }

    fn released(object: Object) {
        S::note(Note::Released(object));
        P::released(object);
    }

    #[track_caller]
    fn fence(order: Ordering) {
        P::fence(order);
    }

    #[track_caller]
    fn light_fence() {
        P::light_fence();
    }

    #[track_caller]
    fn heavy_fence() {
        P::heavy_fence();
    }

    fn access(access: Access, data: Object) {
        P::access(access, data);
    }

    fn retire(object: Object) {
        P::retire(object);
    }

    fn name(object: Object, name: fmt::Arguments<'_>) {
        S::note(Note::Named(object, name));
        P::name(object, name);
    }
}

impl<P: Clock, S: Sink> Clock for Traced<P, S> {
    type Instant = P::Instant;

    fn now() -> P::Instant {
        P::now()
    }

    fn after(timeout: Duration) -> Option<P::Instant> {
        P::after(timeout)
    }

    fn is_past(deadline: P::Instant) -> bool {
        P::is_past(deadline)
    }

    fn wait_until(word: &AtomicU32, expected: u32, deadline: P::Instant) {
        S::note(Note::Sleep((&raw const *word).addr()));
        P::wait_until(word, expected, deadline);
        S::note(Note::Awake);
    }

    fn retry_until(deadline: P::Instant) -> Retry {
        P::retry_until(deadline)
    }
}

impl<P: Identity, S: Sink> Identity for Traced<P, S> {
    fn current() -> NonZeroU32 {
        P::current()
    }
}
