//! A guard borrows its mutex.
use waitword_core::spin::Mutex;

fn main() {
    let guard = {
        let mutex = Mutex::new(0);
        mutex.lock() //~ E0597
    };
    assert_eq!(*guard, 0);
}
