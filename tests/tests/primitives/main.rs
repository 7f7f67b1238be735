//! Every test body of every primitive, on every platform.
//!
//! | platform | what it is |
//! |---|---|
//! | `spin` | `Spin`, yielding between two looks, with a wrapping 32-bit clock |
//! | `masked` | `Masked`, where a critical section keeps all other threads out |

mod barrier;
mod condvar;
mod event;
mod handler;
mod mutex;
mod queue;
mod semaphore;
mod statics;
mod tie;
