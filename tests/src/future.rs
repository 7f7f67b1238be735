//! Bodies for `Future`, `wait` and `as_completed`.

use core::future::Future as _;
use core::pin::pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Wake, Waker};

use waitword_core::future::{Failure, Until, Waited, as_completed, promise, wait, wait_timeout};
use waitword_core::{Event, Future, Mutex, WaitError};

use crate::World;
use crate::crew::{task, throw};

const SHORT: Duration = Duration::from_millis(10);

/// What a list of notes is written to by callbacks.
type Notes<W> = Arc<Mutex<W, Vec<u32>>>;

fn kept<W: World>(number: u32) -> Future<W, u32> {
    let (promise, future) = promise();
    promise.keep(number);
    future
}

/// A future and its states: pending, running, done.
pub fn states<W: World>() {
    let (mut promise, future) = promise::<W, u32>();
    assert!(!future.is_running() && !future.is_done() && future.peek().is_none());
    assert_eq!(format!("{future:?}"), "Future(Pending)");
    assert!(promise.begin() && promise.begin());
    assert!(future.is_running() && !future.is_done());
    assert!(!future.cancel(), "it has begun");
    promise.keep(7);
    assert!(!future.is_running() && future.is_done() && !future.is_cancelled());
    assert!(!future.cancel(), "it is done");
    assert!(future.failure().is_none());
    assert_eq!(future.peek().unwrap().unwrap(), &7);
    assert_eq!(future.result().unwrap(), 7);
}

/// A wait ends with the result of another task, which is seen.
pub fn a_result_is_waited_for<W: World>() {
    for _ in 0..W::ROUNDS {
        let (promise, future) = promise::<W, Vec<u32>>();
        let worker = task::<W, _>(move || promise.keep(vec![1, 2, 3]));
        assert_eq!(future.result().unwrap(), [1, 2, 3]);
        worker.join();
    }
}

/// Who comes too early gets the future back.
pub fn timeouts<W: World>() {
    let (promise, future) = promise::<W, u32>();
    assert_eq!(
        future.wait_timeout(Duration::ZERO),
        Err(WaitError::TimedOut)
    );
    assert_eq!(future.wait_until(W::now()), Err(WaitError::TimedOut));
    let earliest = W::after(SHORT).unwrap();
    assert_eq!(future.wait_timeout(SHORT), Err(WaitError::TimedOut));
    assert!(W::is_past(earliest), "never early");
    let future = future.result_timeout(SHORT).unwrap_err();
    let future = future.result_until(W::now()).unwrap_err();
    promise.keep(1);
    assert_eq!(future.wait_timeout(Duration::ZERO), Ok(()));
    assert_eq!(future.wait_timeout(Duration::MAX), Ok(()));
    assert_eq!(future.result_timeout(Duration::ZERO).unwrap().unwrap(), 1);
}

/// A cancelled future has no result, and whoever keeps the promise is told.
pub fn cancelled<W: World>() {
    let (mut kept, future) = promise::<W, u32>();
    assert!(future.cancel() && future.cancel() && future.is_cancelled());
    assert!(!kept.begin(), "there is nothing to begin");
    kept.keep(1);
    assert_eq!(future.failure().unwrap().to_string(), "cancelled");
    assert!(matches!(future.result(), Err(Failure::Cancelled)));
    let (kept, future) = promise::<W, u32>();
    drop(kept);
    assert!(!future.cancel() && !future.is_cancelled());
    assert!(matches!(future.result(), Err(Failure::Abandoned)));
}

/// Of a cancel and a begin one wins.
pub fn cancel_against_begin<W: World>() {
    for _ in 0..W::ROUNDS {
        let (mut promise, future) = promise::<W, u32>();
        let worker = task::<W, _>(move || {
            let begun = promise.begin();
            promise.keep(1);
            begun
        });
        let cancelled = future.cancel();
        let begun = worker.join()[0];
        assert!(cancelled != begun);
        assert_eq!(future.result().is_ok(), begun);
    }
}

/// Callbacks run once and in order, those that come late at once, and have run by the end of a
/// wait.
pub fn callbacks<W: World>() {
    let notes = Notes::<W>::default();
    let (promise, future) = promise::<W, u32>();
    let note = |number: u32| {
        let notes = Arc::clone(&notes);
        move |result: Result<&u32, &Failure>| notes.lock().push(result.unwrap() + number)
    };
    future.on_done(note(1));
    future.on_done(note(2));
    let worker = task::<W, _>(move || promise.keep(10));
    future.wait();
    assert_eq!(*notes.lock(), [11, 12]);
    future.on_done(note(3));
    assert_eq!(*notes.lock(), [11, 12, 13]);
    worker.join();
}

/// A callback that panics does not lose the others.
pub fn a_callback_panics<W: World>() {
    let notes = Notes::<W>::default();
    let (promise, future) = promise::<W, u32>();
    future.on_done(|_| throw());
    let last = Arc::clone(&notes);
    future.on_done(move |result| last.lock().push(*result.unwrap()));
    promise.keep(4);
    future.on_done(|_| throw());
    assert_eq!(*notes.lock(), [4]);
    assert_eq!(future.result().unwrap(), 4);
}

/// Callbacks are told of a cancel, on the one who cancels.
pub fn callbacks_of_a_cancel<W: World>() {
    let (promise, future) = promise::<W, u32>();
    let told = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&told);
    future.on_done(move |result| {
        assert!(matches!(result, Err(Failure::Cancelled)));
        count.fetch_add(1, Relaxed);
    });
    assert!(future.cancel());
    assert_eq!(told.load(Relaxed), 1);
    drop(promise);
}

/// A waker that sets an event.
struct Wakes<W>(Event<W>);

impl<W: World> Wake for Wakes<W> {
    fn wake(self: Arc<Self>) {
        self.0.set();
    }
}

/// It is a std future, which wakes the newest waker.
pub fn a_std_future<W: World>() {
    let (promise, future) = promise::<W, u32>();
    let [old, new] = [(); 2].map(|()| Arc::new(Wakes::<W>(Event::new())));
    let mut future = pin!(future);
    for wakes in [&old, &new] {
        let waker = Waker::from(Arc::clone(wakes));
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
    }
    let worker = task::<W, _>(move || promise.keep(3));
    new.0.wait();
    assert!(!old.0.is_set());
    let mut context = Context::from_waker(Waker::noop());
    assert!(matches!(
        future.as_mut().poll(&mut context),
        Poll::Ready(Ok(3))
    ));
    let again = future.as_mut().poll(&mut context);
    assert!(matches!(again, Poll::Ready(Err(Failure::Taken))));
    worker.join();
}

fn lengths<F>(waited: &Waited<F>) -> (usize, usize) {
    (waited.done.len(), waited.waiting.len())
}

/// `wait` for the first, for the first failure, and for all; with what is done already, with
/// nothing, and in time.
pub fn waits<W: World>() {
    let none = wait::<W, u32, Future<W, u32>>([], Until::AllCompleted);
    assert_eq!(lengths(&none), (0, 0));
    let (promise, late) = promise::<W, u32>();
    let early = kept::<W>(1);
    let waited = wait([&late, &early], Until::FirstCompleted);
    assert_eq!(lengths(&waited), (1, 1));
    let waited = wait_timeout([&late, &early], Until::AllCompleted, SHORT);
    assert_eq!(lengths(&waited), (1, 1));
    let waited = wait_timeout([&late, &early], Until::FirstFailure, Duration::ZERO);
    assert_eq!(lengths(&waited), (1, 1));
    let worker = task::<W, _>(move || promise.keep(2));
    let waited = wait(vec![late, early], Until::AllCompleted);
    let results = waited
        .done
        .into_iter()
        .map(|future| future.result().unwrap());
    assert_eq!(
        results.collect::<Vec<_>>(),
        [2, 1],
        "in the order in which they were given"
    );
    worker.join();
}

/// A wait for the first failure does not end with a result, and ends with a failure.
pub fn wait_for_the_first_failure<W: World>() {
    let (never, slow) = promise::<W, u32>();
    let (abandoned, fails) = promise::<W, u32>();
    let fine = kept::<W>(1);
    let worker = task::<W, _>(move || drop(abandoned));
    let waited = wait([&slow, &fails, &fine], Until::FirstFailure);
    assert_eq!(lengths(&waited), (2, 1));
    worker.join();
    drop(never);
    let waited = wait([&slow, &fails, &fine], Until::AllCompleted);
    assert_eq!(lengths(&waited), (3, 0));
}

/// AC-01: those that are done already come first, then each as it is done.
pub fn ac_01_no_timeout<W: World>() {
    let (early, late) = (kept::<W>(1), promise::<W, u32>());
    let all = as_completed([late.1, early]);
    let worker = task::<W, _>(move || late.0.keep(2));
    let results = all.map(|future| future.result().unwrap());
    assert_eq!(results.collect::<Vec<_>>(), [1, 2]);
    worker.join();
}

/// AC-02, AC-05: in no time, and in some, only what is done comes; the error says how many are not.
pub fn ac_02_timeouts<W: World>() {
    for timeout in [Duration::ZERO, SHORT] {
        let (promises, mut futures): (Vec<_>, Vec<_>) = (0..2).map(|_| promise::<W, u32>()).unzip();
        futures.extend([kept::<W>(1), kept::<W>(2)]);
        let mut all = as_completed(&futures);
        for _ in 0..2 {
            assert!(all.next_timeout(timeout).unwrap().unwrap().is_done());
        }
        let error = all.next_timeout(timeout).unwrap_err();
        assert_eq!(error.to_string(), "2 (of 4) futures unfinished");
        assert!(all.next_until(W::now()).is_err());
        promises.into_iter().for_each(|promise| promise.keep(3));
        assert_eq!(all.size_hint(), (2, Some(2)));
        assert_eq!(all.count(), 2);
    }
}

/// AC-03: one that is given twice comes once.
pub fn ac_03_duplicates<W: World>() {
    let future = kept::<W>(5);
    let other = kept::<W>(6);
    assert_eq!(as_completed([&future, &other, &future]).count(), 2);
}

/// AC-04: what was handed out is not kept.
pub fn ac_04_not_retained<W: World>() {
    let value = Arc::new(());
    let (promise, future) = promise::<W, Arc<()>>();
    promise.keep(Arc::clone(&value));
    let mut all = as_completed([future]);
    drop(all.next());
    assert_eq!(Arc::strong_count(&value), 1);
    assert!(all.next().is_none());
}

/// A wait that was given up leaves nothing behind in the future.
pub fn waits_that_were_given_up_are_forgotten<W: World>() {
    let (promise, future) = promise::<W, u32>();
    for _ in 0..4 {
        let waited = wait_timeout([&future], Until::AllCompleted, Duration::ZERO);
        assert_eq!(lengths(&waited), (0, 1));
        drop(as_completed([&future]));
    }
    promise.keep(1);
    assert_eq!(future.result().unwrap(), 1);
}
