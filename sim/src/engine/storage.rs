//! Storage: where the value of a word really lies, and how an operation is ordered.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use waitword_core::platform::AtomicU32;

/// A cell that holds up to 64 bits.
///
/// The simulator keeps the newest value there, so that who reaches it in another way, as by an
/// exclusive reference, finds it.
pub(crate) trait Storage {
    /// Whether it holds an address, which is another one each time and so is not shown.
    const IS_ADDRESS: bool = false;

    fn address(&self) -> usize;

    /// What it holds. All tasks of a simulation run on one thread.
    fn get(&self) -> u64;

    fn put(&self, value: u64);

    /// Does an operation outside a simulation, where there may be other threads; returns what was
    /// held, and whether it was written.
    fn update_outside(&self, new: impl Fn(u64) -> Option<u64> + Copy) -> (u64, bool);
}

impl Storage for AtomicU32 {
    #[inline]
    fn address(&self) -> usize {
        (&raw const *self).addr()
    }

    #[inline]
    fn get(&self) -> u64 {
        // ORDERING: Relaxed, all tasks of a simulation run on this thread.
        u64::from(self.load(Relaxed))
    }

    #[inline]
    fn put(&self, value: u64) {
        // ORDERING: Relaxed, all tasks of a simulation run on this thread.
        self.store(value as u32, Relaxed);
    }

    #[cold]
    fn update_outside(&self, new: impl Fn(u64) -> Option<u64> + Copy) -> (u64, bool) {
        let new = |held| new(u64::from(held)).map(|new| new as u32);
        // ORDERING: SeqCst, which is as much as anybody may have asked for.
        match self.fetch_update(SeqCst, SeqCst, new) {
            Ok(held) => (u64::from(held), true),
            Err(held) => (u64::from(held), false),
        }
    }
}

impl Storage for std::sync::atomic::AtomicU64 {
    #[inline]
    fn address(&self) -> usize {
        (&raw const *self).addr()
    }

    #[inline]
    fn get(&self) -> u64 {
        // ORDERING: Relaxed, all tasks of a simulation run on this thread.
        self.load(Relaxed)
    }

    #[inline]
    fn put(&self, value: u64) {
        // ORDERING: Relaxed, all tasks of a simulation run on this thread.
        self.store(value, Relaxed);
    }

    #[cold]
    fn update_outside(&self, new: impl Fn(u64) -> Option<u64> + Copy) -> (u64, bool) {
        // ORDERING: SeqCst, which is as much as anybody may have asked for.
        match self.fetch_update(SeqCst, SeqCst, new) {
            Ok(held) => (held, true),
            Err(held) => (held, false),
        }
    }
}

/// What an operation on a word does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Load,
    Store,
    Update,
}

/// The orderings of an operation: when it writes, and when it only reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Orders {
    pub(crate) kind: Kind,
    pub(crate) success: Ordering,
    pub(crate) failure: Ordering,
    /// It may come to nothing for no reason.
    pub(crate) weak: bool,
}

impl Orders {
    pub(crate) fn read(order: Ordering) -> Self {
        let kind = Kind::Load;
        Orders {
            kind,
            ..Orders::either(order, order)
        }
    }

    pub(crate) fn write(order: Ordering) -> Self {
        let kind = Kind::Store;
        Orders {
            kind,
            ..Orders::either(order, Relaxed)
        }
    }

    /// Those of an operation that reads and writes.
    pub(crate) fn both(order: Ordering) -> Self {
        let read = match order {
            Release => Relaxed,
            AcqRel => Acquire,
            order => order,
        };
        Orders::either(order, read)
    }

    pub(crate) fn either(success: Ordering, failure: Ordering) -> Self {
        Orders {
            kind: Kind::Update,
            success,
            failure,
            weak: false,
        }
    }

    /// The operation may come to nothing for no reason.
    pub(crate) fn weak(self) -> Self {
        Orders { weak: true, ..self }
    }
}
