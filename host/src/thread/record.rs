//! What is known of one thread.

use std::error::Error;
use std::fmt;
use std::num::{NonZeroU32, NonZeroU64};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use waitword_core::Clock;

use super::stop::StopToken;
use crate::{Event, Mutex, Threads, sys};

/// Which thread, of all that the process ever knew. Not the system's number, which is used again:
/// see [`Thread::native_id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(pub(super) NonZeroU64);

/// A thread, as anybody may know it: its name, whether it lives, and when it ends.
///
/// Python's `threading.Thread`, and its `_DummyThread` for those that were not started here.
/// Comparing compares which thread it is.
#[derive(Clone)]
pub struct Thread {
    record: Arc<Record>,
}

struct Record {
    id: ThreadId,
    name: Mutex<String>,
    is_daemon: bool,
    /// Not started here: nobody knows when it has really ended.
    is_foreign: bool,
    /// The system's number, 0 until it runs.
    native: AtomicU32,
    stop: StopToken,
    ended: Event,
    /// Until somebody has waited for its very end.
    handle: Mutex<Option<thread::JoinHandle<()>>>,
}

impl Thread {
    pub(super) fn new(id: NonZeroU64, name: String, is_daemon: bool, is_foreign: bool) -> Self {
        let record = Record {
            id: ThreadId(id),
            name: Mutex::new(name),
            is_daemon,
            is_foreign,
            native: AtomicU32::new(0),
            stop: StopToken::default(),
            ended: Event::new(),
            handle: Mutex::new(None),
        };
        Thread {
            record: Arc::new(record),
        }
    }

    /// Which thread it is.
    pub fn id(&self) -> ThreadId {
        self.record.id
    }

    /// The system's number of it, which debuggers show; `None` until it runs.
    ///
    /// When it has ended, another thread may get it.
    pub fn native_id(&self) -> Option<NonZeroU32> {
        // ORDERING: Relaxed, the number is all there is.
        NonZeroU32::new(self.record.native.load(Relaxed))
    }

    /// What it is called.
    pub fn name(&self) -> String {
        self.record.name.lock().clone()
    }

    /// Calls it otherwise. The system is told as much of the name as it keeps: on Linux the
    /// characters that fit into 15 bytes, up to the first zero byte.
    pub fn set_name(&self, name: impl Into<String>) {
        let name = name.into();
        if let Some(native) = self.native_id().filter(|_| self.is_alive()) {
            sys::rename(native, &name);
        }
        *self.record.name.lock() = name;
    }

    /// Whether the process does not wait for it when it exits; see [`Builder::daemon`].
    ///
    /// [`Builder::daemon`]: super::Builder::daemon
    pub fn is_daemon(&self) -> bool {
        self.record.is_daemon
    }

    /// Whether it was not started here.
    pub fn is_foreign(&self) -> bool {
        self.record.is_foreign
    }

    /// Whether it has not ended.
    pub fn is_alive(&self) -> bool {
        !self.record.ended.is_set()
    }

    /// Asks it to stop; it finds out by its [`stop_token`](Thread::stop_token).
    pub fn request_stop(&self) {
        self.record.stop.request();
    }

    /// Where it sees whether it was asked to stop.
    pub fn stop_token(&self) -> StopToken {
        self.record.stop.clone()
    }

    /// Waits until it has ended, its thread-local values too. Any number of threads may.
    ///
    /// # Errors
    /// [`JoinError::Own`] and [`JoinError::Foreign`].
    pub fn join(&self) -> Result<(), JoinError> {
        self.can_join()?;
        self.record.ended.wait();
        // Held over the join, so that another one who waits does so until the very end.
        let mut handle = self.record.handle.lock();
        if let Some(handle) = handle.take() {
            // Its panic is in its result.
            let _ = handle.join();
        }
        Ok(())
    }

    /// Waits until its work has ended, for at most `timeout`; zero looks once.
    ///
    /// # Errors
    /// [`JoinError`]; if the time was too short it lives on, and may be waited for again.
    pub fn join_timeout(&self, timeout: Duration) -> Result<(), JoinError> {
        self.can_join()?;
        let ended = self.record.ended.wait_timeout(timeout);
        ended.map_err(|_| JoinError::TimedOut)
    }

    /// As [`join_timeout`](Thread::join_timeout), until `deadline`; a past one looks once.
    ///
    /// # Errors
    /// As `join_timeout`.
    pub fn join_until(&self, deadline: <Threads as Clock>::Instant) -> Result<(), JoinError> {
        self.can_join()?;
        let ended = self.record.ended.wait_until(deadline);
        ended.map_err(|_| JoinError::TimedOut)
    }

    fn can_join(&self) -> Result<(), JoinError> {
        if self.record.is_foreign {
            return Err(JoinError::Foreign);
        }
        if super::registry::is_current(self) {
            return Err(JoinError::Own);
        }
        Ok(())
    }

    /// The calling thread is this one.
    pub(super) fn begin(&self, native: NonZeroU32) {
        // ORDERING: Relaxed, the number is all there is.
        self.record.native.store(native.get(), Relaxed);
        if !self.record.is_foreign {
            sys::rename(native, &self.record.name.lock());
        }
    }

    pub(super) fn keep(&self, handle: thread::JoinHandle<()>) {
        *self.record.handle.lock() = Some(handle);
    }

    /// The thread has nothing left to do.
    pub(super) fn end(&self) {
        self.record.ended.set();
    }

    /// Waits for the end of its work, without caring who waits.
    pub(super) fn wait(&self) {
        self.record.ended.wait();
    }
}

impl PartialEq for Thread {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Thread {}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_alive() {
            "started"
        } else {
            "stopped"
        };
        let daemon = if self.is_daemon() { " daemon" } else { "" };
        write!(
            f,
            "Thread({:?}, {state}{daemon} {})",
            self.name(),
            self.id().0
        )
    }
}

/// Why a thread was not waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JoinError {
    /// It had not ended in time.
    TimedOut,
    /// It is the caller, who would wait for ever.
    Own,
    /// It was not started here, so its end cannot be waited for.
    Foreign,
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JoinError::TimedOut => "timed out",
            JoinError::Own => "a thread cannot wait for its own end",
            JoinError::Foreign => "a thread that was not started here cannot be waited for",
        })
    }
}

impl Error for JoinError {}
