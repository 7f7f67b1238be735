//! A permit is given back or forgotten, not both.
use waitword_core::spin::Semaphore;

static SEMAPHORE: Semaphore = Semaphore::new(1);

fn main() {
    let permit = SEMAPHORE.acquire();
    permit.forget();
    drop(permit); //~ E0382
}
