//! CV-02: who waits on a condition holds the mutex.
use waitword_core::spin::{Condvar, Mutex};

static MUTEX: Mutex<u32> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

fn main() {
    CHANGED.wait(&mut &MUTEX); //~ E0277
}
