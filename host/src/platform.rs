//! The platforms of operating system threads. What differs between them is a module of
//! [`crate::sys`].

use crate::sys;

/// The threads of one process.
///
/// A waiter spins for a few microseconds if there is more than one processor to run on, then
/// sleeps. Time is [`Instant`](std::time::Instant); no wait ends early, and an instant that is too
/// far away for the operating system is never. A task of its [`Runtime`](crate::Runtime) is a
/// thread.
#[derive(Debug)]
pub struct Threads;

/// Makes `$name` a platform whose words are waited on through the module `$words`.
macro_rules! platform {
    ($name:ty, $words:path) => {
        const _: () = {
            use std::fmt;
            use std::num::NonZeroU32;
            use std::time::{Duration, Instant};

            use waitword_core::platform::AtomicU32;
            use waitword_core::runtime::{Locals, Panic};
            use waitword_core::{Clock, Identity, Platform, Runtime};
            use $words as words;

            use $crate::task::{self, Handle};

            impl Platform for $name {
                type Mask = ();

                #[inline]
                fn wait(word: &AtomicU32, expected: u32) {
                    words::wait(word, expected, None);
                }

                #[inline]
                fn wake(word: *const AtomicU32, count: u32) {
                    words::wake(word, count);
                }

                #[inline(always)]
                fn light_fence() {
                    words::light_fence();
                }

                #[inline]
                fn heavy_fence() {
                    words::heavy_fence();
                }

                #[inline]
                fn spin(round: u32) -> bool {
                    $crate::spin::step(round)
                }

                #[inline]
                fn give_way(round: u32) -> bool {
                    $crate::spin::give_way(round)
                }
            }

            impl Clock for $name {
                type Instant = Instant;

                #[inline]
                fn now() -> Instant {
                    Instant::now()
                }

                #[inline]
                fn after(timeout: Duration) -> Option<Instant> {
                    Instant::now().checked_add(timeout)
                }

                #[inline]
                fn is_past(deadline: Instant) -> bool {
                    Instant::now() >= deadline
                }

                #[inline]
                fn wait_until(word: &AtomicU32, expected: u32, deadline: Instant) {
                    words::wait(word, expected, Some(deadline));
                }
            }

            impl Identity for $name {
                #[inline]
                fn current() -> NonZeroU32 {
                    words::current()
                }
            }

            impl Runtime for $name {
                type Handle<T: Send + 'static> = Handle<T>;
                /// Ten wakes long.
                const BEAT: Duration = Duration::from_micros(100);

                #[track_caller]
                fn spawn<T, F>(name: fmt::Arguments<'_>, body: F) -> Handle<T>
                where
                    T: Send + 'static,
                    F: FnOnce() -> T + Send + 'static,
                {
                    task::spawn(name, body)
                }

                fn sleep(time: Duration) {
                    std::thread::sleep(time);
                }

                fn yield_now() {
                    std::thread::yield_now();
                }

                fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Panic> {
                    task::catch(body)
                }

                fn resume(panic: Panic) -> ! {
                    std::panic::resume_unwind(panic)
                }

                #[inline]
                fn locals<T>(look: impl FnOnce(&Locals) -> T) -> Option<T> {
                    task::locals(look)
                }
            }
        };
    };
}

platform!(Threads, sys::private);
