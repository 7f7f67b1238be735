//! Atomics: every width and operation.

use std::panic::catch_unwind;

use waitword_sim::std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI64, AtomicPtr, AtomicU8, AtomicU16, AtomicU64, AtomicUsize,
    Ordering, compiler_fence, fence,
};
use waitword_sim::std::thread;
use waitword_sim::{Exhaustive, Explorer};

use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

/// Runs `body` outside a simulation, and as a simulation.
fn both(body: fn()) {
    body();
    waitword_sim::check(body);
}

#[test]
fn numbers_wrap_around_and_keep_their_sign() {
    both(|| {
        let byte = AtomicU8::new(250);
        assert_eq!(byte.fetch_add(10, SeqCst), 250);
        assert_eq!(byte.fetch_sub(5, SeqCst), 4);
        assert_eq!(byte.into_inner(), 255);
        let signed = AtomicI8::new(-3);
        assert_eq!(signed.fetch_min(-4, Relaxed), -3);
        assert_eq!(signed.fetch_max(7, Relaxed), -4);
        assert_eq!(signed.swap(-128, AcqRel), 7);
        assert_eq!(signed.fetch_sub(1, AcqRel), -128);
        assert_eq!(signed.load(Acquire), 127);
        let wide = AtomicI64::new(i64::MIN);
        assert_eq!(wide.fetch_max(-1, SeqCst), i64::MIN);
        assert_eq!(wide.load(SeqCst), -1);
        let wide = AtomicU64::new(u64::MAX);
        assert_eq!(wide.fetch_add(1, SeqCst), u64::MAX);
        assert_eq!(wide.load(SeqCst), 0);
    });
}

#[test]
fn bits() {
    both(|| {
        let word = AtomicU16::new(0b1100);
        assert_eq!(word.fetch_and(0b1010, SeqCst), 0b1100);
        assert_eq!(word.fetch_or(0b0001, SeqCst), 0b1000);
        assert_eq!(word.fetch_xor(0b1001, SeqCst), 0b1001);
        assert_eq!(word.fetch_nand(0b1, SeqCst), 0);
        assert_eq!(word.load(SeqCst), u16::MAX);
        let flag = AtomicBool::new(true);
        assert!(flag.fetch_nand(true, SeqCst));
        assert!(!flag.fetch_or(true, SeqCst));
        assert!(flag.fetch_xor(true, SeqCst));
        assert!(!flag.fetch_not(SeqCst));
        assert!(flag.fetch_and(false, SeqCst));
        assert!(!flag.load(SeqCst));
    });
}

#[test]
fn exchanges_and_updates() {
    both(|| {
        let total = AtomicUsize::new(1);
        assert_eq!(total.compare_exchange(1, 2, SeqCst, Relaxed), Ok(1));
        assert_eq!(total.compare_exchange(1, 3, Release, Acquire), Err(2));
        assert_eq!(
            total.fetch_update(SeqCst, SeqCst, |n| n.checked_sub(3)),
            Err(2)
        );
        assert_eq!(
            total.try_update(SeqCst, SeqCst, |n| n.checked_sub(2)),
            Ok(2)
        );
        assert_eq!(total.update(SeqCst, SeqCst, |n| n + 9), 0);
        while total.compare_exchange_weak(9, 1, AcqRel, Relaxed).is_err() {}
        assert_eq!(format!("{total:?}"), "1");
    });
}

#[test]
fn exclusive_references_reach_the_value() {
    both(|| {
        let mut total = AtomicU8::from(3);
        total.store(4, Release);
        *total.get_mut() += 1;
        total.with_mut(|total| *total *= 2);
        assert_eq!(total.load(Acquire), 10);
        // SAFETY: nobody else knows it.
        assert_eq!(unsafe { total.unsync_load() }, 10);
        let mut plain = 7;
        // SAFETY: it is a number of this stack frame that nobody else knows.
        let shared = unsafe { AtomicU64::from_ptr(&raw mut plain) };
        shared.fetch_add(1, Relaxed);
        assert_eq!(plain, 8);
    });
}

#[test]
fn pointers_come_back_as_they_went() {
    both(|| {
        let mut values = [1, 2, 3];
        let first = values.as_mut_ptr();
        let place = AtomicPtr::new(first);
        let second = first.wrapping_add(1);
        assert_eq!(place.swap(second, AcqRel), first);
        assert_eq!(
            place.compare_exchange(first, first, SeqCst, SeqCst),
            Err(second)
        );
        // SAFETY: it points to the second element of the array.
        assert_eq!(unsafe { *place.load(Acquire) }, 2);
        assert_eq!(place.fetch_ptr_add(1, Relaxed), second);
        // SAFETY: it points to the third element of the array.
        unsafe { *place.load(Acquire) = 30 };
        assert_eq!(values[2], 30);
        assert!(AtomicPtr::<u8>::default().load(Relaxed).is_null());
    });
}

#[test]
fn orderings_that_do_not_exist_panic_as_stds() {
    let flag = AtomicBool::new(false);
    assert!(catch_unwind(|| flag.load(Release)).is_err());
    assert!(catch_unwind(|| flag.store(true, Acquire)).is_err());
    assert!(catch_unwind(|| flag.compare_exchange(true, true, SeqCst, AcqRel)).is_err());
    assert!(catch_unwind(|| fence(Relaxed)).is_err());
    assert!(catch_unwind(|| compiler_fence(Relaxed)).is_err());
    fence(SeqCst);
    compiler_fence(Release);
}

#[test]
fn a_lost_update_is_found() {
    let report = Explorer::new().strategy(Exhaustive::new()).run(|| {
        static TOTAL: AtomicU8 = AtomicU8::new(0);
        TOTAL.store(0, SeqCst);
        let add = || TOTAL.store(TOTAL.load(SeqCst) + 1, SeqCst);
        let other = thread::spawn(add);
        add();
        other.join().unwrap();
        assert_eq!(TOTAL.load(SeqCst), 2);
    });
    assert_eq!(report.verdict.word(), "panic");
}

#[test]
fn showing_is_no_event() {
    let report = Explorer::new().strategy(Exhaustive::new()).run(|| {
        let flag = AtomicBool::new(false);
        assert_eq!(format!("{flag:?}"), "false");
    });
    assert_eq!(report.steps, 0);
}

#[test]
fn where_a_pointer_points_to_is_not_told() {
    let report = Explorer::new().trace(|| {
        let boxed = Box::into_raw(Box::new(1));
        let place = AtomicPtr::default();
        place.store(boxed, Release);
        // SAFETY: it was made of a box, and is taken once.
        drop(unsafe { Box::from_raw(place.swap(std::ptr::null_mut(), AcqRel)) });
    });
    let trace = report.trace.unwrap();
    let texts: Vec<_> = trace.rows().iter().map(|row| row.text.as_str()).collect();
    let expected = [
        "word#1: store null -> pointer",
        "word#1: swap pointer -> null",
    ];
    assert_eq!(texts, expected);
}
