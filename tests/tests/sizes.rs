//! The sizes of the primitives, the same on every platform, and who may have them.
//!
//! A primitive is a few words and its data: what grows here grows in every static of every firmware
//! and in every page that processes share.

use core::cell::Cell;
use core::mem::{align_of, size_of};

use waitword_core::Spsc;
use waitword_core::{Barrier, Condvar, Event, LifoQueue, Mutex, MutexGuard, Permit, Platform};
use waitword_core::{BoundedSemaphore, Latch, LazyLock, Once, OnceLock, Signal, WaitGroup};
use waitword_core::{Broadcast, Channel, Mpmc, Oneshot, Watch};
use waitword_core::{FairMutex, MappedMutexGuard, MappedRwLockReadGuard};
use waitword_core::{PriorityQueue, Queue, Semaphore, Word};
use waitword_core::{RawLock, ReentrantMutex, RwLock, RwLockReadGuard};
use waitword_tests::platform::{MaskedThreads, Scripted, Sim, SpinThreads, Threads};

fn sizes<P: Platform>() {
    assert_eq!(size_of::<Word<P>>(), 4);
    assert_eq!(size_of::<Mutex<P, ()>>(), 4);
    assert_eq!(size_of::<Mutex<P, u32>>(), 8);
    assert_eq!(
        size_of::<Mutex<P, [u8; 3]>>(),
        8,
        "the data is padded to the word"
    );
    assert_eq!(size_of::<RawLock<P>>(), 4);
    assert_eq!(size_of::<FairMutex<P, ()>>(), 8);
    assert_eq!(size_of::<RwLock<P, ()>>(), 8);
    assert_eq!(size_of::<RwLock<P, u32>>(), 12);
    assert_eq!(size_of::<ReentrantMutex<P, ()>>(), 8);
    assert_eq!(size_of::<ReentrantMutex<P, u32>>(), 12);
    assert_eq!(size_of::<Event<P>>(), 4);
    assert_eq!(size_of::<Condvar<P>>(), 8);
    assert_eq!(size_of::<Semaphore<P>>(), 8);
    assert_eq!(size_of::<BoundedSemaphore<P>>(), 12);
    assert_eq!(size_of::<Barrier<P>>(), 8);
    // A cache line for each slot, and one for the rest.
    assert_eq!(size_of::<waitword_core::BiasedRwLock<P, u32, 2>>(), 192);
    assert_eq!(align_of::<Barrier<P>>(), 4);
    assert_eq!(size_of::<Signal<P>>(), 4);
    assert_eq!(size_of::<Barrier<P, fn()>>(), 8 + size_of::<fn()>());
    assert_eq!(size_of::<Latch<P>>(), 4);
    assert_eq!(size_of::<WaitGroup<P>>(), 4);
    assert_eq!(size_of::<Once<P>>(), 4);
    assert_eq!(size_of::<OnceLock<P, u32>>(), 8);
    // The function that makes the value stays beside it.
    let size = size_of::<OnceLock<P, usize>>() + size_of::<fn()>();
    assert_eq!(size_of::<LazyLock<P, usize>>(), size);
    // 54 bytes, and for each item its own and two for its slot's number.
    assert_eq!(size_of::<Queue<P, u32, 1>>(), 60);
    assert_eq!(size_of::<Queue<P, u32, 8>>(), 104);
    assert_eq!(size_of::<Queue<P, u8, 8>>(), 80);
    assert_eq!(size_of::<LifoQueue<P, u32, 8>>(), 100);
    // The queue, and a count for each kind of end.
    assert_eq!(size_of::<Channel<P, u32, 8>>(), 112);
    // Each side, and its hint, on lines of its own.
    assert_eq!(size_of::<Mpmc<P, u32, 8>>(), 640);
    assert_eq!(size_of::<Oneshot<P, u32>>(), 8);
    assert_eq!(size_of::<Broadcast<P, u32, 8>>(), 64);
    assert_eq!(size_of::<Watch<P, u32>>(), 24);
    // Each end on lines of its own, where processors have caches.
    assert_eq!(size_of::<Spsc<P, u32, 8>>(), 384);
    // Ten for each item's priority, number and slot's number, padded to 12.
    assert_eq!(size_of::<PriorityQueue<P, u32, 8>>(), 184);
}

#[test]
fn spin() {
    sizes::<SpinThreads>();
    sizes::<waitword_core::platform::Spin<spin::Spin>>();
}

#[test]
fn masked() {
    sizes::<MaskedThreads>();
    sizes::<waitword_core::platform::Masked<waitword_core::platform::Bare>>();
}

#[test]
fn threads() {
    sizes::<Threads>();
}

#[cfg(all(target_os = "linux", not(waitword_portable)))]
#[test]
fn processes() {
    sizes::<waitword_tests::platform::Processes>();
}

#[test]
fn pretended() {
    sizes::<Sim>();
    sizes::<Scripted>();
}

#[test]
fn guards_are_small() {
    assert_eq!(
        size_of::<MutexGuard<'_, Threads, u64>>(),
        size_of::<usize>()
    );
    assert_eq!(
        size_of::<Option<MutexGuard<'_, Threads, u64>>>(),
        size_of::<usize>()
    );
    assert_eq!(
        size_of::<Option<RwLockReadGuard<'_, Threads, u64>>>(),
        size_of::<usize>()
    );
    // The lock, its size for who is told of it, and the part.
    assert_eq!(
        size_of::<Option<MappedMutexGuard<'_, Threads, u64>>>(),
        3 * size_of::<usize>()
    );
    assert_eq!(
        size_of::<Option<MappedRwLockReadGuard<'_, Threads, u64>>>(),
        3 * size_of::<usize>()
    );
    // A reference, and the state that taking the permit left.
    assert_eq!(
        size_of::<Option<Permit<'_, Threads>>>(),
        2 * size_of::<usize>()
    );
}

#[test]
fn all_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    type P = Threads;
    shared::<(Word<P>, Event<P>, Condvar<P>, Semaphore<P>, Barrier<P>)>();
    shared::<(Mutex<P, Cell<u32>>, Queue<P, Cell<u32>, 1>)>();
    shared::<(ReentrantMutex<P, Cell<u32>>, RawLock<P>, RwLock<P, u32>)>();
    shared::<(Latch<P>, WaitGroup<P>, Signal<P>, Barrier<P, fn()>)>();
    shared::<(Once<P>, OnceLock<P, u32>, LazyLock<P, u32>)>();
    shared::<FairMutex<P, Cell<u32>>>();
    // A permit has no thread, so another one may give it back.
    shared::<Permit<'static, P>>();
}
