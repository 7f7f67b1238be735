//! As the users of shuttle write their tests.

use waitword_sim::std as shuttle;

use shuttle::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use shuttle::sync::mpsc::channel;
use shuttle::sync::{Arc, Condvar, Mutex, RwLock};
use shuttle::{check_dfs, check_random, future, thread};

/// A buffer with room for one, between those who fill and those who empty it.
#[derive(Default)]
struct Buffer {
    value: Mutex<Option<u32>>,
    full: Condvar,
    empty: Condvar,
}

impl Buffer {
    fn put(&self, value: u32) {
        let place = self.value.lock().unwrap();
        let mut place = self
            .empty
            .wait_while(place, |place| place.is_some())
            .unwrap();
        *place = Some(value);
        self.full.notify_one();
    }

    fn get(&self) -> u32 {
        let mut place = self.value.lock().unwrap();
        loop {
            if let Some(value) = place.take() {
                self.empty.notify_one();
                return value;
            }
            place = self.full.wait(place).unwrap();
        }
    }
}

#[test]
fn a_buffer_loses_nothing() {
    check_random(
        || {
            let buffer = Arc::new(Buffer::default());
            let fillers: Vec<_> = (1..3)
                .map(|value| {
                    let buffer = Arc::clone(&buffer);
                    thread::spawn(move || buffer.put(value))
                })
                .collect();
            let sum = buffer.get() + buffer.get();
            assert_eq!(sum, 3);
            fillers
                .into_iter()
                .for_each(|filler| filler.join().unwrap());
        },
        200,
    );
}

#[test]
#[should_panic(expected = "deadlock")]
fn philosophers_who_all_take_the_left_fork_first() {
    check_random(
        || {
            let forks: Vec<_> = (0..3).map(|_| Arc::new(Mutex::new(()))).collect();
            let eat = |seat: usize| {
                let (left, right) = (forks[seat].clone(), forks[(seat + 1) % 3].clone());
                thread::spawn(move || {
                    let _left = left.lock().unwrap();
                    let _right = right.lock().unwrap();
                })
            };
            let seats: Vec<_> = (0..3).map(eat).collect();
            seats.into_iter().for_each(|seat| seat.join().unwrap());
        },
        1000,
    );
}

#[test]
#[should_panic(expected = "left: 1")]
fn an_update_in_two_steps_is_lost() {
    check_dfs(
        || {
            let total = Arc::new(RwLock::new(0));
            let add = |total: &RwLock<i32>| {
                let before = *total.read().unwrap();
                *total.write().unwrap() = before + 1;
            };
            let other = Arc::clone(&total);
            let task = thread::spawn(move || add(&other));
            add(&total);
            task.join().unwrap();
            assert_eq!(*total.read().unwrap(), 2);
        },
        None,
    );
}

#[test]
fn workers_answer_in_any_order() {
    check_random(
        || {
            let (sender, receiver) = channel();
            for number in 0..3 {
                let sender = sender.clone();
                thread::spawn(move || sender.send(number * number).unwrap());
            }
            drop(sender);
            let mut all: Vec<_> = receiver.iter().collect();
            all.sort_unstable();
            assert_eq!(all, [0, 1, 4]);
        },
        200,
    );
}

#[test]
fn a_flag_is_waited_for_by_turns() {
    check_random(
        || {
            let shared = Arc::new((AtomicBool::new(false), AtomicUsize::new(0)));
            let other = Arc::clone(&shared);
            let task = thread::spawn(move || {
                other.1.store(42, Ordering::SeqCst);
                other.0.store(true, Ordering::SeqCst);
            });
            while !shared.0.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            assert_eq!(shared.1.load(Ordering::SeqCst), 42);
            task.join().unwrap();
        },
        200,
    );
}

#[test]
fn a_lock_is_taken_in_a_future() {
    check_random(
        || {
            let total = Arc::new(Mutex::new(0));
            let add = |total: Arc<Mutex<u32>>| async move { *total.lock().unwrap() += 1 };
            let other = add(Arc::clone(&total));
            let task = thread::spawn(move || future::block_on(other));
            future::block_on(add(Arc::clone(&total)));
            task.join().unwrap();
            assert_eq!(*total.lock().unwrap(), 2);
        },
        100,
    );
}
