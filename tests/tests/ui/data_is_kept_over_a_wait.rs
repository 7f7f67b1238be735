//! A wait gives the mutex back, so nothing may be kept of what it guards.
use waitword_core::spin::{Condvar, Mutex};

static MUTEX: Mutex<Vec<u32>> = Mutex::new(Vec::new());
static CHANGED: Condvar = Condvar::new();

fn main() {
    let mut guard = MUTEX.lock();
    let first = guard.first();
    CHANGED.wait(&mut guard); //~ E0502
    assert!(first.is_some());
}
