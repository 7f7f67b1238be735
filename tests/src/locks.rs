//! Bodies for every kind of lock, after CPython's `BaseLockTests`.

use core::time::Duration;
use std::sync::Arc;
use std::thread;

use waitword_core::{
    Clock, FairMutex, FairMutexGuard, Identity, LockError, Platform, RawLock, ReentrantMutex,
    RwLock, RwLockWriteGuard, TryLockError, WaitError,
};

use crate::World;
use crate::crew::{catch, crew, task, throw};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);

/// A kind of lock on platform `P`, by what all kinds can do.
pub trait Kind<P: Clock>: Send + Sync + 'static {
    /// What lets go of the lock when it is dropped.
    type Guard<'a>;

    /// A free lock.
    fn new() -> Self;
    /// Takes it, and waits if it has to.
    fn lock(&self) -> Self::Guard<'_>;
    /// As [`lock`](Kind::lock), but an error is returned.
    fn checked_lock(&self) -> Result<Self::Guard<'_>, WaitError>;
    /// Takes it if it can be taken at once.
    fn try_lock(&self) -> Option<Self::Guard<'_>>;
    /// As [`lock`](Kind::lock), for so long.
    fn lock_timeout(&self, timeout: Duration) -> Result<Self::Guard<'_>, WaitError>;
    /// As [`lock`](Kind::lock), until then.
    fn lock_until(&self, deadline: P::Instant) -> Result<Self::Guard<'_>, WaitError>;
    /// Whether somebody holds it.
    fn is_locked(&self) -> bool;
}

/// What gives a [`RawLock`] back.
pub struct Unlock<'a, P: Platform>(&'a RawLock<P>);

impl<P: Platform> Drop for Unlock<'_, P> {
    fn drop(&mut self) {
        self.0.unlock().unwrap();
    }
}

impl<P: Clock> Kind<P> for RawLock<P> {
    type Guard<'a> = Unlock<'a, P>;

    fn new() -> Self {
        RawLock::new()
    }

    fn lock(&self) -> Unlock<'_, P> {
        self.lock();
        Unlock(self)
    }

    fn checked_lock(&self) -> Result<Unlock<'_, P>, WaitError> {
        self.checked_lock().map(|()| Unlock(self))
    }

    fn try_lock(&self) -> Option<Unlock<'_, P>> {
        self.try_lock().then(|| Unlock(self))
    }

    fn lock_timeout(&self, timeout: Duration) -> Result<Unlock<'_, P>, WaitError> {
        self.lock_timeout(timeout).map(|()| Unlock(self))
    }

    fn lock_until(&self, deadline: P::Instant) -> Result<Unlock<'_, P>, WaitError> {
        self.lock_until(deadline).map(|()| Unlock(self))
    }

    fn is_locked(&self) -> bool {
        self.is_locked()
    }
}

fn not_deep<T>(result: Result<T, LockError>) -> Result<T, WaitError> {
    result.map_err(|error| match error {
        LockError::TimedOut => WaitError::TimedOut,
        LockError::CannotWait => WaitError::CannotWait,
        LockError::TooDeep => panic!("{error}"),
    })
}

impl<P: Clock + Identity> Kind<P> for ReentrantMutex<P, ()> {
    type Guard<'a> = waitword_core::ReentrantMutexGuard<'a, P, ()>;

    fn new() -> Self {
        ReentrantMutex::new(())
    }

    fn lock(&self) -> Self::Guard<'_> {
        self.lock()
    }

    fn checked_lock(&self) -> Result<Self::Guard<'_>, WaitError> {
        not_deep(self.checked_lock())
    }

    fn try_lock(&self) -> Option<Self::Guard<'_>> {
        match self.try_lock() {
            Ok(guard) => Some(guard),
            Err(error) => {
                assert_eq!(error, TryLockError::Held);
                None
            }
        }
    }

    fn lock_timeout(&self, timeout: Duration) -> Result<Self::Guard<'_>, WaitError> {
        not_deep(self.lock_timeout(timeout))
    }

    fn lock_until(&self, deadline: P::Instant) -> Result<Self::Guard<'_>, WaitError> {
        not_deep(self.lock_until(deadline))
    }

    fn is_locked(&self) -> bool {
        self.is_locked()
    }
}

impl<P: Clock> Kind<P> for RwLock<P, ()> {
    type Guard<'a> = RwLockWriteGuard<'a, P, ()>;

    fn new() -> Self {
        RwLock::new(())
    }

    fn lock(&self) -> Self::Guard<'_> {
        self.write()
    }

    fn checked_lock(&self) -> Result<Self::Guard<'_>, WaitError> {
        self.checked_write()
    }

    fn try_lock(&self) -> Option<Self::Guard<'_>> {
        self.try_write()
    }

    fn lock_timeout(&self, timeout: Duration) -> Result<Self::Guard<'_>, WaitError> {
        self.write_timeout(timeout)
    }

    fn lock_until(&self, deadline: P::Instant) -> Result<Self::Guard<'_>, WaitError> {
        self.write_until(deadline)
    }

    fn is_locked(&self) -> bool {
        self.is_locked()
    }
}

impl<P: Clock> Kind<P> for FairMutex<P, ()> {
    type Guard<'a> = FairMutexGuard<'a, P, ()>;

    fn new() -> Self {
        FairMutex::new(())
    }

    fn lock(&self) -> Self::Guard<'_> {
        self.lock()
    }

    fn checked_lock(&self) -> Result<Self::Guard<'_>, WaitError> {
        self.checked_lock()
    }

    fn try_lock(&self) -> Option<Self::Guard<'_>> {
        self.try_lock()
    }

    fn lock_timeout(&self, timeout: Duration) -> Result<Self::Guard<'_>, WaitError> {
        self.lock_timeout(timeout)
    }

    fn lock_until(&self, deadline: P::Instant) -> Result<Self::Guard<'_>, WaitError> {
        self.lock_until(deadline)
    }

    fn is_locked(&self) -> bool {
        self.is_locked()
    }
}

/// Makes the bodies of this module those of one kind of lock.
macro_rules! lock_bodies {
    ($kind:ident: $(#[doc = $doc:literal] $body:ident on $platform:ident;)*) => { $(
        #[doc = $doc]
        pub fn $body<W: $crate::World>() {
            $crate::locks::$body::<W, $kind<$platform<W>>>();
        }
    )* };
    ($kind:ident) => {
        use $crate::locks::Plainly;
        use $crate::watch::Watched;
        $crate::locks::lock_bodies! { $kind:
            /// LK-01: taken, released, taken again.
            lk_01_acquire_release on Plainly;
            /// LK-03: each form takes a free lock, and a past deadline still tries.
            lk_03_every_form_takes_a_free_lock on Plainly;
            /// LK-04: a try on a lock that another holds fails at once.
            lk_04_try_on_a_held_lock on Plainly;
            /// LK-05: five tasks are blocked; one release lets all of them through.
            lk_05_one_release_lets_all_through on Watched;
            /// LK-06: a guard releases when its scope ends, by a return or by a panic.
            lk_06_a_panic_releases on Plainly;
            /// LK-07: threads that the library has not started use it like all others.
            lk_07_foreign_threads on Plainly;
            /// LK-08: timeouts on a held lock: none, short, and longer than time.
            lk_08_timeouts on Watched;
            /// LK-13: a lock that timed out leaves nothing behind.
            lk_13_state_after_a_timeout on Plainly;
            /// What one holder did, the next one sees, by every form.
            release_publishes on Plainly;
        }
    };
}
pub(crate) use lock_bodies;

/// The platform itself, where bodies for others name it as one that is watched.
pub type Plainly<W> = W;

fn is_free<W: World, K: Kind<W>>(lock: &Arc<K>) -> bool {
    let lock = Arc::clone(lock);
    task::<W, _>(move || lock.try_lock().is_some()).join() == [true]
}

/// LK-01.
pub fn lk_01_acquire_release<W: World, K: Kind<W>>() {
    let lock = K::new();
    for _ in 0..2 {
        let guard = lock.lock();
        assert!(lock.is_locked());
        drop(guard);
        assert!(!lock.is_locked());
    }
}

/// LK-03.
pub fn lk_03_every_form_takes_a_free_lock<W: World, K: Kind<W>>() {
    let lock = K::new();
    drop(lock.try_lock().unwrap());
    drop(lock.lock());
    drop(lock.checked_lock().unwrap());
    drop(lock.lock_timeout(Duration::ZERO).unwrap());
    drop(lock.lock_timeout(Duration::from_secs(5)).unwrap());
    drop(lock.lock_timeout(Duration::MAX).unwrap());
    drop(lock.lock_until(W::now()).unwrap());
    assert!(!lock.is_locked());
}

/// LK-04.
pub fn lk_04_try_on_a_held_lock<W: World, K: Kind<W>>() {
    let lock = Arc::new(K::new());
    let guard = lock.lock();
    assert!(!is_free(&lock));
    drop(guard);
    assert!(is_free(&lock));
}

/// LK-05.
pub fn lk_05_one_release_lets_all_through<W: World, K: Kind<Watched<W>>>() {
    let shared = Arc::new((K::new(), Plain::new()));
    let guard = shared.0.lock();
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(5, move |_| {
        let _guard = other.0.lock();
        add(&other.1);
    });
    until_blocked::<W, _>(5, &shared.0);
    // SAFETY: the lock keeps the others out.
    assert_eq!(unsafe { shared.1.get() }, 0);
    drop(guard);
    crew.join();
    // SAFETY: all others have ended.
    assert_eq!(unsafe { shared.1.get() }, 5);
}

/// One more, by who holds the lock.
fn add(number: &Plain) {
    // SAFETY: the lock keeps the others out.
    let old = unsafe { number.get() };
    // SAFETY: as above.
    unsafe { number.set(old + 1) };
}

/// LK-06.
pub fn lk_06_a_panic_releases<W: World, K: Kind<W>>() {
    let lock = Arc::new(K::new());
    {
        let _guard = lock.lock();
        assert!(!is_free(&lock));
    }
    assert!(is_free(&lock));
    catch(|| {
        let _guard = lock.lock();
        throw();
    });
    assert!(is_free(&lock));
}

/// LK-07.
pub fn lk_07_foreign_threads<W: World, K: Kind<W>>() {
    let shared = Arc::new((K::new(), Plain::new()));
    let start = |_| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let _guard = shared.0.lock();
            add(&shared.1);
        })
    };
    let threads: Vec<_> = (0..15).map(start).collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    // SAFETY: all others have ended.
    assert_eq!(unsafe { shared.1.get() }, 15);
}

/// LK-08.
pub fn lk_08_timeouts<W: World, K: Kind<Watched<W>>>() {
    let lock = Arc::new(K::new());
    let guard = lock.lock();
    let other = Arc::clone(&lock);
    let hasty = task::<W, _>(move || {
        let timed_out = |result: Result<_, WaitError>| result.err() == Some(WaitError::TimedOut);
        assert!(timed_out(other.lock_timeout(Duration::ZERO)));
        assert!(timed_out(other.lock_until(W::now())));
        let earliest = W::after(SHORT).unwrap();
        assert!(timed_out(other.lock_timeout(SHORT)));
        assert!(W::is_past(earliest));
        let deadline = W::after(SHORT).unwrap();
        assert!(timed_out(other.lock_until(deadline)));
        assert!(W::is_past(deadline));
    });
    hasty.join();
    let other = Arc::clone(&lock);
    let patient = task::<W, _>(move || other.lock_timeout(Duration::MAX).map(drop));
    until_blocked::<W, _>(1, &*lock);
    drop(guard);
    assert_eq!(patient.join(), [Ok(())]);
}

/// LK-13.
pub fn lk_13_state_after_a_timeout<W: World, K: Kind<W>>() {
    let lock = Arc::new(K::new());
    let guard = lock.lock();
    let other = Arc::clone(&lock);
    let hasty = task::<W, _>(move || other.lock_timeout(SHORT).map(drop));
    assert_eq!(hasty.join(), [Err(WaitError::TimedOut)]);
    drop(guard);
    assert!(!lock.is_locked());
    assert!(is_free(&lock));
    assert!(!lock.is_locked());
}

/// Every form of taking the lock, in turns.
fn take<W: World, K: Kind<W>>(lock: &K, round: u32) -> Option<K::Guard<'_>> {
    match round % 4 {
        0 => Some(lock.lock()),
        1 => lock.try_lock(),
        2 => lock.lock_timeout(Duration::from_micros(20)).ok(),
        _ => lock.lock_until(W::now()).ok(),
    }
}

/// Of many increments none is lost, and each is seen by the next.
pub fn release_publishes<W: World, K: Kind<W>>() {
    const TASKS: u32 = 4;
    let shared = Arc::new((K::new(), Plain::new()));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(TASKS, move |_| {
        let taken = (0..W::ROUNDS).filter(|&round| {
            let guard = take::<W, K>(&other.0, round);
            guard.map(|_guard| add(&other.1)).is_some()
        });
        taken.count()
    });
    let sum = crew.join().into_iter().sum::<usize>();
    // SAFETY: all others have ended.
    assert_eq!(unsafe { shared.1.get() } as usize, sum);
}
