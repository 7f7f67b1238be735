//! The primitives by their short names, a module for each platform of this crate.

/// Gives a module the short names of all primitives on one platform.
///
/// ```
/// mod mine {
///     use waitword_core::platform::Spin;
///     waitword_core::primitives!(Spin<MyRelax>);
///     pub struct MyRelax;
///     impl spin::RelaxStrategy for MyRelax {
///         fn relax() {}
///     }
/// }
/// static TOTAL: mine::Mutex<u32> = mine::Mutex::new(0);
/// # *TOTAL.lock() += 1;
/// ```
#[macro_export]
macro_rules! primitives {
    ($platform:ty) => {
        /// [`waitword_core::Word`]($crate::Word) on this platform.
        pub type Word = $crate::Word<$platform>;
        /// [`waitword_core::Mutex`]($crate::Mutex) on this platform.
        pub type Mutex<T> = $crate::Mutex<$platform, T>;
        /// [`waitword_core::MutexGuard`]($crate::MutexGuard) on this platform.
        pub type MutexGuard<'a, T> = $crate::MutexGuard<'a, $platform, T>;
        /// [`waitword_core::MappedMutexGuard`]($crate::MappedMutexGuard) on this platform.
        pub type MappedMutexGuard<'a, T> = $crate::MappedMutexGuard<'a, $platform, T>;
        /// [`waitword_core::FairMutex`]($crate::FairMutex) on this platform.
        pub type FairMutex<T> = $crate::FairMutex<$platform, T>;
        /// [`waitword_core::FairMutexGuard`]($crate::FairMutexGuard) on this platform.
        pub type FairMutexGuard<'a, T> = $crate::FairMutexGuard<'a, $platform, T>;
        /// [`waitword_core::ReentrantMutex`]($crate::ReentrantMutex) on this platform.
        pub type ReentrantMutex<T> = $crate::ReentrantMutex<$platform, T>;
        /// [`waitword_core::ReentrantMutexGuard`]($crate::ReentrantMutexGuard) on this platform.
        pub type ReentrantMutexGuard<'a, T> = $crate::ReentrantMutexGuard<'a, $platform, T>;
        /// [`waitword_core::RawLock`]($crate::RawLock) on this platform.
        pub type RawLock = $crate::RawLock<$platform>;
        /// [`waitword_core::RwLock`]($crate::RwLock) on this platform.
        pub type RwLock<T> = $crate::RwLock<$platform, T>;
        /// [`waitword_core::RwLockReadGuard`]($crate::RwLockReadGuard) on this platform.
        pub type RwLockReadGuard<'a, T> = $crate::RwLockReadGuard<'a, $platform, T>;
        /// [`waitword_core::MappedRwLockReadGuard`]($crate::MappedRwLockReadGuard) on this
        /// platform.
        pub type MappedRwLockReadGuard<'a, T> = $crate::MappedRwLockReadGuard<'a, $platform, T>;
        /// [`waitword_core::MappedRwLockWriteGuard`]($crate::MappedRwLockWriteGuard) on this
        /// platform.
        pub type MappedRwLockWriteGuard<'a, T> = $crate::MappedRwLockWriteGuard<'a, $platform, T>;
        /// [`waitword_core::RwLockUpgradableReadGuard`]($crate::RwLockUpgradableReadGuard) on this
        /// platform.
        pub type RwLockUpgradableReadGuard<'a, T> =
            $crate::RwLockUpgradableReadGuard<'a, $platform, T>;
        /// [`waitword_core::RwLockWriteGuard`]($crate::RwLockWriteGuard) on this platform.
        pub type RwLockWriteGuard<'a, T> = $crate::RwLockWriteGuard<'a, $platform, T>;
        /// [`waitword_core::Condvar`]($crate::Condvar) on this platform.
        pub type Condvar = $crate::Condvar<$platform>;
        /// [`waitword_core::Semaphore`]($crate::Semaphore) on this platform.
        pub type Semaphore = $crate::Semaphore<$platform>;
        /// [`waitword_core::BoundedSemaphore`]($crate::BoundedSemaphore) on this platform.
        pub type BoundedSemaphore = $crate::BoundedSemaphore<$platform>;
        /// [`waitword_core::Event`]($crate::Event) on this platform.
        pub type Event = $crate::Event<$platform>;
        /// [`waitword_core::Barrier`]($crate::Barrier) on this platform.
        pub type Barrier<A = $crate::NoAction> = $crate::Barrier<$platform, A>;
        /// [`waitword_core::Signal`]($crate::Signal) on this platform.
        pub type Signal = $crate::Signal<$platform>;
        /// [`waitword_core::Latch`]($crate::Latch) on this platform.
        pub type Latch = $crate::Latch<$platform>;
        /// [`waitword_core::WaitGroup`]($crate::WaitGroup) on this platform.
        pub type WaitGroup = $crate::WaitGroup<$platform>;
        /// [`waitword_core::Once`]($crate::Once) on this platform.
        pub type Once = $crate::Once<$platform>;
        /// [`waitword_core::OnceLock`]($crate::OnceLock) on this platform.
        pub type OnceLock<T> = $crate::OnceLock<$platform, T>;
        /// [`waitword_core::LazyLock`]($crate::LazyLock) on this platform.
        pub type LazyLock<T, F = fn() -> T> = $crate::LazyLock<$platform, T, F>;
        /// [`waitword_core::Queue`]($crate::Queue) on this platform.
        pub type Queue<T, const N: usize> = $crate::Queue<$platform, T, N>;
        /// [`waitword_core::LifoQueue`]($crate::LifoQueue) on this platform.
        pub type LifoQueue<T, const N: usize> = $crate::LifoQueue<$platform, T, N>;
        /// [`waitword_core::PriorityQueue`]($crate::PriorityQueue) on this platform.
        pub type PriorityQueue<T, const N: usize> = $crate::PriorityQueue<$platform, T, N>;
        /// [`waitword_core::Broadcast`]($crate::Broadcast) on this platform.
        pub type Broadcast<T, const N: usize> = $crate::Broadcast<$platform, T, N>;
        /// [`waitword_core::Watch`]($crate::Watch) on this platform.
        pub type Watch<T> = $crate::Watch<$platform, T>;
        /// [`waitword_core::Channel`]($crate::Channel) on this platform.
        pub type Channel<T, const N: usize> = $crate::Channel<$platform, T, N>;
        /// [`waitword_core::Mpmc`]($crate::Mpmc) on this platform.
        pub type Mpmc<T, const N: usize> = $crate::Mpmc<$platform, T, N>;
        /// [`waitword_core::Oneshot`]($crate::Oneshot) on this platform.
        pub type Oneshot<T> = $crate::Oneshot<$platform, T>;
        /// [`waitword_core::Spsc`]($crate::Spsc) on this platform.
        pub type Spsc<T, const N: usize> = $crate::Spsc<$platform, T, N>;
    };
}

/// Gives a module the short names of what programs are made of, on one runtime.
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
#[macro_export]
macro_rules! programs {
    ($runtime:ty) => {
        /// [`waitword_core::BiasedRwLock`]($crate::BiasedRwLock) on this runtime.
        pub type BiasedRwLock<T> = $crate::BiasedRwLock<$runtime, T>;
        /// [`waitword_core::depot::Queue`]($crate::depot::Queue) on this runtime.
        pub type DepotQueue<T> = $crate::depot::Queue<$runtime, T>;
        /// [`waitword_core::depot::LifoQueue`]($crate::depot::LifoQueue) on this runtime.
        pub type DepotLifoQueue<T> = $crate::depot::LifoQueue<$runtime, T>;
        /// [`waitword_core::depot::PriorityQueue`]($crate::depot::PriorityQueue) on this runtime.
        pub type DepotPriorityQueue<T> = $crate::depot::PriorityQueue<$runtime, T>;
        /// [`waitword_core::Future`]($crate::Future) on this runtime.
        pub type Future<T> = $crate::Future<$runtime, T>;
        /// [`waitword_core::future::Promise`]($crate::future::Promise) on this runtime.
        pub type Promise<T> = $crate::future::Promise<$runtime, T>;
        /// [`waitword_core::Local`]($crate::Local) on this runtime.
        pub type Local<T> = $crate::Local<$runtime, T>;
        /// [`waitword_core::Scheduler`]($crate::Scheduler) on this runtime.
        pub type Scheduler = $crate::Scheduler<$runtime>;
        /// [`waitword_core::ThreadPool`]($crate::ThreadPool) on this runtime.
        pub type ThreadPool = $crate::ThreadPool<$runtime>;
    };
}

/// The primitives on platform [`Spin`](crate::platform::Spin) with the spin crate's own strategy.
pub mod spin {
    crate::primitives!(crate::platform::Spin<::spin::Spin>);
}

/// The primitives on platform [`Masked`](crate::platform::Masked) on a machine of which nothing is
/// known. For one that can sleep, give your own module its names with
/// [`primitives!`](crate::primitives).
#[cfg(feature = "critical-section")]
pub mod masked {
    crate::primitives!(crate::platform::Masked<crate::platform::Bare>);
}
