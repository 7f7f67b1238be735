//! As the users of loom write their tests.

use waitword_sim::std as loom;

use std::mem::MaybeUninit;
use std::ptr;

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::Mutex;
use loom::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use loom::sync::atomic::{AtomicPtr, AtomicU8, AtomicUsize, fence};
use loom::thread;

/// A counter of references of one's own, around a value.
struct Counted {
    references: AtomicUsize,
    dropped: UnsafeCell<bool>,
}

impl Counted {
    fn release(&self) {
        if self.references.fetch_sub(1, Release) == 1 {
            fence(Acquire);
            // SAFETY: this is the last reference.
            self.dropped.with_mut(|dropped| unsafe { *dropped = true });
        }
    }
}

// SAFETY: the cell is written by who has the last reference.
unsafe impl Sync for Counted {}
// SAFETY: nothing in it has a thread.
unsafe impl Send for Counted {}

#[test]
fn the_last_reference_drops_the_value() {
    loom::model(|| {
        let counted = Arc::new(Counted {
            references: AtomicUsize::new(2),
            dropped: UnsafeCell::new(false),
        });
        let other = Arc::clone(&counted);
        let task = thread::spawn(move || other.release());
        counted.release();
        task.join().unwrap();
        // SAFETY: nobody else is left.
        assert!(counted.dropped.with(|dropped| unsafe { *dropped }));
    });
}

const EMPTY: u8 = 0;
const WRITING: u8 = 1;
const READY: u8 = 2;

/// A place for one value, on its way from one thread to another.
struct OneShot<T> {
    state: AtomicU8,
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: the state says who may reach the value.
unsafe impl<T: Send> Sync for OneShot<T> {}

impl<T> OneShot<T> {
    fn new() -> Self {
        OneShot {
            state: AtomicU8::new(EMPTY),
            value: UnsafeCell::new(MaybeUninit::uninit()),
        }
    }

    fn send(&self, value: T) -> bool {
        let begun = self
            .state
            .compare_exchange(EMPTY, WRITING, Acquire, Relaxed);
        if begun.is_ok() {
            // SAFETY: one thread goes from `EMPTY` to `WRITING`.
            self.value
                .with_mut(|place| unsafe { (*place).write(value) });
            self.state.store(READY, Release);
        }
        begun.is_ok()
    }

    fn try_receive(&self) -> Option<T> {
        let taken = self.state.compare_exchange(READY, EMPTY, Acquire, Relaxed);
        let take = || {
            self.value.with(|place| {
                // SAFETY: the value is no longer reached by its sender.
                let place = unsafe { &*place };
                // SAFETY: it was written before `READY`, and is taken once.
                unsafe { place.assume_init_read() }
            })
        };
        taken.is_ok().then(take)
    }
}

#[test]
fn one_of_two_senders_wins() {
    loom::model(|| {
        let place = Arc::new(OneShot::new());
        let tasks: Vec<_> = (0..2)
            .map(|number| {
                let place = place.clone();
                thread::spawn(move || place.send(number))
            })
            .collect();
        let sent: Vec<_> = tasks.into_iter().map(|task| task.join().unwrap()).collect();
        assert_eq!(sent.iter().filter(|sent| **sent).count(), 1);
        let received = place.try_receive().unwrap();
        assert!(sent[received]);
        assert!(place.try_receive().is_none());
    });
}

/// A ring of two places between one who writes and one who reads.
struct Ring {
    places: [UnsafeCell<u32>; 2],
    head: AtomicUsize,
    tail: AtomicUsize,
}

// SAFETY: the counters say who may reach a place.
unsafe impl Sync for Ring {}
// SAFETY: nothing in it has a thread.
unsafe impl Send for Ring {}

impl Ring {
    fn push(&self, value: u32) -> bool {
        let tail = self.tail.load(Relaxed);
        if tail - self.head.load(Acquire) == 2 {
            return false;
        }
        // SAFETY: the reader has left this place.
        self.places[tail % 2].with_mut(|place| unsafe { *place = value });
        self.tail.store(tail + 1, Release);
        true
    }

    fn pop(&self) -> Option<u32> {
        let head = self.head.load(Relaxed);
        if head == self.tail.load(Acquire) {
            return None;
        }
        // SAFETY: the writer has left this place.
        let value = self.places[head % 2].with(|place| unsafe { *place });
        self.head.store(head + 1, Release);
        Some(value)
    }
}

#[test]
fn a_ring_keeps_the_order() {
    loom::model(|| {
        let ring = Arc::new(Ring {
            places: [UnsafeCell::new(0), UnsafeCell::new(0)],
            head: AtomicUsize::new(0),
            tail: AtomicUsize::new(0),
        });
        let writer = ring.clone();
        let writer = thread::spawn(move || (1..4).take_while(|n| writer.push(*n)).count());
        let mut popped: Vec<_> = (0..2).filter_map(|_| ring.pop()).collect();
        let pushed = writer.join().unwrap() as u32;
        popped.extend(std::iter::from_fn(|| ring.pop()));
        assert_eq!(popped, (1..=pushed).collect::<Vec<_>>());
    });
}

struct Node {
    value: u32,
    next: *mut Node,
}

/// A stack of boxes, to which all push and from which one takes all.
struct Stack {
    head: AtomicPtr<Node>,
}

impl Stack {
    fn push(&self, value: u32) {
        let next = self.head.load(Relaxed);
        let node = Box::into_raw(Box::new(Node { value, next }));
        let mut next = next;
        while let Err(now) = self.head.compare_exchange_weak(next, node, AcqRel, Relaxed) {
            // SAFETY: the node is not known to others yet.
            unsafe { (*node).next = now };
            next = now;
        }
    }

    fn take_all(&self) -> Vec<u32> {
        let mut node = self.head.swap(ptr::null_mut(), AcqRel);
        let mut values = Vec::new();
        while !node.is_null() {
            // SAFETY: it was made of a box, and belongs to who took it off the stack.
            let taken = unsafe { Box::from_raw(node) };
            values.push(taken.value);
            node = taken.next;
        }
        values
    }
}

#[test]
fn nothing_is_lost_from_a_stack() {
    loom::model(|| {
        let stack = Arc::new(Stack {
            head: AtomicPtr::default(),
        });
        let other = stack.clone();
        let task = thread::spawn(move || other.push(1));
        stack.push(2);
        let mut all = stack.take_all();
        task.join().unwrap();
        all.extend(stack.take_all());
        all.sort_unstable();
        assert_eq!(all, [1, 2]);
    });
}

loom::lazy_static! {
    static ref NAMES: Mutex<Vec<usize>> = Mutex::new(Vec::new());
}

loom::thread_local! {
    static MINE: std::cell::Cell<usize> = std::cell::Cell::new(0);
}

#[test]
fn statics_and_locals_are_new_each_time() {
    loom::model(|| {
        let work = |number| {
            MINE.with(|mine| mine.set(mine.get() + number));
            loom::thread::yield_now();
            NAMES.lock().unwrap().push(MINE.with(std::cell::Cell::get));
        };
        let task = thread::spawn(move || work(1));
        work(2);
        task.join().unwrap();
        let mut names = NAMES.lock().unwrap();
        names.sort_unstable();
        assert_eq!(*names, [1, 2]);
    });
}

#[test]
#[should_panic(expected = "both in")]
fn a_lock_without_a_lock_is_found_out() {
    loom::model(|| {
        let inside = Arc::new(AtomicUsize::new(0));
        let enter = |inside: &AtomicUsize| {
            if inside.load(SeqCst) == 0 {
                inside.fetch_add(1, SeqCst);
                assert!(inside.load(SeqCst) < 2, "both in");
                inside.fetch_sub(1, SeqCst);
            }
        };
        let other = inside.clone();
        let task = thread::spawn(move || enter(&other));
        enter(&inside);
        task.join().unwrap();
    });
}
