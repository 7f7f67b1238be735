//! The lock in two words that many hold to read or one to write, on which
//! [`RwLock`](crate::RwLock) is built.
//!
//! # States
//! `state` says who holds the lock, and who waits:
//!
//! | bits | name | meaning |
//! |---|---|---|
//! | 0..20 | readers | so many read; one of them may be upgradable |
//! | 20..26 | queued | so many writers wait and close the door to those who come to read |
//! | 26 | `TURN` | the readers who wait go first, and the door is open |
//! | 27 | `UPGRADING` | the upgradable reader may sleep until it is alone |
//! | 28 | `READERS_SLEEP` | somebody who came to read may sleep |
//! | 29 | `WRITERS_SLEEP` | somebody who came to write may sleep |
//! | 30 | `UPGRADABLE` | one of the readers may upgrade |
//! | 31 | `WRITER` | one writes; there are no readers |
//!
//! `waiting` holds the [`Policy`] in its low bits, which never change, and, where that is
//! [`Policy::PhaseFair`], how many wait to read.
//!
//! # Orderings
//! Taking is `Acquire`, giving back is `Release`, and every change of `state` is a
//! read-modify-write: a writer sees what all before it did, a reader what the last writer did.
//! `waiting` is `Relaxed`. Who leaves it changes `state` after it, with `Release`: so the turn is
//! ended by the last who leaves, or who sees the turn, and acquires, sees that nobody waits.
//!
//! # Invariants
//! 1. All sleep on `state`. Who came to read sleeps only while `READERS_SLEEP` is set, who came to
//!    write while `WRITERS_SLEEP` is, the upgradable reader while `UPGRADING` and `READERS_SLEEP`
//!    are, or else a wake that reaches it is under way: who clears a mark wakes all whom it is
//!    for, or one writer.
//! 2. A writer that has slept takes the lock with `WRITERS_SLEEP`: others may sleep behind it.
//! 3. One sleeper is woken only where all sleepers are writers when the lock becomes free; it takes
//!    the lock, or sets its mark again before it sleeps or leaves. Should somebody else go to sleep
//!    before the wake, and be woken in the writer's place, it has set `READERS_SLEEP`. So whoever
//!    holds the lock by then wakes all when it leaves; and if nobody does, who set the mark has
//!    woken all.
//! 4. `TURN` is set only by a writer that leaves while readers wait. It ends when the last of them
//!    has entered or left. If `waiting` says that nobody waits to read, it is void.
//! 5. A release touches nothing after its change of `state` but the word's address.
//!
//! Source: the state and the marks of std's `sys/sync/rwlock/futex.rs`, with one queue in place of
//! two, so that a release need not touch the lock again; phases as in B. Brandenburg and
//! J. Anderson, *Spin-Based Reader-Writer Synchronization for Multiprocessor Real-Time Systems*
//! (2010).

mod waiting;

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::error::WaitError;
use crate::patience::Patience;
use crate::platform::Platform;
use crate::word::Word;

const READER: u32 = 1;
const READERS: u32 = QUEUED_ONE - 1;
const QUEUED_ONE: u32 = 1 << 20;
const QUEUED: u32 = 63 << 20;
const TURN: u32 = 1 << 26;
const UPGRADING: u32 = 1 << 27;
const READERS_SLEEP: u32 = 1 << 28;
const WRITERS_SLEEP: u32 = 1 << 29;
const UPGRADABLE: u32 = 1 << 30;
const WRITER: u32 = 1 << 31;

const POLICY: u32 = WAITING_ONE - 1;
const WAITING_ONE: u32 = 4;

/// Who goes first where some wait to read and some to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u32)]
pub enum Policy {
    /// Who comes to read waits while somebody waits to write. Readers starve if there is always a
    /// writer.
    #[default]
    WriterFirst = 0,
    /// Who comes to read waits only while somebody writes. Writers starve if there is always a
    /// reader.
    ReaderFirst = 1,
    /// Readers and writers take turns. Who comes to read waits while somebody waits to write, and
    /// when a writer leaves, all who wait to read go before the next writer. Nobody starves.
    PhaseFair = 2,
}

/// Who holds a lock of many readers or one writer, and who waits for it.
#[repr(C)]
pub(crate) struct Holders<P> {
    state: Word<P>,
    waiting: Word<P>,
}

impl<P> Holders<P> {
    pub(crate) const fn new(policy: Policy) -> Self {
        Holders {
            state: Word::new(0),
            waiting: Word::new(policy as u32),
        }
    }
}

/// The state after one more reader has come, if it can.
fn read(state: u32) -> Option<u32> {
    let can = state & WRITER == 0 && is_open(state) && state & READERS != READERS;
    can.then_some(state + READER)
}

/// The state after the upgradable reader has come, if it can.
fn read_upgradable(state: u32) -> Option<u32> {
    let can = state & UPGRADABLE == 0;
    read(state).filter(|_| can).map(|state| state | UPGRADABLE)
}

/// Whether the door is open to those who come to read.
fn is_open(state: u32) -> bool {
    state & QUEUED == 0 || state & TURN != 0
}

/// Taking and giving back where nobody is in the way.
impl<P: Platform> Holders<P> {
    #[inline]
    #[track_caller]
    pub(crate) fn try_read(&self) -> bool {
        self.take(read)
    }

    /// Reads if others do at most, with one question.
    #[inline(always)]
    #[track_caller]
    fn try_read_at_once(&self) -> bool {
        let state = self.state.load(Relaxed);
        state < READERS
            && self
                .state
                .compare_exchange_weak(state, state + READER, Acquire, Relaxed)
                .is_ok()
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn try_read_upgradable(&self) -> bool {
        self.take(read_upgradable)
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn try_write(&self) -> bool {
        self.try_write_at_once() || self.take(|state| self.write_after(state))
    }

    #[inline(always)]
    #[track_caller]
    fn try_write_at_once(&self) -> bool {
        self.state
            .compare_exchange(0, WRITER, Acquire, Relaxed)
            .is_ok()
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn try_upgrade(&self) -> bool {
        self.take(|state| self.upgraded(state))
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn read<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        if self.try_read_at_once() || self.try_read() {
            Ok(())
        } else {
            self.enter(read, patience)
        }
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn read_upgradable<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        if self.try_read_upgradable() {
            Ok(())
        } else {
            self.enter(read_upgradable, patience)
        }
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn write<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        if self.try_write_at_once() {
            Ok(())
        } else {
            self.write_contended(patience)
        }
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn upgrade<W: Patience<P>>(&self, patience: W) -> Result<(), WaitError> {
        if self.try_upgrade() {
            Ok(())
        } else {
            self.upgrade_contended(patience)
        }
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn unlock_read(&self) {
        let address = self.state.address();
        let state = self.state.fetch_sub(READER, Release) - READER;
        if state & (READERS_SLEEP | WRITERS_SLEEP | UPGRADING) != 0 {
            waiting::wake_after_read::<P>(address, state);
        }
    }

    #[inline(always)]
    #[track_caller]
    pub(crate) fn unlock_write(&self) {
        let released = self.state.compare_exchange(WRITER, 0, Release, Relaxed);
        if let Err(state) = released {
            self.unlock_contended(state);
        }
    }

    #[track_caller]
    pub(crate) fn unlock_upgradable(&self) {
        self.end_upgradable(READER | UPGRADABLE);
    }

    /// The upgradable reader becomes one like the others.
    #[track_caller]
    pub(crate) fn downgrade_upgradable(&self) {
        self.end_upgradable(UPGRADABLE);
    }

    /// The writer becomes a reader.
    #[track_caller]
    pub(crate) fn downgrade(&self) {
        self.end_writing(READER);
    }

    /// The writer becomes the upgradable reader.
    #[track_caller]
    pub(crate) fn downgrade_to_upgradable(&self) {
        self.end_writing(READER | UPGRADABLE);
    }

    #[track_caller]
    pub(crate) fn is_locked(&self) -> bool {
        // ORDERING: Relaxed, the answer may be old when it arrives, whatever the ordering.
        self.state.load(Relaxed) & (READERS | WRITER) != 0
    }

    #[track_caller]
    pub(crate) fn is_written(&self) -> bool {
        // ORDERING: Relaxed, as above.
        self.state.load(Relaxed) & WRITER != 0
    }

    pub(crate) fn policy(&self) -> Policy {
        // ORDERING: Relaxed, the bits never change; past the platform, as no operation.
        match self.waiting.atomic().load(Relaxed) & POLICY {
            1 => Policy::ReaderFirst,
            2 => Policy::PhaseFair,
            _ => Policy::WriterFirst,
        }
    }

    /// Makes a change of `state` if it can be made.
    #[inline(always)]
    #[track_caller]
    fn take(&self, next: impl Fn(u32) -> Option<u32>) -> bool {
        let mut state = self.state.load(Relaxed);
        while let Some(taken) = next(state) {
            match self
                .state
                .compare_exchange_weak(state, taken, Acquire, Relaxed)
            {
                Ok(_) => return true,
                Err(now) => state = now,
            }
        }
        false
    }
}
