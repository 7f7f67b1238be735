//! RL-08: the release belongs to the thread that took the mutex.
use waitword_core::spin::{ReentrantMutex, ReentrantMutexGuard};

static MUTEX: ReentrantMutex<u32> = ReentrantMutex::new(0);

fn send(_: impl Send) {}

fn give_away(guard: ReentrantMutexGuard<'static, u32>) {
    assert!(MUTEX.is_locked());
    send(guard); //~ E0277
}

fn main() {
    let _ = give_away;
}
