//! A lock of many readers or one writer, and the data behind it.

use std::sync::Arc;

use waitword_sim::choose;

use super::{Behind, RwLock, SHORT, task};
use crate::mutated::holders::Policy;
use crate::mutated::rwlock::{RwLockUpgradableReadGuard as Upgradable, RwLockWriteGuard};

/// The number in the lock is plain memory, so that a race is seen.
type Shared = Arc<Behind<RwLock<u32>>>;

fn any() -> Shared {
    let policies = [Policy::WriterFirst, Policy::ReaderFirst, Policy::PhaseFair];
    Behind::new(RwLock::with_policy(policies[choose(3) as usize], 0))
}

fn write(shared: &Shared) {
    let mut guard = shared.by.write();
    *guard += 1;
    shared.count();
}

/// Reads twice, between which nobody writes.
fn read(shared: &Shared) {
    let guard = shared.by.read();
    let seen = shared.counted();
    assert_eq!([shared.counted(), *guard], [seen; 2]);
}

/// Each of these does its part at the same time as the others.
fn together(shared: &Shared, parts: &[fn(&Shared)]) {
    let start = |part: &fn(&Shared)| {
        let (part, other) = (*part, Arc::clone(shared));
        task(move || part(&other))
    };
    let tasks: Vec<_> = parts[1..].iter().map(start).collect();
    parts[0](shared);
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

pub(crate) fn written_and_read() {
    let shared = any();
    together(&shared, &[write, read]);
    assert_eq!(shared.counted(), 1);
}

pub(crate) fn written_by_two() {
    let shared = any();
    together(&shared, &[write, write]);
    assert_eq!(shared.counted(), 2);
}

pub(crate) fn of_three() {
    let shared = any();
    together(&shared, &[write, write, read]);
    assert_eq!(shared.counted(), 2);
}

pub(crate) fn read_by_two() {
    let shared = any();
    together(&shared, &[write, read, read]);
    assert_eq!(shared.counted(), 1);
}

pub(crate) fn written_by_three() {
    let shared = any();
    together(&shared, &[write, write, write]);
    assert_eq!(shared.counted(), 3);
}

pub(crate) fn in_a_hurry() {
    let shared = any();
    let hasty = |shared: &Shared| {
        if let Ok(mut guard) = shared.by.write_timeout(SHORT) {
            *guard += 1;
            shared.count();
        }
    };
    together(&shared, &[read, hasty, read]);
    write(&shared);
}

fn upgrade(shared: &Shared) {
    let guard = shared.by.upgradable_read();
    let seen = shared.counted();
    let mut guard = Upgradable::upgrade(guard);
    assert_eq!(shared.counted(), seen);
    *guard += 1;
    shared.count();
}

pub(crate) fn upgraded() {
    let shared = any();
    together(&shared, &[upgrade, read]);
    assert_eq!(shared.counted(), 1);
}

pub(crate) fn upgraded_by_two() {
    let shared = any();
    together(&shared, &[upgrade, upgrade]);
    assert_eq!(shared.counted(), 2);
}

/// Two who could upgrade, and do not.
pub(crate) fn upgradable_by_two() {
    let shared = any();
    let read = |shared: &Shared| {
        let guard = shared.by.upgradable_read();
        assert_eq!(shared.counted(), *guard);
    };
    together(&shared, &[read, read]);
    write(&shared);
}

pub(crate) fn downgraded() {
    let shared = any();
    let downgrade = |shared: &Shared| {
        let mut guard = shared.by.write();
        *guard += 1;
        shared.count();
        let seen = shared.counted();
        let guard = RwLockWriteGuard::downgrade(guard);
        assert_eq!([shared.counted(), *guard], [seen; 2]);
    };
    together(&shared, &[downgrade, read, write]);
    assert_eq!(shared.counted(), 2);
}

/// A reader in a hurry, and turns of readers that may come to nothing.
pub(crate) fn phases() {
    let shared = Behind::new(RwLock::with_policy(Policy::PhaseFair, 0));
    let hasty = |shared: &Shared| _ = shared.by.read_timeout(SHORT);
    together(&shared, &[write, hasty, write]);
    assert_eq!(shared.counted(), 2);
}
