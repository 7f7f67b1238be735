//! The primitives between processes, and memory to put them into.
//!
//! The types here are [`waitword_core`]'s on platform [`Processes`]. They have no pointers in them,
//! so one of them, or a struct of several and plain data, can lie in a [`Segment`] that a parent
//! makes and a child attaches:
//!
//! ```
//! use waitword_host::shared::{Event, Mutex, Segment};
//!
//! #[repr(C)]
//! struct Table {
//!     total: Mutex<u64>,
//!     laid: Event,
//! }
//!
//! let parent = Segment::create(Table { total: Mutex::new(0), laid: Event::new() })?;
//! *parent.total.lock() += 1;
//! parent.laid.set();
//!
//! // In the child, which was started with `parent.pass_to(&mut command)`:
//! # use std::os::fd::AsFd;
//! # let descriptor = parent.as_fd().try_clone_to_owned()?;
//! // SAFETY: `Table` has no pointers, and both sides are built from its one definition.
//! let child: Segment<Table> = unsafe { Segment::attach(descriptor)? };
//! child.laid.wait();
//! assert_eq!(*child.total.lock(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does not promise
//! A primitive here knows nothing of processes that die. Who is killed while it holds a mutex holds
//! it for ever; who is killed between a release and the wake that follows it leaves the others
//! asleep. Use deadlines where that can happen.
//!
//! A descriptor of a segment opens its bytes to whoever has it. Who writes to them other than
//! through a [`Segment`] of the same type breaks the value for all.

mod error;
mod header;
mod segment;

pub use error::{AttachError, CreateError};
pub use segment::Segment;

use crate::sys;

/// The threads of several processes, which share memory.
///
/// As [`Threads`](crate::Threads), but the words may lie in memory that several processes have
/// mapped, each where it likes. A task of its [`Runtime`](crate::Runtime) is a thread of the
/// calling process. Its numbers of callers are those of one process namespace.
#[derive(Debug)]
pub struct Processes;

platform!(Processes, sys::shared);
waitword_core::primitives!(Processes);
