//! Bodies for scopes of a `ThreadPool`: forks, and work that borrows.

use core::array;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_core::Word;
use waitword_core::pool::{Queued, Scope};

use crate::World;
use crate::crew::{catch, throw};
use crate::pool::pool;

fn sum<W: World>(scope: &Scope<'_, W>, numbers: &[u32]) -> u32 {
    match numbers {
        [] => 0,
        [one] => *one,
        more => {
            let (low, high) = more.split_at(more.len() / 2);
            let (low, high) = scope.join(|scope| sum(scope, low), |scope| sum(scope, high));
            low + high
        }
    }
}

/// A tree of joins over borrowed numbers.
pub fn a_tree_of_joins<W: World>() {
    let pool = pool::<W>(2);
    let numbers: [u32; 17] = array::from_fn(|number| number as u32);
    for _ in 0..W::ROUNDS / 3 {
        assert_eq!(pool.scope(|scope| sum(scope, &numbers)), 17 * 8);
    }
}

/// A larger one, of tasks that a machine shares.
pub fn a_large_tree_of_joins<W: World>() {
    let pool = pool::<W>(3);
    let numbers: Vec<u32> = (0..W::ROUNDS * 20).collect();
    let expected: u32 = numbers.iter().sum();
    assert_eq!(pool.scope(|scope| sum(scope, &numbers)), expected);
}

/// A worker that sleeps gets the second half, while the first goes on.
pub fn a_sleeper_gets_a_half<W: World>() {
    let pool = pool::<W>(1);
    let me = W::current();
    let is_taken = Word::<W>::new(0);
    // The inner join offers the second half of the outer one. The worker may be too late for it.
    let first = |scope: &Scope<'_, W>| {
        scope.join(|_| (), |_| ());
        let is_open = |_: &u32| is_taken.load(Relaxed) == 0;
        (0..1000).take_while(is_open).for_each(|_| W::settle());
    };
    let second = |_: &Scope<'_, W>| {
        is_taken.store(1, Relaxed);
        W::current()
    };
    let is_shared = |scope: &Scope<'_, W>| {
        W::settle();
        is_taken.store(0, Relaxed);
        scope.join(first, second).1 != me
    };
    pool.scope(|scope| while !is_shared(scope) {});
}

/// A panic of either half comes out when both have ended.
pub fn panics_of_halves<W: World>() {
    let pool = pool::<W>(2);
    let ran = AtomicU32::new(0);
    let count = |_: &Scope<'_, W>| _ = ran.fetch_add(1, Relaxed);
    catch(|| pool.scope(|scope| _ = scope.join(count, |_| throw() as ())));
    assert_eq!(ran.load(Relaxed), 1);
    catch(|| pool.scope(|scope| _ = scope.join(|_| throw() as (), count)));
    catch(|| {
        pool.scope(|scope| {
            let half = |scope: &Scope<'_, W>| _ = scope.join(count, |_| throw() as ());
            scope.join(half, count)
        });
    });
    assert_eq!(pool.scope(|scope| scope.join(|_| 1, |_| 2)), (1, 2));
}

/// What is spawned in a scope borrows, and has run when the scope ends.
pub fn spawned_work_borrows<W: World>() {
    let pool = pool::<W>(2);
    let total = AtomicU32::new(0);
    let add = |number| {
        let total = &total;
        move || _ = total.fetch_add(number, Relaxed)
    };
    let result = pool.scope(|scope| {
        scope.spawn(add(1)).unwrap();
        scope.spawn(add(2)).unwrap();
        7
    });
    assert_eq!((result, total.load(Relaxed)), (7, 3));
}

/// The first panic of what was spawned comes out of the scope; the others run on.
pub fn spawned_work_panics<W: World>() {
    let pool = pool::<W>(2);
    let ran = Arc::new(AtomicU32::new(0));
    catch(|| {
        pool.scope(|scope| {
            scope.spawn(|| throw()).unwrap();
            scope.spawn(|| _ = ran.fetch_add(1, Relaxed)).unwrap();
        });
    });
    assert_eq!(ran.load(Relaxed), 1);
    // A body that panics waits for what it has spawned, or cancels it.
    let captured = Arc::clone(&ran);
    catch(|| {
        pool.scope(|scope| {
            scope.spawn(|| _ = captured.fetch_add(1, Relaxed)).unwrap();
            throw()
        });
    });
    assert!(ran.load(Relaxed) <= 2);
}

/// A pool that is shut down still forks, alone; and gives back what is spawned.
pub fn a_scope_after_a_shutdown<W: World>() {
    let pool = pool::<W>(1);
    pool.shutdown(Queued::Run);
    pool.scope(|scope| {
        assert_eq!(scope.join(|_| 1, |_| 2), (1, 2));
        assert!(scope.spawn(|| ()).is_err());
    });
}
