//! Programs of operations of primitives, in the black box.

use std::time::Duration;

use waitword_core::RwLockUpgradableReadGuard;
use waitword_sim::{Condvar, Event, Explorer, Mutex, Queue, ReentrantMutex, RwLock, Semaphore};

use crate::both::{Compare, Operation, as_many, disagreement, once};
use crate::chance::Chance;

#[derive(Debug)]
pub(crate) struct Objects {
    locks: [Mutex<u32>; 2],
    more: Condvar,
    permits: Semaphore,
    event: Event,
    queue: Queue<u32, 1>,
    shared: RwLock<u32>,
    again: ReentrantMutex<()>,
}

impl Default for Objects {
    fn default() -> Self {
        Objects {
            locks: [Mutex::new(0), Mutex::new(0)],
            more: Condvar::new(),
            permits: Semaphore::new(1),
            event: Event::new(),
            queue: Queue::new(),
            shared: RwLock::new(0),
            again: ReentrantMutex::new(()),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum OnObjects {
    Add(usize),
    TryAdd(usize),
    /// Takes one lock inside the other.
    AddBoth(usize),
    LockShort(usize),
    Acquire,
    TryAcquire,
    AcquireShort,
    Release,
    Set,
    Clear,
    IsSet,
    WaitSet,
    WaitSetShort,
    /// Waits until the first lock's number is not 0, and takes 1 from it.
    Take,
    Give,
    GiveAll,
    Put(u32),
    TryPut(u32),
    Get,
    TryGet,
    GetShort,
    AcquireTwo,
    ReleaseTwo,
    Read,
    TryRead,
    Write,
    /// Reads, and becomes the writer.
    Upgrade,
    /// Takes what it holds once more, and tries the first lock in between.
    Twice,
}

const SHORT: Duration = Duration::from_millis(1);

impl Operation for OnObjects {
    type Shared = Objects;

    fn perform(self, objects: &Objects) -> u32 {
        let add = |number: &mut u32| {
            *number += 1;
            *number
        };
        let Objects {
            locks,
            more,
            permits,
            event,
            queue,
            shared,
            again,
        } = objects;
        match self {
            OnObjects::Add(at) => add(&mut locks[at].lock()),
            OnObjects::TryAdd(at) => locks[at].try_lock().map_or(0, |mut guard| add(&mut guard)),
            OnObjects::AddBoth(at) => {
                let _outer = locks[at].lock();
                add(&mut locks[1 - at].lock())
            }
            OnObjects::LockShort(at) => {
                let guard = locks[at].lock_timeout(SHORT);
                guard.map_or(0, |mut guard| add(&mut guard))
            }
            OnObjects::Acquire => {
                permits.acquire().forget();
                0
            }
            OnObjects::TryAcquire => permits.try_acquire().map_or(0, |permit| {
                permit.forget();
                1
            }),
            OnObjects::AcquireShort => permits.acquire_timeout(SHORT).map_or(0, |permit| {
                permit.forget();
                1
            }),
            OnObjects::Release => permits.release(1).map_or(0, |()| 1),
            OnObjects::Set => {
                event.set();
                0
            }
            OnObjects::Clear => {
                event.clear();
                0
            }
            OnObjects::IsSet => u32::from(event.is_set()),
            OnObjects::WaitSet => {
                event.wait();
                0
            }
            OnObjects::WaitSetShort => u32::from(event.wait_timeout(SHORT).is_ok()),
            OnObjects::Take => {
                let mut number = locks[0].lock();
                more.wait_while(&mut number, |number| *number == 0);
                *number -= 1;
                *number
            }
            OnObjects::Give => {
                let number = add(&mut locks[0].lock());
                more.notify_one();
                number
            }
            OnObjects::GiveAll => {
                let number = add(&mut locks[0].lock());
                more.notify_all();
                number
            }
            OnObjects::Put(item) => {
                queue.put(item);
                0
            }
            OnObjects::TryPut(item) => u32::from(queue.try_put(item).is_ok()),
            OnObjects::Get => queue.get(),
            OnObjects::TryGet => queue.try_get().unwrap_or(0),
            OnObjects::AcquireTwo => {
                permits.acquire_many(2).forget();
                0
            }
            OnObjects::ReleaseTwo => permits.release(2).map_or(0, |()| 1),
            OnObjects::Read => *shared.read(),
            OnObjects::TryRead => shared.try_read().map_or(100, |value| *value),
            OnObjects::Write => add(&mut shared.write()),
            OnObjects::Upgrade => {
                let value = shared.upgradable_read();
                add(&mut RwLockUpgradableReadGuard::upgrade(value))
            }
            OnObjects::Twice => {
                let _outer = again.lock();
                let _inner = again.lock();
                locks[0].try_lock().map_or(0, |mut guard| add(&mut guard))
            }
            OnObjects::GetShort => queue.get_timeout(SHORT).unwrap_or(0),
        }
    }
}

use OnObjects::*;

const LOCKS: [OnObjects; 6] = [Add(0), Add(0), Add(1), AddBoth(0), AddBoth(1), TryAdd(0)];
const SEMAPHORE: [OnObjects; 4] = [Acquire, TryAcquire, Release, Release];
const MANY: [OnObjects; 5] = [Acquire, AcquireTwo, TryAcquire, Release, ReleaseTwo];
const SHARED: [OnObjects; 6] = [Read, Read, TryRead, Write, Write, Upgrade];
const AGAIN: [OnObjects; 2] = [Twice, Add(0)];
const EVENT: [OnObjects; 4] = [Set, Clear, IsSet, WaitSet];
const CONDVAR: [OnObjects; 4] = [Take, Give, Give, GiveAll];
const QUEUE: [OnObjects; 6] = [Put(7), Put(8), TryPut(9), Get, Get, TryGet];
const TIMED: [OnObjects; 10] = [
    GetShort,
    Put(7),
    LockShort(0),
    AcquireShort,
    WaitSetShort,
    Add(0),
    AddBoth(1),
    Set,
    Release,
    TryAcquire,
];

pub(crate) fn program(seed: u64, of: &[OnObjects]) -> Vec<Vec<OnObjects>> {
    let mut chance = Chance(seed);
    let (tasks, operations) = (2 + chance.below(2), 2 + chance.below(4));
    chance.tasks(tasks, operations, |chance| of[chance.below(of.len())])
}

fn agree(of: &[OnObjects], explorer: fn() -> Explorer, compare: Compare) {
    for seed in 0..200 {
        let found = disagreement(&program(seed, of), explorer, compare);
        assert_eq!(found, None, "seed {seed}");
    }
}

#[test]
fn locks() {
    agree(&LOCKS, Explorer::new, once);
}

#[test]
fn semaphores() {
    agree(&SEMAPHORE, Explorer::new, once);
}

#[test]
fn many_permits() {
    agree(&MANY, Explorer::new, as_many);
}

#[test]
fn reading_and_writing() {
    agree(&SHARED, Explorer::new, as_many);
}

#[test]
fn locks_taken_again() {
    agree(&AGAIN, Explorer::new, once);
}

#[test]
fn events() {
    agree(&EVENT, Explorer::new, as_many);
}

#[test]
fn condition_variables() {
    agree(&CONDVAR, Explorer::new, as_many);
}

#[test]
fn queues() {
    agree(&QUEUE, Explorer::new, once);
}

#[test]
fn deadlines() {
    agree(&TIMED, Explorer::new, as_many);
}

#[test]
fn deadlines_that_pass_early() {
    agree(&TIMED, || Explorer::new().expiries(1), as_many);
}

#[test]
fn waits_that_return_for_no_reason() {
    agree(&CONDVAR, || Explorer::new().spurious(1), as_many);
}
