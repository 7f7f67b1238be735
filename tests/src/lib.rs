//! Test bodies of the primitives, each written once and run on every platform.
//!
//! A body is a function generic over [`World`]: a platform that can run a whole program and end a
//! body that hangs. [`on_every_platform!`] makes one test of each body for each platform. Bodies
//! that have a case in CPython's own tests are named after it, `lk_05_...`; those cases are taken
//! as facts about what users of such classes rely on.
//!
//! Bodies never sleep to be right. Who has to see that others are blocked runs them on
//! [`Watched`](watch::Watched) and asks.

pub mod barrier;
pub mod broadcast;
pub mod channel;
pub mod child;
pub mod compiler;
pub mod condvar;
pub mod crew;
pub mod event;
pub mod fair_mutex;
pub mod handler;
pub mod latch;
pub mod latest;
pub mod locks;
pub mod mpmc;
pub mod mutex;
pub mod once;
pub mod oneshot;
pub mod permits;
pub mod plain;
pub mod platform;
pub mod processes;
pub mod queue;
pub mod raw_lock;
pub mod reentrant_mutex;
pub mod rwlock;
pub mod semaphore;
pub mod signal;
pub mod spsc;
pub mod wait_group;
pub mod watch;
pub mod world;

// Programs, generic over `Runtime`.
pub mod biased;
pub mod depot;
pub mod fork;
pub mod future;
pub mod local;
pub mod map;
pub mod pool;
pub mod scheduler;

pub use world::World;

/// Makes a test of each body for each platform, in a module named after the platform.
///
/// ```text
/// on_every_platform! { mutex: lk_01_acquire_release; lk_03_try_on_a_free_mutex; }
/// ```
#[macro_export]
macro_rules! on_every_platform {
    ($subject:ident: $($body:ident;)*) => {
        $crate::on_threads! { $subject: $($body;)* }
        $crate::on! { sim, $crate::platform::Sim, $subject: $($body;)* }
    };
}

/// As [`on_every_platform!`], for bodies that leave a lock held.
#[macro_export]
macro_rules! leaking_on_every_platform {
    ($subject:ident: $($body:ident;)*) => {
        $crate::on_threads! { $subject: $($body;)* }
        mod sim {
            use $crate::World;
            $(
                #[test]
                fn $body() {
                    type Sim = $crate::platform::Sim;
                    Sim::run_leaking($crate::$subject::$body::<Sim>);
                }
            )*
        }
    };
}

/// As [`on_every_platform!`], for bodies that need operating system threads.
#[macro_export]
macro_rules! on_threads {
    ($subject:ident: $($body:ident;)*) => {
        $crate::on! { spin, $crate::platform::SpinThreads, $subject: $($body;)* }
        $crate::on! { masked, $crate::platform::MaskedThreads, $subject: $($body;)* }
        $crate::on! { threads, $crate::platform::Threads, $subject: $($body;)* }
        #[cfg(all(target_os = "linux", not(waitword_portable)))]
        $crate::on! { processes, $crate::platform::Processes, $subject: $($body;)* }
    };
}

/// Makes a test of each body for one platform.
#[macro_export]
macro_rules! on {
    ($module:ident, $platform:ty, $subject:ident: $($body:ident;)*) => {
        mod $module {
            use $crate::World;
            $(
                #[test]
                fn $body() {
                    <$platform as World>::run($crate::$subject::$body::<$platform>);
                }
            )*
        }
    };
}

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
