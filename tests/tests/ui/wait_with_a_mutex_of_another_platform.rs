//! A condition and its mutex live on one platform.
use waitword_core::spin::Condvar;
use waitword_host::Mutex;

static MUTEX: Mutex<u32> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

fn main() {
    CHANGED.wait(&mut MUTEX.lock()); //~ E0277
}
