//! A guard belongs to its thread.
use waitword_core::spin::{Mutex, MutexGuard};

static MUTEX: Mutex<u32> = Mutex::new(0);

fn send(_: impl Send) {}

fn main() {
    let guard: MutexGuard<'static, u32> = MUTEX.lock();
    send(guard); //~ E0277
}
