//! The platforms that bodies run on: those of `waitword-core`, made whole with the threads and the
//! time of the host, and those that are whole by themselves.

use core::fmt;
use core::marker::PhantomData;
use core::num::NonZeroU32;
use core::time::Duration;
use std::cell::Cell;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32 as Counter, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use spin::RelaxStrategy;
use waitword_core::platform::{AtomicU32, Machine, Masked, Spin, Ticks};
use waitword_core::runtime::{Join, Locals, Panic};
use waitword_core::{Clock, Identity, Platform, Runtime};

mod script;

pub use script::Scripted;
pub use waitword_host::Threads;
#[cfg(all(target_os = "linux", not(waitword_portable)))]
pub use waitword_host::shared::Processes;
pub use waitword_sim::Sim;

/// Platform `Spin` on the host, which yields between two looks.
pub type SpinThreads = OnThreads<Spin<Desk>>;

/// Platform `Masked` on the host, where a critical section keeps all other threads out.
pub type MaskedThreads = OnThreads<Masked<Desk>>;

/// Platform `P`, whose words are accessed by the machine's instructions, with threads of the host.
#[derive(Debug)]
pub struct OnThreads<P>(PhantomData<P>);

impl<P: Platform> Platform for OnThreads<P> {
    type Mask = P::Mask;
    const MASK_EXCLUDES: bool = P::MASK_EXCLUDES;

    fn wait(word: &AtomicU32, expected: u32) {
        P::wait(word, expected);
        // A platform whose wait returns early should not keep the one that it waits for waiting.
        thread::yield_now();
    }

    fn wake(word: *const AtomicU32, count: u32) {
        P::wake(word, count);
    }

    fn mask() -> P::Mask {
        P::mask()
    }

    fn unmask(mask: P::Mask) {
        P::unmask(mask);
    }

    fn spin(round: u32) -> bool {
        P::spin(round)
    }

    fn can_wait() -> bool {
        P::can_wait()
    }
}

impl<P: Clock> Clock for OnThreads<P> {
    type Instant = P::Instant;

    fn now() -> P::Instant {
        P::now()
    }

    fn after(timeout: Duration) -> Option<P::Instant> {
        P::after(timeout)
    }

    fn is_past(deadline: P::Instant) -> bool {
        P::is_past(deadline)
    }

    fn wait_until(word: &AtomicU32, expected: u32, deadline: P::Instant) {
        P::wait_until(word, expected, deadline);
        thread::yield_now();
    }
}

impl<P: Platform> Identity for OnThreads<P> {
    fn current() -> NonZeroU32 {
        thread_number()
    }
}

/// A number that no other thread has.
fn thread_number() -> NonZeroU32 {
    static NEXT: Counter = Counter::new(1);
    thread_local! {
        static MINE: NonZeroU32 = NonZeroU32::new(NEXT.fetch_add(1, Relaxed)).unwrap();
    }
    MINE.with(|mine| *mine)
}

impl<P: Clock> Runtime for OnThreads<P> {
    type Handle<T: Send + 'static> = Thread<T>;

    fn spawn<T, F>(name: fmt::Arguments<'_>, body: F) -> Thread<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let builder = thread::Builder::new().name(name.to_string());
        Thread(builder.spawn(body).expect("room for another thread"))
    }

    fn sleep(time: Duration) {
        thread::sleep(time);
    }

    fn yield_now() {
        thread::yield_now();
    }

    fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Panic> {
        Threads::catch(body)
    }

    fn resume(panic: Panic) -> ! {
        Threads::resume(panic)
    }

    fn locals<T>(look: impl FnOnce(&Locals) -> T) -> Option<T> {
        Threads::locals(look)
    }
}

/// A thread of the host.
#[derive(Debug)]
pub struct Thread<T>(JoinHandle<T>);

impl<T> Join<T> for Thread<T> {
    fn join(self) -> Result<T, Panic> {
        self.0.join()
    }
}

/// A pretended device: a counter at 1 MHz that wraps around soon after its first use, and interrupt
/// handlers that are threads who say so.
#[derive(Debug)]
pub struct Desk;

impl RelaxStrategy for Desk {
    fn relax() {
        spin::Yield::relax();
    }
}

impl Ticks for Desk {
    const PER_SECOND: u32 = 1_000_000;

    fn ticks() -> u32 {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        /// The counter wraps around 15 ms after it was first read, which the bodies' timeouts span.
        const FIRST: u32 = 0_u32.wrapping_sub(15_000);
        FIRST.wrapping_add(START.elapsed().as_micros() as u32)
    }
}

impl Machine for Desk {
    fn can_wait() -> bool {
        !IN_HANDLER.get()
    }
}

thread_local! {
    static IN_HANDLER: Cell<bool> = const { Cell::new(false) };
}

/// A platform whose callers can play an interrupt handler.
pub trait Handlers: Platform {
    /// Runs `handler` as an interrupt handler: where nobody can wait.
    fn in_handler<T>(handler: impl FnOnce() -> T) -> T;
}

impl Handlers for MaskedThreads {
    fn in_handler<T>(handler: impl FnOnce() -> T) -> T {
        struct Leave;
        impl Drop for Leave {
            fn drop(&mut self) {
                IN_HANDLER.set(false);
            }
        }
        IN_HANDLER.set(true);
        let _leave = Leave;
        critical_section::with(|_| handler())
    }
}
