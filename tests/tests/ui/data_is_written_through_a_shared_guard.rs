//! Who shares a guard may read.
use waitword_core::spin::{Mutex, MutexGuard};

static MUTEX: Mutex<u32> = Mutex::new(0);

fn write(guard: &MutexGuard<'_, u32>) {
    **guard = 1; //~ E0596
}

fn main() {
    write(&MUTEX.lock());
}
