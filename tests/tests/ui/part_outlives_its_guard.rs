//! A part of the data is reached through the guard only.
use waitword_core::spin::{Mutex, MutexGuard};

static MUTEX: Mutex<(u32, u32)> = Mutex::new((0, 0));

fn main() {
    let mut first = None;
    let guard = MutexGuard::map(MUTEX.lock(), |pair| {
        first = Some(&mut pair.0); //~ E0521
        &mut pair.1
    });
    drop((guard, first));
}
