//! RL-02: there are as many releases as there were guards.
use waitword_core::spin::ReentrantMutexGuard;

fn release(guard: ReentrantMutexGuard<'static, u32>) {
    drop(guard);
    drop(guard); //~ E0382
}

fn main() {
    let _ = release;
}
