//! A permit borrows its semaphore.
use waitword_core::spin::Semaphore;

fn main() {
    let permit = {
        let semaphore = Semaphore::new(1);
        semaphore.acquire() //~ E0597
    };
    permit.forget();
}
