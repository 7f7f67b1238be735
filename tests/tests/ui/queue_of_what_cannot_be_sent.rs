//! A queue sends its items to whoever gets them.
use std::cell::Cell;
use std::rc::Rc;
use waitword_core::spin::Queue;

fn shared<T: Send + Sync>() {}

fn main() {
    shared::<Queue<Cell<u32>, 1>>();
    shared::<Queue<Rc<u32>, 1>>(); //~ E0277
}
