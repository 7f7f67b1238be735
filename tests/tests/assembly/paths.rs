//! Operations whose fast paths are read as assembly.

use waitword_host::{Condvar, Event, Mutex, OnceLock, Semaphore};

/// The smallest critical section there is.
#[unsafe(no_mangle)]
pub fn increment(mutex: &Mutex<u64>) {
    *mutex.lock() += 1;
}

/// A permit taken and given back.
#[unsafe(no_mangle)]
pub fn acquire_release(semaphore: &Semaphore) {
    drop(semaphore.acquire());
}

/// A notification.
#[unsafe(no_mangle)]
pub fn notify(condvar: &Condvar) {
    condvar.notify_one();
}

/// A wait for an event that is set.
#[unsafe(no_mangle)]
pub fn wait(event: &Event) {
    event.wait();
}

/// A look at a value that is there, or not.
#[unsafe(no_mangle)]
pub fn look(lock: &OnceLock<u64>) -> u64 {
    lock.get().copied().unwrap_or_default()
}
