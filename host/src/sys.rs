//! What differs between operating systems, behind the same functions.
//!
//! The modules `private` and `shared` each have `wait`, `wake`, `current` and the two fences: for
//! the words that the threads of one process share, and for those that processes share.
//! `processors` says how many threads can run at once. `rename` tells the system how a thread is
//! called, as far as it wants to know, `is_main` whether it is the first of the process, and
//! `at_exit` has something done when the process exits. `memory` is what processes share. On other
//! systems than Linux there are neither `shared` nor `memory`.

#[cfg(all(target_os = "linux", not(waitword_portable)))]
mod linux;
#[cfg(all(target_os = "linux", not(waitword_portable)))]
pub(crate) use linux::{at_exit, is_main, memory, private, processors, rename, shared};

#[cfg(any(not(target_os = "linux"), waitword_portable))]
mod portable;
#[cfg(any(not(target_os = "linux"), waitword_portable))]
pub(crate) use portable::{at_exit, is_main, private, processors, rename};
