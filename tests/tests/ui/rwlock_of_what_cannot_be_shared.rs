//! Those who read share the data, so it has to be `Sync`.
use std::cell::Cell;
use waitword_core::spin::RwLock;

fn sync<T: Sync>() {}

fn main() {
    sync::<RwLock<u32>>();
    sync::<RwLock<Cell<u32>>>(); //~ E0277
}
