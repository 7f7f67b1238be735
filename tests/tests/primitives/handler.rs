//! Callers that cannot wait, on the platforms that can tell: `Masked`, and `Scripted`.
//!
//! `Spin` and threads of an operating system can always wait.

use waitword_tests::handler;
use waitword_tests::platform::{MaskedThreads, Scripted};

macro_rules! on_handlers {
    ($($body:ident;)*) => {
        mod masked {
            $( #[test] fn $body() { super::handler::$body::<super::MaskedThreads>(); } )*
        }
        mod scripted {
            $( #[test] fn $body() { super::handler::$body::<super::Scripted>(); } )*
        }
    };
}

on_handlers! {
    what_need_not_wait_works;
    mutex;
    fair_mutex;
    raw_lock;
    reentrant_mutex;
    rwlock;
    condvar;
    semaphore;
    event;
    barrier;
    signal;
    latch;
    wait_group;
    once;
    queue;
    spsc;
    channels;
}
