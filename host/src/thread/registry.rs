//! The threads that live.
//!
//! # Invariants
//! 1. A thread that was started here is in the table from before it is started, or not at all if it
//!    cannot be, until its work has ended and its end is not yet seen.
//! 2. A thread that was not is in it from when it first asks who it is until it drops its
//!    thread-local values.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

use waitword_core::Identity;

use super::record::{Thread, ThreadId};
use crate::{Mutex, Threads};

static LIVING: Mutex<BTreeMap<ThreadId, Thread>> = Mutex::new(BTreeMap::new());

/// Who the thread is, taken off the table when a thread that was not started here ends.
struct Mine(Thread);

impl Drop for Mine {
    fn drop(&mut self) {
        if self.0.is_foreign() {
            leave(&self.0);
        }
    }
}

thread_local!(static MINE: OnceCell<Mine> = const { OnceCell::new() });

/// A number that no thread had.
pub(super) fn number() -> NonZeroU64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    // ORDERING: Relaxed, the number is all there is.
    NonZeroU64::MIN.saturating_add(LAST.fetch_add(1, Relaxed))
}

pub(super) fn enter(thread: &Thread) {
    LIVING.lock().insert(thread.id(), thread.clone());
}

/// The thread is on the table no more, and then its end can be seen.
pub(super) fn leave(thread: &Thread) {
    let left = LIVING.lock().remove(&thread.id());
    thread.end();
    drop(left);
}

/// The caller is this thread, which was started here.
pub(super) fn be(thread: &Thread) {
    thread.begin(Threads::current());
    MINE.with(|mine| _ = mine.set(Mine(thread.clone())));
}

pub(super) fn is_current(thread: &Thread) -> bool {
    let is_it = |mine: &OnceCell<Mine>| mine.get().is_some_and(|mine| mine.0 == *thread);
    MINE.try_with(is_it).unwrap_or(false)
}

/// The calling thread, though it was not started here.
///
/// Python's `threading.current_thread`. In the destructor of a thread-local value it is a new one
/// each time, which nobody else sees.
pub fn current() -> Thread {
    let mine = |mine: &OnceCell<Mine>| mine.get_or_init(|| Mine(adopt())).0.clone();
    MINE.try_with(mine).unwrap_or_else(|_| foreign())
}

/// The main thread, if it has asked who it is, or another one has; the one that came back from
/// [`fork`](https://man7.org/linux/man-pages/man2/fork.2.html) in a child.
///
/// Python's `threading.main_thread`.
pub fn main() -> Option<Thread> {
    let is_main = |thread: &&Thread| thread.native_id().is_some_and(crate::sys::is_main);
    LIVING.lock().values().find(is_main).cloned()
}

/// All threads that live: those that were started here, and those that have asked who they are.
///
/// Python's `threading.enumerate`. In the order in which they came; a thread that was joined is not
/// among them.
pub fn enumerate() -> Vec<Thread> {
    LIVING.lock().values().cloned().collect()
}

/// How many they are. Python's `threading.active_count`.
pub fn active_count() -> usize {
    LIVING.lock().len()
}

/// A thread that was not started here comes onto the table.
fn adopt() -> Thread {
    let thread = foreign();
    enter(&thread);
    thread
}

fn foreign() -> Thread {
    let number = number();
    let name = thread::current().name().map(str::to_owned);
    let name = name.unwrap_or_else(|| format!("Dummy-{number}"));
    let thread = Thread::new(number, name, true, true);
    thread.begin(Threads::current());
    thread
}
