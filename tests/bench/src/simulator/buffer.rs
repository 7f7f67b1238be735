//! Two items from one thread, or one from each of two, to another through one place, the same for
//! each simulator.

use std::sync::Arc;

/// A place made of a mutex and two condition variables, with the names of one simulator.
macro_rules! buffer {
    ($simulator:ident: $($path:ident)::+, $spawn:expr, $lock:expr, $wait:expr) => {
        pub(super) mod $simulator {
            use std::sync::Arc;

            use $($path)::+::{Condvar, Mutex};

            struct Buffer {
                item: Mutex<Option<u32>>,
                filled: Condvar,
                emptied: Condvar,
            }

            impl Buffer {
                fn new() -> Arc<Buffer> {
                    Arc::new(Buffer {
                        item: Mutex::new(None),
                        filled: Condvar::new(),
                        emptied: Condvar::new(),
                    })
                }

                fn put(&self, item: u32) {
                    let mut place = $lock(&self.item);
                    while place.is_some() {
                        place = $wait(&self.emptied, place);
                    }
                    *place = Some(item);
                    self.filled.notify_one();
                }

                fn get(&self) -> u32 {
                    let mut place = $lock(&self.item);
                    loop {
                        if let Some(item) = place.take() {
                            self.emptied.notify_one();
                            return item;
                        }
                        place = $wait(&self.filled, place);
                    }
                }
            }

            /// The items arrive in their order.
            pub(crate) fn buffered() {
                let buffer = Buffer::new();
                let other = Arc::clone(&buffer);
                let producer = $spawn(move || (0..2).for_each(|item| other.put(item)));
                (0..2).for_each(|item| assert_eq!(buffer.get(), item));
                producer.join().unwrap();
            }

            /// The items of two producers arrive.
            #[allow(dead_code, reason = "shuttle has too many executions of it")]
            pub(crate) fn gathered() {
                let buffer = Buffer::new();
                let producers = [0, 1].map(|item| {
                    let other = Arc::clone(&buffer);
                    $spawn(move || other.put(item))
                });
                assert_eq!(buffer.get() + buffer.get(), 1);
                producers.into_iter().for_each(|producer| producer.join().unwrap());
            }
        }
    };
}

buffer!(ours: waitword_sim, |body| waitword_sim::spawn("other", body), Mutex::lock,
|condvar: &Condvar, mut guard| {
    condvar.wait(&mut guard);
    guard
});
buffer!(in_loom: loom::sync, loom::thread::spawn, |mutex| Mutex::lock(mutex).unwrap(),
    |condvar: &Condvar, guard| condvar.wait(guard).unwrap());
buffer!(in_shuttle: shuttle::sync, shuttle::thread::spawn, |mutex| Mutex::lock(mutex).unwrap(),
    |condvar: &Condvar, guard| condvar.wait(guard).unwrap());

/// The items arrive in their order, through the library's queue.
pub(super) fn queued() {
    let queue = Arc::new(waitword_sim::Queue::<u32, 1>::new());
    let other = Arc::clone(&queue);
    let producer = waitword_sim::spawn("other", move || (0..2).for_each(|item| other.put(item)));
    (0..2).for_each(|item| assert_eq!(queue.get(), item));
    producer.join().unwrap();
}
