//! What differs between operating systems, behind the same functions.
//!
//! The modules `private` and `shared` each have `wait`, `wake` and `current` for the words that the
//! threads of one process share, and for those that processes share; `processors` says how many
//! threads can run at once.

#[cfg(all(target_os = "linux", not(waitword_portable)))]
mod linux;
#[cfg(all(target_os = "linux", not(waitword_portable)))]
pub(crate) use linux::{private, processors};

#[cfg(any(not(target_os = "linux"), waitword_portable))]
mod portable;
#[cfg(any(not(target_os = "linux"), waitword_portable))]
pub(crate) use portable::{private, processors};
