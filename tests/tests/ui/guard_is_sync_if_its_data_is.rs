//! A guard shared with other threads gives them `&T`.
use std::cell::Cell;
use waitword_core::spin::MutexGuard;

fn sync<T: Sync>() {}

fn main() {
    sync::<MutexGuard<'static, u32>>();
    sync::<MutexGuard<'static, Cell<u32>>>(); //~ E0277
}
