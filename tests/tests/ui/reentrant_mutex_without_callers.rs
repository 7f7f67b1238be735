//! Who cannot tell its callers apart has no locks that know their owner.
use waitword_core::spin::ReentrantMutex;

static MUTEX: ReentrantMutex<u32> = ReentrantMutex::new(0);

fn main() {
    drop(MUTEX.lock()); //~ E0599
}
