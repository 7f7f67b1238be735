//! Shared ownership: who drops the value, and who is alone with it.

use std::sync::atomic::{AtomicUsize, Ordering};

use waitword_sim::std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use waitword_sim::std::sync::{Arc, LazyLock, Mutex, Weak};
use waitword_sim::std::thread;

use crate::{exhaustive, in_both};

/// Counts how often it is dropped, past the simulator.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn the_last_owner_drops_the_value() {
    in_both(|| {
        static DROPS: AtomicUsize = AtomicUsize::new(0);
        DROPS.store(0, Ordering::Relaxed);
        let first = Arc::new(Counted(&DROPS));
        let second = Arc::clone(&first);
        let task = thread::spawn(move || drop(second));
        drop(first);
        task.join().unwrap();
        assert_eq!(DROPS.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn a_weak_pointer_becomes_an_owner_only_while_there_is_one() {
    in_both(|| {
        let owner = Arc::new(AtomicU32::new(7));
        let weak = Arc::downgrade(&owner);
        let task = thread::spawn(move || weak.upgrade().map(|owner| owner.load(Relaxed)));
        drop(owner);
        assert!(matches!(task.join().unwrap(), None | Some(7)));
    });
}

#[test]
fn both_ends_of_that_race_are_seen() {
    let seen = std::rc::Rc::new(std::cell::Cell::new([false; 2]));
    let all = std::rc::Rc::clone(&seen);
    exhaustive(move || {
        let owner = Arc::new(1);
        let weak = Arc::downgrade(&owner);
        let task = thread::spawn(move || weak.upgrade().is_some());
        drop(owner);
        let mut both = all.get();
        both[usize::from(task.join().unwrap())] = true;
        all.set(both);
    });
    assert_eq!(seen.get(), [true; 2]);
}

#[test]
fn one_of_two_gets_the_value() {
    in_both(|| {
        let first = Arc::new(String::from("value"));
        let second = Arc::clone(&first);
        let task = thread::spawn(move || Arc::into_inner(second));
        let mine = Arc::into_inner(first);
        let other = task.join().unwrap();
        assert_eq!(mine.or(other).as_deref(), Some("value"));
    });
}

#[test]
fn who_is_alone_may_write() {
    in_both(|| {
        let mut owner = Arc::new(1);
        *Arc::get_mut(&mut owner).unwrap() = 2;
        let second = Arc::clone(&owner);
        assert!(Arc::get_mut(&mut owner).is_none());
        assert_eq!((Arc::strong_count(&owner), Arc::weak_count(&owner)), (2, 0));
        *Arc::make_mut(&mut owner) = 3;
        assert!(!Arc::ptr_eq(&owner, &second));
        assert_eq!((*owner, *second), (3, 2));
        let weak = Arc::downgrade(&owner);
        assert_eq!(Arc::weak_count(&owner), 1);
        *Arc::make_mut(&mut owner) = 4;
        assert!(weak.upgrade().is_none());
        assert_eq!(Arc::try_unwrap(owner), Ok(4));
        let third = Arc::clone(&second);
        let third = Arc::try_unwrap(third).unwrap_err();
        drop(second);
        assert_eq!(Arc::unwrap_or_clone(third), 2);
    });
}

#[test]
fn a_value_may_know_itself() {
    struct Node {
        own: Weak<Node>,
        number: u32,
    }
    in_both(|| {
        let node = Arc::new_cyclic(|own| {
            assert!(own.upgrade().is_none());
            let own = own.clone();
            Node { own, number: 5 }
        });
        let again = node.own.upgrade().unwrap();
        assert!(Arc::ptr_eq(&node, &again));
        assert_eq!((again.number, node.own.strong_count()), (5, 2));
        assert_eq!(node.own.weak_count(), 1);
        assert!(Weak::<Node>::new().upgrade().is_none());
    });
}

#[test]
fn owners_of_what_has_no_size() {
    in_both(|| {
        let text: Arc<str> = "text".into();
        let numbers: Arc<[u32]> = (0..3).collect();
        let shared: std::sync::Arc<dyn Fn() -> u32 + Send + Sync> = std::sync::Arc::new(|| 4);
        let call: Arc<dyn Fn() -> u32 + Send + Sync> = Arc::from_std(shared);
        let other = Arc::clone(&call);
        let task = thread::spawn(move || (*other)());
        assert_eq!(call() + task.join().unwrap(), 8);
        assert_eq!((&*text, numbers.len()), ("text", 3));
        assert_eq!(*Arc::<Mutex<u32>>::default().lock().unwrap(), 0);
    });
}

#[test]
fn owners_as_pointers() {
    in_both(|| {
        let owner = Arc::new(6);
        let pointer = Arc::into_raw(Arc::clone(&owner));
        // SAFETY: an owner was given away.
        unsafe { Arc::increment_strong_count(pointer) };
        assert_eq!(Arc::strong_count(&owner), 3);
        // SAFETY: two owners were given away; this is one of them.
        unsafe { Arc::decrement_strong_count(pointer) };
        // SAFETY: this is the other one.
        let again = unsafe { Arc::from_raw(pointer) };
        assert!(Arc::ptr_eq(&owner, &again));
        drop(owner);
        assert_eq!(Arc::try_unwrap(again), Ok(6));
    });
}

#[test]
fn a_value_that_nobody_drops_is_a_leak() {
    let report = exhaustive(|| std::mem::forget(Arc::new(1)));
    assert_eq!(report.verdict.word(), "leak");
}

#[test]
fn what_a_static_owns_is_no_leak() {
    static SHARED: LazyLock<Mutex<Vec<Arc<u32>>>> = LazyLock::new(Mutex::default);
    let report = exhaustive(|| SHARED.lock().unwrap().push(Arc::new(1)));
    assert!(report.verdict.is_ok(), "{report}");
}
