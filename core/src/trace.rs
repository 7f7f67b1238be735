//! A flight recorder: the last events of a run, for when something has gone wrong.
//!
//! A [`Recorder`] lies in a `static`. The sink of a [`Traced`](crate::platform::Traced) platform
//! fills it, and [`write_to`](Recorder::write_to) writes it out as text, a line for each event. It
//! needs neither an operating system nor an allocator.
//!
//! ```
//! use waitword_core::platform::{Note, Sink, Traced};
//! use waitword_core::trace::{Recorder, io};
//! # use core::num::NonZeroU32;
//! # use waitword_core::platform::{AtomicU32, Identity, Platform};
//! # enum Core {}
//! # impl Platform for Core {
//! #     type Mask = ();
//! #     fn wait(_: &AtomicU32, _: u32) {}
//! #     fn wake(_: *const AtomicU32, _: u32) {}
//! # }
//! # impl Identity for Core {
//! #     fn current() -> NonZeroU32 { NonZeroU32::MIN }
//! # }
//!
//! static RECORDER: Recorder<Core, 64> = Recorder::new();
//!
//! struct Flight;
//! impl Sink for Flight {
//!     fn note(note: Note<'_>) {
//!         RECORDER.note(note);
//!     }
//! }
//! waitword_core::primitives!(Traced<Core, Flight>);
//!
//! static COUNT: Mutex<u32> = Mutex::new(0);
//! *COUNT.lock() += 1;
//! # struct Out(Vec<u8>);
//! # impl io::Write for Out {
//! #     fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
//! #         self.0.extend(bytes);
//! #         Ok(bytes.len())
//! #     }
//! #     #[cfg(feature = "std")]
//! #     fn flush(&mut self) -> io::Result<()> { Ok(()) }
//! # }
//! # let mut out = Out(Vec::new());
//! RECORDER.write_to(&mut out)?;
//! # let text = String::from_utf8(out.0).unwrap();
//! # assert_eq!(text.lines().count(), 6);
//! # Ok::<(), io::Error>(())
//! ```
//!
//! That writes, where the mutex lies at 0x20000004 and its user is number 1:
//!
//! ```text
//!      0    1  mutex 0x20000004 lock
//!      1    1  mutex 0x20000004 acquired
//!      2    1  mutex 0x20000004 lock: done
//!      3    1  mutex 0x20000004 unlock
//!      4    1  mutex 0x20000004 released
//!      5    1  mutex 0x20000004 unlock: done
//! ```

mod name;
mod text;

use core::fmt;
use core::num::NonZeroU32;

use heapless::{HistoryBuf, Vec};
pub use std_shims::io;

use crate::operation::{Object, Operation, Outcome};
use crate::platform::{Identity, Note};
use crate::short::Short;
use name::{Name, beginning};

/// The last `N` events of a run, and the names of up to `NAMES` objects.
///
/// `P` is the platform below the traced one: it says who the caller is, and keeps interrupt
/// handlers out while an event is stored.
///
/// # Invariants
/// 1. The event of sequence number `s` is in the ring while `s < written <= s + N`.
/// 2. Nothing is formatted or written out under the lock: it is held for one event at a time.
pub struct Recorder<P, const N: usize, const NAMES: usize = 0> {
    ring: Short<P, Ring<N, NAMES>>,
}

struct Ring<const N: usize, const NAMES: usize> {
    written: u32,
    events: HistoryBuf<Event, N>,
    names: Vec<(usize, Name), NAMES>,
}

/// One event, as the recorder keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Who did it: [`Identity::current`].
    pub who: NonZeroU32,
    /// What was done.
    pub step: Step,
}

/// What is recorded of a [`Note`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// An operation began.
    Begin(Operation),
    /// The newest operation of this caller ended.
    End(Outcome),
    /// The caller holds the object, or one more of its permits.
    Acquired(Object),
    /// The caller gives the object, or one of its permits, back.
    Released(Object),
    /// The caller went to sleep on the word at this address.
    Sleep(usize),
    /// The caller is awake again.
    Awake,
}

impl<P, const N: usize, const NAMES: usize> Recorder<P, N, NAMES> {
    /// A recorder that has seen nothing. One of no events does not compile.
    pub const fn new() -> Self {
        const { assert!(N > 0, "a recorder needs room for at least one event") };
        Recorder {
            ring: Short::new(Ring {
                written: 0,
                events: HistoryBuf::new(),
                names: Vec::new(),
            }),
        }
    }
}

impl<P: Identity, const N: usize, const NAMES: usize> Recorder<P, N, NAMES> {
    /// Records what happened, in place of the oldest event if there is no room. Of a name, the
    /// first sixteen bytes are kept.
    ///
    /// Context: any.
    pub fn note(&self, note: Note<'_>) {
        let step = match note {
            Note::Begin(operation) => Step::Begin(operation),
            Note::End(outcome) => Step::End(outcome),
            Note::Acquired(object) => Step::Acquired(object),
            Note::Released(object) => Step::Released(object),
            Note::Sleep(word) => Step::Sleep(word),
            Note::Awake => Step::Awake,
            Note::Named(object, name) => return self.name(object, name),
        };
        let who = P::current();
        let mut ring = self.ring.lock();
        ring.written = ring.written.wrapping_add(1);
        ring.events.write(Event { who, step });
    }

    /// Writes the events as lines of text, the oldest first: the sequence number, who, what.
    ///
    /// The end of an operation names the operation, if its beginning is still there. Events that
    /// come meanwhile are not written, and those that they displace leave a gap in the numbers.
    ///
    /// Context: any, if `out` may be used there.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        text::write(self, out)
    }

    /// The event of this number, if it is in the ring.
    ///
    /// Context: any.
    pub fn event(&self, sequence: u32) -> Option<Event> {
        let ring = self.ring.lock();
        let (old, new) = ring.events.as_slices();
        let first = ring.written.wrapping_sub(ring.events.len() as u32);
        let index = sequence.wrapping_sub(first) as usize;
        old.get(index)
            .or_else(|| new.get(index.checked_sub(old.len())?))
            .copied()
    }

    /// The numbers of the events in the ring: of the oldest, and the one that the next will have.
    /// They wrap around.
    ///
    /// Context: any.
    pub fn sequence(&self) -> (u32, u32) {
        let ring = self.ring.lock();
        let len = ring.events.len() as u32;
        (ring.written.wrapping_sub(len), ring.written)
    }

    /// Keeps the name, if there is room for another one; the newest of an object counts.
    fn name(&self, object: Object, name: fmt::Arguments<'_>) {
        let name = beginning(name);
        let mut ring = self.ring.lock();
        let names = &mut ring.names;
        match names
            .iter_mut()
            .find(|(address, _)| *address == object.address)
        {
            Some((_, kept)) => *kept = name,
            None => {
                let _ = names.push((object.address, name));
            }
        }
    }

    /// What the object at this address is called.
    fn name_of(&self, address: usize) -> Option<Name> {
        let ring = self.ring.lock();
        let mut names = ring.names.iter();
        names
            .find(|(named, _)| *named == address)
            .map(|(_, name)| name.clone())
    }

    /// The operation that `who` was in before the event of this number.
    fn operation(&self, who: NonZeroU32, sequence: u32) -> Option<Operation> {
        let mut depth = 0u32;
        let mut sequence = sequence;
        loop {
            sequence = sequence.wrapping_sub(1);
            let event = self.event(sequence)?;
            match event.step {
                _ if event.who != who => {}
                Step::Begin(operation) if depth == 0 => return Some(operation),
                Step::Begin(_) => depth -= 1,
                Step::End(_) => depth += 1,
                _ => {}
            }
        }
    }
}

impl<P, const N: usize, const NAMES: usize> Default for Recorder<P, N, NAMES> {
    fn default() -> Self {
        Recorder::new()
    }
}

impl<P: Identity, const N: usize, const NAMES: usize> fmt::Debug for Recorder<P, N, NAMES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, next) = self.sequence();
        write!(f, "Recorder({first}..{next})")
    }
}

#[cfg(test)]
mod tests;
