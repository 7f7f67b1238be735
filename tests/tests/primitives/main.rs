//! Every test body of every primitive, on every platform.
//!
//! | platform | what it is |
//! |---|---|
//! | `spin` | `Spin`, yielding between two looks, with a wrapping 32-bit clock |
//! | `masked` | `Masked`, where a critical section keeps all other threads out |
//! | `threads` | `Threads`, on the futex, or with `--cfg waitword_portable` on parking_lot's |
//! | `processes` | `Processes`, within one process, on the shared futex (Linux) |
//! | `sim` | the simulator, each body some hundred times: black box and white box |

mod barrier;
mod channels;
mod condvar;
mod event;
mod fair_mutex;
mod handler;
mod latch;
mod models;
mod mutex;
mod once;
mod permits;
mod queue;
mod raw_lock;
mod reentrant_mutex;
mod rwlock;
mod semaphore;
mod signal;
mod spsc;
mod statics;
mod tie;
mod wait_group;

// Programs, generic over `Runtime`.
mod biased;
mod depot;
mod future;
mod local;
mod pool;
mod scheduler;
