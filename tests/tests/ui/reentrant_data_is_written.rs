//! Several guards may live at once, so none of them gives `&mut`.
use waitword_core::spin::ReentrantMutexGuard;

fn write(mut guard: ReentrantMutexGuard<'static, u32>) {
    *guard += 1; //~ E0594
}

fn main() {
    let _ = write;
}
