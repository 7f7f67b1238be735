//! Who reads does not write.
use waitword_core::spin::RwLock;

static LOCK: RwLock<u32> = RwLock::new(0);

fn main() {
    let mut guard = LOCK.read();
    *guard += 1; //~ E0594
}
