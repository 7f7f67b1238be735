//! Bodies for `ThreadPool`: submitting, shutting down, and what becomes of work.

use core::num::NonZeroUsize;
use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_core::future::{Failure, as_completed};
use waitword_core::pool::{Builder, OwnWorker, Queued};
use waitword_core::{Event, Executor, Future, Mutex, ThreadPool};

use crate::World;
use crate::crew::{task, throw};

/// A pool of so many workers.
pub fn pool<W: World>(workers: usize) -> ThreadPool<W> {
    ThreadPool::new(NonZeroUsize::new(workers).unwrap())
}

/// EX-01, EX-02: what was submitted runs, with what it captured, and its future has the result.
pub fn ex_01_submit<W: World>() {
    let pool = pool::<W>(2);
    assert_eq!(pool.workers(), 2);
    let (base, exponent) = (2_u32, 8);
    let future = pool.submit(move || base.pow(exponent)).unwrap();
    assert_eq!(future.result().unwrap(), 256);
}

/// EX-06: shut down while as much as there are workers, and one more, is under way.
pub fn ex_06_shutdown_race<W: World>() {
    let pool = pool::<W>(2);
    let results = pool.map(0..3, |number| number * 2).into_iter();
    pool.shutdown(Queued::Run);
    assert_eq!(results.map(Result::unwrap).collect::<Vec<i32>>(), [0, 2, 4]);
    pool.wait().unwrap();
}

/// EX-07: the closure is dropped when it has run, though its future lives on or is gone.
pub fn ex_07_no_stale_references<W: World>() {
    let captured = Arc::new(());
    {
        let pool = pool::<W>(1);
        let own = Arc::clone(&captured);
        let future = pool.submit(move || drop(own)).unwrap();
        future.wait();
        assert_eq!(Arc::strong_count(&captured), 1);
        let own = Arc::clone(&captured);
        drop(pool.submit(move || _ = &own).unwrap());
    }
    assert_eq!(Arc::strong_count(&captured), 1);
}

/// A panic is kept in the future, and the worker goes on.
pub fn panics_are_kept<W: World>() {
    let pool = pool::<W>(1);
    let panics: Future<W, ()> = pool.submit(|| throw()).unwrap();
    let Err(Failure::Panicked(panic)) = panics.result() else {
        panic!("it has panicked");
    };
    assert_eq!(
        (panic.message(), panic.to_string()),
        (None, "panicked".into())
    );
    assert_eq!(pool.submit(|| 1).unwrap().result().unwrap(), 1);
}

/// A pool that was shut down gives the closure back, and runs what was there before.
pub fn shutdown_rejects<W: World>() {
    let pool = pool::<W>(1);
    let before = pool.submit(|| 1).unwrap();
    assert!(!pool.is_shut_down());
    pool.shutdown(Queued::Run);
    assert!(pool.is_shut_down());
    let text = String::from("mine");
    let rejected = pool.submit(move || text).unwrap_err();
    assert_eq!(rejected.to_string(), "the executor is shut down");
    assert_eq!((rejected.0)(), "mine");
    pool.wait().unwrap();
    pool.wait().unwrap();
    assert_eq!(before.result().unwrap(), 1);
}

/// A shutdown that cancels fails what nobody has begun, and nothing else.
pub fn shutdown_cancels<W: World>() {
    let pool = pool::<W>(1);
    let gate = Arc::new((Event::<W>::new(), Event::<W>::new()));
    let inside = Arc::clone(&gate);
    let first = pool.submit(move || {
        inside.0.set();
        inside.1.wait();
        1
    });
    gate.0.wait();
    let second = pool.submit(|| 2).unwrap();
    assert_eq!(pool.queued(), 1);
    pool.shutdown(Queued::Run);
    pool.shutdown(Queued::Cancel);
    pool.shutdown(Queued::Run);
    assert!(second.is_cancelled());
    gate.1.set();
    assert_eq!(first.unwrap().result().unwrap(), 1);
}

/// A pool that is dropped runs what was submitted, and waits for it.
pub fn drop_runs_what_is_queued<W: World>() {
    let done = Arc::new(AtomicU32::new(0));
    let pool = pool::<W>(2);
    for _ in 0..5 {
        let done = Arc::clone(&done);
        drop(pool.submit(move || done.fetch_add(1, Relaxed)).unwrap());
    }
    drop(pool);
    assert_eq!(done.load(Relaxed), 5);
}

/// A worker cannot wait for its own end, and may drop its pool.
pub fn a_worker_drops_its_pool<W: World>() {
    let pool = Arc::new(pool::<W>(1));
    let own = Arc::clone(&pool);
    let gate = Arc::new(Event::<W>::new());
    let opened = Arc::clone(&gate);
    let future = pool.submit(move || {
        assert_eq!(own.wait(), Err(OwnWorker));
        opened.wait();
        drop(own);
    });
    drop(pool);
    gate.set();
    future.unwrap().result().unwrap();
}

/// Work that was cancelled before anybody began it never runs.
pub fn cancelled_work_never_runs<W: World>() {
    let ran = Arc::new(AtomicU32::new(0));
    let pool = pool::<W>(1);
    let counted = Arc::clone(&ran);
    let future = pool.submit(move || counted.fetch_add(1, Relaxed)).unwrap();
    let cancelled = future.cancel();
    assert_eq!(future.result().is_err(), cancelled);
    drop(pool);
    assert_eq!(ran.load(Relaxed) == 0, cancelled);
    assert_eq!(Arc::strong_count(&ran), 1);
}

/// Each worker is initialised once, with its number, before it runs anything.
pub fn an_initializer<W: World>() {
    let begun = Arc::new(Mutex::<W, Vec<usize>>::new(Vec::new()));
    let note = Arc::clone(&begun);
    let builder = Builder::new()
        .workers(NonZeroUsize::new(2).unwrap())
        .name("crunch");
    let pool = builder
        .initializer(move |number| note.lock().push(number))
        .build::<W>();
    let future = pool.submit(|| ()).unwrap();
    future.wait();
    assert!(!begun.lock().is_empty());
    drop(pool);
    let mut begun = begun.lock();
    begun.sort_unstable();
    assert_eq!(*begun, [0, 1]);
}

/// An initialiser that panics closes the pool, and nothing waits for ever.
pub fn an_initializer_panics<W: World>() {
    let pool = Builder::new().initializer(|_| throw()).build::<W>();
    if let Ok(future) = pool.submit(|| ()) {
        assert!(matches!(future.result(), Err(Failure::Cancelled)));
    }
    pool.wait().unwrap();
    assert!(pool.submit(|| ()).is_err());
}

/// Work of many tasks: each piece runs once.
pub fn many_submit<W: World>() {
    let each = W::ROUNDS;
    let pool = Arc::new(pool::<W>(2));
    let sum = Arc::new(AtomicU32::new(0));
    let submit = move |pool: Arc<ThreadPool<W>>, sum: Arc<AtomicU32>| {
        let add = |number| {
            let sum = Arc::clone(&sum);
            pool.submit(move || sum.fetch_add(number, Relaxed)).unwrap()
        };
        (0..each).map(add).collect::<Vec<_>>()
    };
    let (other, shared) = (Arc::clone(&pool), Arc::clone(&sum));
    let other = task::<W, _>(move || submit(other, shared).len());
    let futures = submit(pool, Arc::clone(&sum));
    assert_eq!(as_completed(futures).count(), each as usize);
    assert_eq!(other.join(), [each as usize]);
    assert_eq!(sum.load(Relaxed), each * (each - 1));
}

/// A wait for work that another worker has to do ends in time if it does.
pub fn results_in_time<W: World>() {
    let pool = pool::<W>(1);
    let gate = Arc::new(Event::<W>::new());
    let closed = Arc::clone(&gate);
    let future = pool.submit(move || closed.wait()).unwrap();
    let future = future.result_timeout(Duration::from_millis(5)).unwrap_err();
    gate.set();
    future.result().unwrap();
}
