//! Bodies for `Condvar`.

use core::time::Duration;
use std::cell::Cell;
use std::sync::Arc;

use waitword_core::{Condvar, Mutex, MutexGuard, ReentrantMutex, WaitError};

use crate::World;
use crate::crew::{Crew, catch, crew, task, throw, until};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// A condition and what it is about.
struct Monitor<W, T> {
    data: Mutex<W, T>,
    changed: Condvar<W>,
}

impl<W: World, T> Monitor<W, T> {
    fn new(data: T) -> Arc<Self> {
        Arc::new(Monitor {
            data: Mutex::new(data),
            changed: Condvar::new(),
        })
    }

    /// Waits until the data is so. Whoever has changed it notifies.
    fn until(&self, is_so: impl Fn(&T) -> bool) -> MutexGuard<'_, W, T> {
        let mut data = self.data.lock();
        self.changed.wait_while(&mut data, |data| !is_so(data));
        data
    }
}

/// CV-01: a wait gives the mutex back, and holds it again when it returns.
pub fn cv_01_a_wait_gives_the_mutex_back<W: World>() {
    let monitor = Monitor::<W, _>::new(0);
    let other = Arc::clone(&monitor);
    let waiter = task::<W, _>(move || {
        let mut guard = other.data.lock();
        *guard = 1;
        other.changed.wait_while(&mut guard, |step| *step == 1);
        *guard += 1;
        other.data.try_lock().is_none()
    });
    // The waiter has written 1 and holds the mutex until it waits.
    until::<W>(|| monitor.data.try_lock().is_some_and(|step| *step == 1));
    *monitor.data.lock() = 2;
    monitor.changed.notify_one();
    assert_eq!(waiter.join(), [true]);
    assert_eq!(*monitor.data.lock(), 3);
}

/// CV-03: a notification needs no mutex, and without waiters it does nothing.
pub fn cv_03_notify_without_the_mutex<W: World>() {
    let monitor = Monitor::<W, _>::new(());
    monitor.changed.notify_one();
    monitor.changed.notify(3);
    monitor.changed.notify_all();
    assert_eq!(monitor.changed.waiting(), 0);
    let _guard = monitor.data.lock();
    monitor.changed.notify_one();
    monitor.changed.notify_all();
}

/// What the waiters of CV-04 share: the phase, and how many wait, may go in it, and have gone.
#[derive(Default)]
struct Tickets {
    phase: u32,
    waiting: u32,
    free: u32,
    used: u32,
}

fn use_ticket<W: World>(monitor: &Monitor<W, Tickets>) {
    let mut tickets = monitor.data.lock();
    tickets.waiting += 1;
    let mine = tickets.phase;
    let must_wait = |tickets: &mut Tickets| tickets.phase == mine || tickets.free == 0;
    monitor.changed.wait_while(&mut tickets, must_wait);
    tickets.waiting -= 1;
    tickets.free -= 1;
    tickets.used += 1;
}

/// CV-04: five waiters that wait twice; as many go on as were let go, in three phases, three times.
pub fn cv_04_notify<W: World>() {
    let monitor = Monitor::<W, _>::new(Tickets::default());
    for _ in 0..3 {
        *monitor.data.lock() = Tickets::default();
        let shared = Arc::clone(&monitor);
        let crew = crew::<W, _>(5, move |_| {
            use_ticket(&shared);
            use_ticket(&shared);
        });
        phase(&monitor, [5, 3], |go| monitor.changed.notify(go));
        let notify_one = |go| (0..go).for_each(|_| monitor.changed.notify_one());
        phase(&monitor, [5, 5], notify_one);
        phase(&monitor, [2, 2], |_| monitor.changed.notify_all());
        crew.join();
        assert_eq!(monitor.data.lock().used, 10);
    }
}

/// Once `waiting` wait, lets `go` of them go on, and sees that these do.
fn phase<W: World>(monitor: &Monitor<W, Tickets>, [waiting, go]: [u32; 2], notify: impl Fn(u32)) {
    until::<W>(|| monitor.data.lock().waiting == waiting);
    let mut tickets = monitor.data.lock();
    tickets.phase += 1;
    tickets.free = go;
    let used = tickets.used + go;
    // Before the mutex is given back: nobody can come to wait again and be woken in another's
    // place.
    notify(go);
    drop(tickets);
    until::<W>(|| monitor.data.lock().used == used);
    assert_eq!(monitor.data.lock().free, 0);
}

/// CV-05: five waits time out, none early, and each holds the mutex again.
pub fn cv_05_timeout<W: World>() {
    let monitor = Monitor::<W, _>::new(0);
    let shared = Arc::clone(&monitor);
    let crew = crew::<W, _>(5, move |number| {
        let mut guard = shared.data.lock();
        let earliest = W::after(SHORT).unwrap();
        let never = |_: &mut u32| true;
        let result = if number % 2 == 0 {
            shared.changed.wait_timeout_while(&mut guard, never, SHORT)
        } else {
            shared.changed.wait_until_while(&mut guard, never, earliest)
        };
        *guard += 1;
        assert!(shared.data.try_lock().is_none());
        (result, W::is_past(earliest))
    });
    assert_eq!(crew.join(), [(Err(WaitError::TimedOut), true); 5]);
    assert_eq!(*monitor.data.lock(), 5);
}

/// A task that adds one, `times` times, and notifies after each.
fn counter<W: World>(monitor: &Arc<Monitor<W, u32>>, times: u32) -> Crew<W, ()> {
    let monitor = Arc::clone(monitor);
    task::<W, _>(move || {
        for _ in 0..times {
            *monitor.data.lock() += 1;
            monitor.changed.notify_one();
        }
    })
}

/// CV-06: a wait for a condition ends after the change that makes it so.
pub fn cv_06_wait_for<W: World>() {
    let monitor = Monitor::<W, _>::new(0);
    let counter = counter(&monitor, 4);
    assert_eq!(*monitor.until(|&count| count == 4), 4);
    let mut guard = monitor.data.lock();
    let so = |count: &mut u32| *count < 4;
    assert_eq!(
        monitor
            .changed
            .wait_timeout_while(&mut guard, so, Duration::ZERO),
        Ok(())
    );
    assert_eq!(
        monitor.changed.wait_until_while(&mut guard, so, W::now()),
        Ok(())
    );
    drop(guard);
    counter.join();
}

/// CV-07: notifications do not extend the deadline of a wait for a condition.
pub fn cv_07_the_deadline_is_for_all<W: World>() {
    let monitor = Monitor::<W, _>::new(0);
    let counter = counter(&monitor, 3);
    let deadline = W::after(SHORT).unwrap();
    let mut guard = monitor.data.lock();
    let result = monitor
        .changed
        .wait_timeout_while(&mut guard, |count| *count < 4, SHORT);
    assert_eq!(result, Err(WaitError::TimedOut));
    assert!(W::is_past(deadline));
    drop(guard);
    counter.join();
    assert_eq!(*monitor.data.lock(), 3);
}

/// The plain, timed and checked forms each end by a notification.
pub fn every_form_is_notified<W: World>() {
    const FORMS: u32 = 6;
    // All live to the end: the simulator takes what comes to lie in memory that was given back for
    // what lay there, and whether something does is for the allocator to choose.
    let monitors: [_; FORMS as usize] = core::array::from_fn(|_| Monitor::<W, _>::new(0));
    for (form, monitor) in (0..).zip(&monitors) {
        let other = Arc::clone(monitor);
        let waiter = task::<W, _>(move || {
            let mut guard = other.data.lock();
            *guard = 1;
            while *guard == 1 {
                wait_by(form, &other.changed, &mut guard).unwrap();
            }
        });
        until::<W>(|| *monitor.data.lock() == 1);
        *monitor.data.lock() = 2;
        monitor.changed.notify_all();
        waiter.join();
    }
}

fn wait_by<W: World>(
    form: u32,
    changed: &Condvar<W>,
    guard: &mut MutexGuard<'_, W, u32>,
) -> Result<(), WaitError> {
    let again = |step: &mut u32| *step == 1;
    match form {
        0 => changed.wait(guard),
        1 => changed.checked_wait(guard)?,
        2 => changed.wait_timeout(guard, LONG)?,
        3 => changed.wait_until(guard, W::after(LONG).unwrap())?,
        4 => changed.wait_timeout_while(guard, again, LONG)?,
        _ => changed.wait_until_while(guard, again, W::after(LONG).unwrap())?,
    }
    Ok(())
}

/// A condition that panics releases the mutex, and leaves nobody behind who is thought to wait.
pub fn a_panic_in_the_condition_releases<W: World>() {
    let monitor = Monitor::<W, _>::new(0);
    catch(|| drop(monitor.until(|_| throw())));
    assert!(monitor.data.try_lock().is_some());
    monitor.changed.notify_all();
    assert_eq!(format!("{:?}", monitor.changed), "Condvar");
}

/// A list of two between producers and consumers: every item arrives once.
pub fn stress<W: World>() {
    const TASKS: u32 = 3;
    let list = Monitor::<W, Vec<u32>>::new(Vec::new());
    let (putting, getting) = (Arc::clone(&list), Arc::clone(&list));
    let producers = crew::<W, _>(TASKS, move |number| {
        for item in 0..W::ROUNDS {
            putting
                .until(|list| list.len() < 2)
                .push(number * W::ROUNDS + item);
            putting.changed.notify_all();
        }
    });
    let consumers = crew::<W, _>(TASKS, move |_| {
        let get = |_| {
            let item = getting.until(|list| !list.is_empty()).remove(0);
            getting.changed.notify_all();
            item
        };
        (0..W::ROUNDS).map(get).collect::<Vec<_>>()
    });
    producers.join();
    let mut items = consumers.join().concat();
    items.sort_unstable();
    assert!(items.into_iter().eq(0..TASKS * W::ROUNDS));
    assert!(list.data.lock().is_empty());
}

/// CV-01 with a reentrant mutex: it is given back as often as it is held, and held as often again.
pub fn cv_01_a_reentrant_mutex_is_given_back<W: World>() {
    let mutex = ReentrantMutex::<W, _>::new(Cell::new(0));
    let shared = Arc::new((mutex, Condvar::<W>::new()));
    let other = Arc::clone(&shared);
    let waiter = task::<W, _>(move || {
        let (mutex, changed) = &*other;
        let mut outer = mutex.lock();
        let mut inner = mutex.lock();
        outer.set(1);
        changed.wait_while(&mut inner, |step| step.get() == 1);
        assert_eq!((outer.get(), mutex.depth()), (2, 2));
        outer.set(3);
        let again = |step: &Cell<u32>| step.get() == 3;
        changed.wait_timeout_while(&mut inner, again, LONG).unwrap();
        drop(inner);
        let late = changed.wait_timeout_while(&mut outer, |_| true, SHORT);
        (late, mutex.depth())
    });
    let (mutex, changed) = &*shared;
    for step in [2, 4] {
        until::<W>(|| mutex.try_lock().is_ok_and(|seen| seen.get() == step - 1));
        mutex.lock().set(step);
        changed.notify(1);
    }
    assert_eq!(waiter.join(), [(Err(WaitError::TimedOut), 1)]);
    assert_eq!((changed.waiting(), mutex.is_locked()), (0, false));
}
