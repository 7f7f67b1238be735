//! Bodies for `RwLock`: those of every lock for who writes, and its own.

use core::mem;
use core::time::Duration;
use std::sync::Arc;

use waitword_core::{
    MappedRwLockReadGuard, MappedRwLockWriteGuard, Platform, Policy, RwLock, RwLockReadGuard,
    RwLockUpgradableReadGuard as Upgradable, RwLockWriteGuard, WaitError,
};

use crate::World;
use crate::crew::{Crew, catch, crew, task, throw};
use crate::locks::lock_bodies;
use crate::watch::until_blocked;

type Empty<P> = RwLock<P, ()>;
lock_bodies!(Empty);

const SHORT: Duration = Duration::from_millis(10);
const POLICIES: [Policy; 3] = [Policy::WriterFirst, Policy::ReaderFirst, Policy::PhaseFair];

/// A lock of each policy: all at once, as a lock at the place of one that is gone would be taken
/// for it.
fn of_every_policy<P: Platform, T: Default>() -> [Arc<RwLock<P, T>>; 3] {
    POLICIES.map(|policy| {
        let lock = RwLock::with_policy(policy, T::default());
        assert_eq!(lock.policy(), policy);
        Arc::new(lock)
    })
}

/// LK-02: a held lock may be dropped, and its data is.
pub fn lk_02_drop_while_held<W: World>() {
    let data = Arc::new(());
    let lock = RwLock::<W, _>::new(Arc::clone(&data));
    mem::forget(lock.write());
    assert!(lock.is_locked_exclusive());
    drop(lock);
    assert_eq!(Arc::strong_count(&data), 1);
}

/// LK-09: what is shown of a lock that can be read, of one that cannot, and of guards.
pub fn lk_09_debug<W: World>() {
    let lock = RwLock::<W, u32>::from(7);
    let read = lock.read();
    assert_eq!(format!("{lock:?} {read:?} {read}"), "RwLock(7) 7 7");
    drop(read);
    let write = lock.write();
    assert_eq!(
        format!("{lock:?} {write:?} {write}"),
        "RwLock(<locked>) 7 7"
    );
    drop(write);
    let read = lock.upgradable_read();
    assert_eq!(format!("{read:?} {read}"), "7 7");
}

/// LK-14: who has the lock for itself can make it new, held or not.
pub fn lk_14_made_new<W: World>() {
    let mut lock = RwLock::<W, u32>::default();
    for held in [false, true] {
        if held {
            mem::forget(lock.read());
            mem::forget(lock.upgradable_read());
        }
        lock = RwLock::new(*lock.get_mut());
        assert!(!lock.is_locked());
        *lock.try_write().unwrap() += 1;
    }
    assert_eq!(lock.into_inner(), 2);
}

/// Each form of reading takes a lock that others read, and none a lock that somebody writes.
pub fn every_form_of_reading<W: World>() {
    for lock in &of_every_policy::<W, u32>() {
        *lock.write() = 7;
        let guards = (
            lock.read(),
            lock.try_read().unwrap(),
            lock.checked_read().unwrap(),
        );
        let timed = lock.read_timeout(Duration::ZERO).unwrap();
        assert_eq!(*lock.read_until(W::now()).unwrap(), *timed);
        assert_eq!(*lock.upgradable_read_timeout(Duration::ZERO).unwrap(), 7);
        assert_eq!(*lock.upgradable_read_until(W::now()).unwrap(), 7);
        assert_eq!(*lock.checked_upgradable_read().unwrap(), 7);
        assert_eq!(*lock.try_upgradable_read().unwrap(), 7);
        assert!(lock.is_locked() && !lock.is_locked_exclusive());
        assert!(lock.try_write().is_none());
        drop((guards, timed));
        let mut guard = lock.write();
        *guard += 1;
        assert!(lock.is_locked_exclusive());
        assert!(lock.try_read().is_none() && lock.try_upgradable_read().is_none());
        assert_eq!(lock.read_timeout(SHORT).err(), Some(WaitError::TimedOut));
        let past = lock.upgradable_read_until(W::now());
        assert_eq!(past.err(), Some(WaitError::TimedOut));
    }
}

/// Two tasks that read meet inside.
pub fn readers_meet<W: World>() {
    let shared = Arc::new((
        RwLock::<W, u32>::new(7),
        waitword_core::Barrier::<W>::new(3),
    ));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(3, move |number| {
        let guard = match number {
            0 => other.0.upgradable_read(),
            _ => return (*other.0.read(), other.1.wait().is_ok()),
        };
        (*guard, other.1.wait().is_ok())
    });
    assert_eq!(crew.join(), [(7, true); 3]);
}

/// Starts a task that writes `number`, and waits until it is blocked.
fn blocked_writer<W: World>(
    lock: &Arc<RwLock<Watched<W>, u32>>,
    number: u32,
    blocked: usize,
) -> Crew<W, ()> {
    let other = Arc::clone(lock);
    let writer = task::<W, _>(move || *other.write() = number);
    until_blocked::<W, _>(blocked, &**lock);
    writer
}

/// Starts a task that reads, and waits until it is blocked.
fn blocked_reader<W: World>(lock: &Arc<RwLock<Watched<W>, u32>>, blocked: usize) -> Crew<W, u32> {
    let other = Arc::clone(lock);
    let reader = task::<W, _>(move || *other.read());
    until_blocked::<W, _>(blocked, &**lock);
    reader
}

/// Who comes to read while somebody waits to write waits too, unless readers go first.
pub fn a_waiting_writer_closes_the_door<W: World>() {
    for lock in &of_every_policy::<Watched<W>, u32>() {
        let guard = lock.read();
        let writer = blocked_writer(lock, 1, 1);
        let enters = lock.policy() == Policy::ReaderFirst;
        assert_eq!(lock.try_read().is_some(), enters);
        assert_eq!(lock.read_timeout(SHORT).is_ok(), enters);
        assert_eq!(lock.try_upgradable_read().is_some(), enters);
        drop(guard);
        writer.join();
        assert_eq!(*lock.read(), 1);
    }
}

/// A writer whose deadline passes opens the door again.
pub fn the_door_opens_after_a_timeout<W: World>() {
    for lock in &of_every_policy::<Watched<W>, u32>() {
        let guard = lock.read();
        let other = Arc::clone(lock);
        let hasty = task::<W, _>(move || other.write_timeout(SHORT).map(drop));
        let other = Arc::clone(lock);
        let reader = task::<W, _>(move || *other.read());
        assert_eq!(hasty.join(), [Err(WaitError::TimedOut)]);
        assert_eq!(reader.join(), [0]);
        assert!(lock.try_read().is_some());
        drop(guard);
        assert!(!lock.is_locked());
        assert!(lock.try_write().is_some());
    }
}

/// When a writer leaves, another writer goes first, or the readers, by the policy.
pub fn who_goes_first_after_a_writer<W: World>() {
    let locks = of_every_policy::<Watched<W>, u32>();
    for lock in [&locks[0], &locks[2]] {
        let mut guard = lock.write();
        let writer = blocked_writer(lock, 2, 1);
        let reader = blocked_reader(lock, 2);
        *guard = 1;
        drop(guard);
        let seen = if lock.policy() == Policy::WriterFirst {
            2
        } else {
            1
        };
        assert_eq!(reader.join(), [seen]);
        writer.join();
        assert_eq!(*lock.read(), 2);
    }
}

/// Who writes and goes on to read sees what it wrote; others read it too, and nobody writes.
pub fn downgrade<W: World>() {
    for lock in &of_every_policy::<Watched<W>, u32>() {
        let mut guard = lock.write();
        let reader = blocked_reader(lock, 1);
        *guard = 1;
        let guard = RwLockWriteGuard::downgrade(guard);
        assert_eq!(reader.join(), [1]);
        assert_eq!(*lock.read(), 1);
        let writer = blocked_writer(lock, 2, 1);
        assert_eq!(*guard, 1);
        drop(guard);
        writer.join();
        let guard = RwLockWriteGuard::downgrade_to_upgradable(lock.write());
        assert!(lock.try_upgradable_read().is_none());
        assert_eq!(*lock.read(), 2);
        *Upgradable::upgrade(guard) += 1;
        let guard = Upgradable::downgrade(lock.upgradable_read());
        assert_eq!(*lock.try_upgradable_read().unwrap(), *guard);
    }
}

/// An upgrade waits for those who read, and nobody writes in between.
pub fn upgrade<W: World>() {
    for lock in &of_every_policy::<Watched<W>, u32>() {
        let guard = lock.read();
        let other = Arc::clone(lock);
        let upgrader = task::<W, _>(move || {
            let guard = other.upgradable_read();
            let seen = *guard;
            *Upgradable::upgrade(guard) += 1;
            seen
        });
        until_blocked::<W, _>(1, &**lock);
        assert_eq!(
            lock.try_read().is_some(),
            lock.policy() == Policy::ReaderFirst
        );
        let writer = blocked_writer(lock, 7, 2);
        drop(guard);
        assert_eq!(upgrader.join(), [0]);
        writer.join();
        assert_eq!(*lock.read(), 7);
    }
}

/// An upgrade that cannot be made gives the guard back, and everything is as it was.
pub fn upgrade_in_vain<W: World>() {
    for lock in &of_every_policy::<W, u32>() {
        *lock.write() = 7;
        let (reader, guard) = (lock.read(), lock.upgradable_read());
        let guard = Upgradable::try_upgrade(guard).unwrap_err();
        let error = Upgradable::upgrade_timeout(guard, SHORT).unwrap_err();
        assert_eq!(error.reason(), WaitError::TimedOut);
        assert_eq!(error.to_string(), "timed out");
        assert_eq!(format!("{error:?}"), "UpgradeError(TimedOut)");
        let error = Upgradable::upgrade_until(error.into_inner(), W::now()).unwrap_err();
        assert!(lock.try_read().is_some() && lock.try_upgradable_read().is_none());
        drop(reader);
        let guard = Upgradable::try_upgrade(error.into_inner()).unwrap();
        let guard = RwLockWriteGuard::downgrade_to_upgradable(guard);
        *Upgradable::checked_upgrade(guard).unwrap() += 1;
        assert_eq!(*lock.read(), 8);
        assert!(!lock.is_locked());
    }
}

/// A second one who wants to upgrade waits for the first, and gets its turn.
pub fn one_upgradable_at_a_time<W: World>() {
    let lock = Arc::new(RwLock::<Watched<W>, u32>::new(0));
    let guard = lock.upgradable_read();
    let other = Arc::clone(&lock);
    let second = task::<W, _>(move || *Upgradable::upgrade(other.upgradable_read()) += 1);
    until_blocked::<W, _>(1, &*lock);
    assert_eq!(*lock.read(), 0);
    drop(guard);
    second.join();
    assert_eq!(*lock.read(), 1);
}

/// The data may be of a type without a size.
pub fn unsized_data<W: World>() {
    let lock = Arc::new(RwLock::<W, [u32; 3]>::new([1, 2, 3]));
    let slice: Arc<RwLock<W, [u32]>> = lock.clone();
    slice.write()[1] += 5;
    assert_eq!(*lock.read(), [1, 7, 3]);
}

/// A guard of a part holds the lock, and gives it back; one of no part is the guard as it was.
pub fn mapped_guards<W: World>() {
    let lock = RwLock::<W, (u32, [u32; 2])>::new((1, [2, 3]));
    let pair = RwLockWriteGuard::map(lock.write(), |data| &mut data.1);
    let mut second = MappedRwLockWriteGuard::map(pair, |pair| &mut pair[1]);
    *second += 4;
    assert_eq!(format!("{second:?} {second}"), "7 7");
    assert!(lock.is_locked_exclusive());
    drop(second);
    let pair = RwLockReadGuard::map(lock.read(), |data| &data.1);
    let second = MappedRwLockReadGuard::map(pair, |pair| &pair[1]);
    assert_eq!(format!("{second:?} {second}"), "7 7");
    assert!(lock.try_write().is_none() && lock.try_read().is_some());
    drop(second);
    let third = RwLockWriteGuard::filter_map(lock.write(), |data| data.1.get_mut(2));
    assert_eq!(third.map(drop).unwrap_err().0, 1);
    let pair = RwLockWriteGuard::filter_map(lock.write(), |data| Some(&mut data.1)).unwrap();
    let third = MappedRwLockWriteGuard::filter_map(pair, |pair| pair.get_mut(2));
    drop(third.map(drop).unwrap_err());
    let third = RwLockReadGuard::filter_map(lock.read(), |data| data.1.get(2));
    assert_eq!(third.map(drop).unwrap_err().0, 1);
    let pair = RwLockReadGuard::filter_map(lock.read(), |data| Some(&data.1)).unwrap();
    let third = MappedRwLockReadGuard::filter_map(pair, |pair| pair.get(2));
    drop(third.map(drop).unwrap_err());
    catch(|| drop(RwLockReadGuard::map(lock.read(), |_| -> &u32 { throw() })));
    assert!(!lock.is_locked());
}

/// Of many changes, by every form, none is lost, and nobody reads one that is half made.
pub fn stress<W: World>() {
    for lock in &of_every_policy::<W, [u32; 2]>() {
        let shared = Arc::clone(lock);
        let crew = crew::<W, _>(4, move |number| {
            (0..W::ROUNDS)
                .map(|round| act(&shared, number + round))
                .sum::<u32>()
        });
        let changes = crew.join().into_iter().sum::<u32>();
        assert_eq!(*lock.read(), [changes; 2]);
        assert!(!lock.is_locked());
        assert!(lock.try_write().is_some());
    }
}

/// One visit to the lock; returns how often it has changed the data.
fn act<W: World>(lock: &RwLock<W, [u32; 2]>, round: u32) -> u32 {
    let instant = Duration::from_micros(20);
    let whole = |counts: [u32; 2]| assert_eq!(counts[0], counts[1], "half made");
    match round % 8 {
        0 => change(Some(lock.write())),
        1 => change(lock.write_timeout(instant).ok()),
        2 => change(lock.try_write()),
        3 => {
            let guard = lock.upgradable_read();
            whole(*guard);
            change(Upgradable::upgrade_timeout(guard, instant).ok())
        }
        4 => {
            let mut guard = lock.write();
            add(&mut guard);
            whole(*RwLockWriteGuard::downgrade(guard));
            1
        }
        5 => {
            lock.read_timeout(instant)
                .ok()
                .iter()
                .for_each(|guard| whole(**guard));
            0
        }
        _ => {
            whole(*lock.read());
            0
        }
    }
}

fn change<W: World>(guard: Option<RwLockWriteGuard<'_, W, [u32; 2]>>) -> u32 {
    guard.map_or(0, |mut guard| add(&mut guard))
}

fn add<W: World>(counts: &mut RwLockWriteGuard<'_, W, [u32; 2]>) -> u32 {
    counts[0] += 1;
    assert_eq!(counts[0], counts[1] + 1, "somebody else is inside");
    counts[1] += 1;
    1
}
