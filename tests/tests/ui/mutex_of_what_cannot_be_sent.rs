//! A mutex sends its data to whoever locks it.
use std::cell::Cell;
use std::rc::Rc;
use waitword_core::spin::Mutex;

fn sync<T: Sync>() {}

fn main() {
    sync::<Mutex<Cell<u32>>>();
    sync::<Mutex<Rc<u32>>>(); //~ E0277
}
