//! Data is reached while the guard lives, no longer.
use waitword_core::spin::Mutex;

static MUTEX: Mutex<String> = Mutex::new(String::new());

fn main() {
    let mut guard = MUTEX.lock();
    let data: &mut String = &mut guard;
    drop(guard); //~ E0505
    data.push('!');
}
