//! A guard of a part belongs to its thread, too.
use waitword_core::spin::{MappedMutexGuard, Mutex, MutexGuard};

static MUTEX: Mutex<(u32, u32)> = Mutex::new((0, 0));

fn send(_: impl Send) {}

fn main() {
    let guard = MutexGuard::map(MUTEX.lock(), |pair| &mut pair.0);
    let guard: MappedMutexGuard<'static, u32> = guard;
    send(guard); //~ E0277
}
