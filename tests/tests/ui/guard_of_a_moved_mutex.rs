//! A mutex that somebody holds stays where it is, and keeps its data.
use waitword_core::spin::Mutex;

fn main() {
    let mutex = Mutex::new(0);
    let guard = mutex.lock();
    let data = mutex.into_inner(); //~ E0505
    assert_eq!(*guard, data);
}
