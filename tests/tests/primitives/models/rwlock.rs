//! `RwLock`.

use std::sync::Arc;

use waitword_core::{Policy, Runtime};
use waitword_core::{RwLockUpgradableReadGuard as Upgradable, RwLockWriteGuard};
use waitword_sim::{Bounded, Explorer, Granularity, RwLock, Sim, choose};

use super::{SHORT, every_execution, every_execution_with, shared, task};

/// A lock of any policy.
fn any<T>(data: T) -> RwLock<T> {
    let policies = [Policy::WriterFirst, Policy::ReaderFirst, Policy::PhaseFair];
    RwLock::with_policy(policies[choose(3) as usize], data)
}

#[test]
fn one_writes_and_one_reads() {
    every_execution(|| {
        let (mine, other) = shared(any([0; 2]));
        let task = task(move || {
            let guard = other.read();
            assert_eq!(guard[0], guard[1]);
        });
        {
            let mut guard = mine.write();
            guard[0] += 1;
            guard[1] += 1;
        }
        task.join().unwrap();
        assert!(mine.try_write().is_some());
    });
}

#[test]
fn two_write_and_one_reads() {
    every_execution_with(2, || {
        let (mine, other) = shared(any(0));
        let second = Arc::clone(&mine);
        let writer = task(move || *other.write() += 1);
        let reader = task(move || *second.read());
        *mine.write() += 1;
        writer.join().unwrap();
        assert!(reader.join().unwrap() <= 2);
        assert_eq!(*mine.read(), 2);
    });
}

#[test]
fn one_writes_and_two_read() {
    every_execution_with(2, || {
        let (mine, other) = shared(any(0));
        let second = Arc::clone(&mine);
        let tasks = [task(move || *other.read()), task(move || *second.read())];
        *mine.write() += 1;
        tasks
            .into_iter()
            .for_each(|task| assert!(task.join().unwrap() <= 1));
        assert!(mine.try_write().is_some());
    });
}

#[test]
fn a_writer_in_a_hurry() {
    every_execution_with(2, || {
        let (mine, other) = shared(any(0));
        let second = Arc::clone(&mine);
        let hasty = task(move || other.write_timeout(SHORT).map(|mut guard| *guard += 1));
        let reader = task(move || *second.read());
        drop(mine.read());
        let written = hasty.join().unwrap().is_ok();
        assert!(reader.join().unwrap() <= 1);
        assert_eq!(*mine.write(), u32::from(written));
    });
}

#[test]
fn a_reader_in_a_hurry() {
    every_execution_with(2, || {
        let (mine, other) = shared(any(0));
        let second = Arc::clone(&mine);
        let hasty = task(move || _ = other.read_timeout(SHORT));
        let writer = task(move || *second.write() += 1);
        *mine.write() += 1;
        hasty.join().unwrap();
        writer.join().unwrap();
        assert_eq!(*mine.write(), 2);
    });
}

#[test]
fn an_upgrade_beside_a_reader() {
    every_execution_with(4, || {
        let (mine, other) = shared(any(0));
        let reader = task(move || *other.read());
        let guard = mine.upgradable_read();
        *Upgradable::upgrade(guard) += 1;
        reader.join().unwrap();
        assert_eq!(*mine.read(), 1);
    });
}

#[test]
fn an_upgrade_beside_a_writer_and_a_reader() {
    every_execution_with(2, || {
        let (mine, other) = shared(any(0));
        let second = Arc::clone(&mine);
        let writer = task(move || *other.write() += 2);
        let reader = task(move || *second.read());
        let guard = mine.upgradable_read();
        let seen = *guard;
        match Upgradable::upgrade_timeout(guard, SHORT) {
            Ok(mut guard) => {
                assert_eq!(*guard, seen);
                *guard += 1;
            }
            Err(error) => assert_eq!(*error.into_inner(), seen),
        }
        writer.join().unwrap();
        reader.join().unwrap();
        assert!(mine.try_write().is_some());
    });
}

#[test]
fn two_upgrade() {
    every_execution_with(3, || {
        let (mine, other) = shared(any(0));
        let task = task(move || *Upgradable::upgrade(other.upgradable_read()) += 1);
        *Upgradable::upgrade(mine.upgradable_read()) += 1;
        task.join().unwrap();
        assert_eq!(*mine.read(), 2);
    });
}

#[test]
fn a_downgrade_lets_readers_in_and_no_writer() {
    every_execution_with(2, || {
        let (mine, other) = shared(any(0));
        let second = Arc::clone(&mine);
        let reader = task(move || *other.read());
        let writer = task(move || *second.write() += 1);
        let mut guard = mine.write();
        *guard += 1;
        let wrote = *guard;
        assert_eq!(*RwLockWriteGuard::downgrade(guard), wrote);
        reader.join().unwrap();
        writer.join().unwrap();
        assert_eq!(*mine.read(), 2);
    });
}

/// The readers who wait when a writer leaves go before the next writer.
#[test]
fn phases_are_fair() {
    let explorer = Explorer::new().granularity(Granularity::WhiteBox);
    explorer.strategy(Bounded::new(2)).check(|| {
        let (mine, other) = shared(RwLock::with_policy(Policy::PhaseFair, 0));
        let second = Arc::clone(&mine);
        let mut guard = mine.write();
        let reader = task(move || *other.read());
        let writer = task(move || *second.write() = 2);
        // Time passes once nobody can run.
        Sim::sleep(2 * SHORT);
        *guard = 1;
        drop(guard);
        assert_eq!(reader.join().unwrap(), 1);
        writer.join().unwrap();
    });
}
