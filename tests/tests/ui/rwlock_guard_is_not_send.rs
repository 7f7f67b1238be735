//! A guard belongs to its thread.
use waitword_core::spin::{RwLock, RwLockReadGuard, RwLockWriteGuard};

static LOCK: RwLock<u32> = RwLock::new(0);

fn send(_: impl Send) {}

fn main() {
    let guard: RwLockReadGuard<'static, u32> = LOCK.read();
    send(guard); //~ E0277
    let guard: RwLockWriteGuard<'static, u32> = LOCK.write();
    send(guard); //~ E0277
}
