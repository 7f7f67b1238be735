//! Synchronisation primitives made of 32-bit words that can be waited on.
//!
//! Every primitive here is a few [`Word`]s and plain data. A [`Platform`] says how a word is
//! accessed and how a waiter sleeps, so one source of a [`Mutex`] serves a microcontroller, the
//! threads and processes of an operating system, and a simulator that explores its interleavings.
//!
//! ```
//! use waitword_core::spin::{Mutex, Queue};
//!
//! static TOTAL: Mutex<u32> = Mutex::new(0);
//! static JOBS: Queue<u32, 4> = Queue::new();
//!
//! JOBS.try_put(3).unwrap();
//! *TOTAL.lock() += JOBS.get();
//! assert_eq!(*TOTAL.lock(), 3);
//! ```
//!
//! Users of a platform write the short names of its module ([`spin`], `masked`, and those of
//! `waitword-host` and `waitword-sim`). Authors of libraries write `Mutex<P, T>` with `P:
//! Platform`.
//!
//! # Contexts
//! The docs of each method name the context it may be called from. *any* means interrupt handlers
//! too, on a platform whose [`Platform::mask`] keeps them out. *thread* means that the caller may
//! be put to sleep; on platform `Masked` that is a thread with interrupts enabled.
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod aliases;
mod barrier;
mod biased;
pub mod broadcast;
pub mod channel;
mod claim;
mod condvar;
mod error;
mod event;
mod fair;
mod fair_mutex;
mod holders;
mod latch;
mod lazy_lock;
mod lock;
mod lull;
pub mod mpmc;
mod mutex;
mod once;
mod once_lock;
pub mod oneshot;
mod operation;
mod owned;
mod pad;
mod patience;
mod permits;
pub mod platform;
pub mod queue;
mod raw_lock;
mod reentrant_mutex;
#[cfg(feature = "alloc")]
pub mod runtime;
mod rwlock;
mod scope;
mod semaphore;
mod share;
mod short;
mod signal;
pub mod spsc;
#[cfg(feature = "trace")]
pub mod trace;
mod wait_group;
pub mod watch;
mod word;

// Programs, generic over `Runtime`.
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub mod depot;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub mod executor;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub mod future;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod local;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub mod pool;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub mod scheduler;

#[cfg(feature = "critical-section")]
pub use aliases::masked;
pub use aliases::spin;
pub use barrier::{Action, Arrival, Barrier, NoAction};
pub use biased::{BiasedReadGuard, BiasedRwLock, BiasedWriteGuard};
pub use broadcast::Broadcast;
pub use channel::Channel;
pub use condvar::{Condvar, Guard, Look, View};
pub use error::{
    AcquireError, Broken, Excess, LockError, NotLocked, OutOfRange, TryLockError, WaitError,
};
pub use event::Event;
pub use fair_mutex::{FairMutex, FairMutexGuard};
pub use holders::Policy;
pub use latch::Latch;
pub use lazy_lock::LazyLock;
pub use mpmc::Mpmc;
pub use mutex::{MappedMutexGuard, Mutex, MutexGuard};
pub use once::Once;
pub use once_lock::OnceLock;
pub use oneshot::Oneshot;
pub use operation::{Access, Object, Operation, Outcome, Verb};
pub use platform::{Clock, Identity, Platform, Retry};
pub use queue::{LifoQueue, PriorityQueue, Queue};
pub use raw_lock::RawLock;
pub use reentrant_mutex::{ReentrantMutex, ReentrantMutexGuard};
#[cfg(feature = "alloc")]
pub use runtime::Runtime;
pub use rwlock::{
    MappedRwLockReadGuard, MappedRwLockWriteGuard, RwLock, RwLockReadGuard,
    RwLockUpgradableReadGuard, RwLockWriteGuard, UpgradeError,
};
pub use scope::Scope;
pub use semaphore::{BoundedSemaphore, Limit, Limited, Permit, Semaphore, Unlimited};
pub use share::Share;
pub use signal::Signal;
pub use spsc::Spsc;
pub use wait_group::{Member, WaitGroup};
pub use watch::Watch;
pub use word::Word;

#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub use executor::Executor;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub use future::Future;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub use local::{Ended, Local};
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub use pool::ThreadPool;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub use scheduler::Scheduler;
