//! `std::sync`: locks, conditions, barriers, values made once, and shared ownership.
//!
//! # What differs from std
//! * Nothing is an event but what other threads could see. To show a value is none, so a lock is
//!   shown without the data that it guards.
//! * An [`RwLock`] prefers nobody. std promises no more, but where a writer waits it may make a
//!   thread that reads twice wait for itself.
//! * A [`Barrier`] has at most 16,383 parties.
//! * An [`Arc`] is not turned into one of a trait or a slice by itself, which only std's own types
//!   are; see [`Arc::from_std`].

mod arc;
mod arc_impls;
pub mod atomic;
mod barrier;
mod condvar;
mod counts;
mod lazy_lock;
pub mod mpsc;
mod mutex;
mod once;
mod once_lock;
mod place;
mod poison;
mod rwlock;
mod rwlock_guards;
mod weak;

pub use arc::Arc;
pub use barrier::{Barrier, BarrierWaitResult};
pub use condvar::{Condvar, WaitTimeoutResult};
pub use lazy_lock::LazyLock;
pub use mutex::{Mutex, MutexGuard};
pub use once::{Once, OnceState};
pub use once_lock::OnceLock;
pub use rwlock::RwLock;
pub use rwlock_guards::{RwLockReadGuard, RwLockWriteGuard};
pub use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};
pub use weak::Weak;
