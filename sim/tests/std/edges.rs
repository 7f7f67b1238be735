//! Where a program is over, or is none: destructors, unwinding, and outside a simulation.

use std::panic::{AssertUnwindSafe, catch_unwind};

use waitword_sim::std::cell::Cell;
use waitword_sim::std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use waitword_sim::std::sync::mpsc::{channel, sync_channel};
use waitword_sim::std::sync::{Arc, Barrier, Condvar, Mutex, Once, OnceLock, RwLock};
use waitword_sim::std::thread::{self, JoinHandle};
use waitword_sim::std::thread_local;
use waitword_sim::std::time::Duration;
use waitword_sim::{Explorer, Granularity, Random};

use crate::{exhaustive, in_both};

fn panic_text(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).unwrap_err();
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()))
        .unwrap_or_default()
}

thread_local! {
    static LOCAL: u32 = 1;
}

/// What does not wait works anywhere.
#[test]
fn outside_a_simulation_what_need_not_wait_works() {
    static TOTAL: Mutex<u32> = Mutex::new(0);
    static LOCK: RwLock<u32> = RwLock::new(0);
    let add = || {
        *TOTAL.lock().unwrap() += 1;
        let read = *LOCK.read().unwrap();
        *LOCK.write().unwrap() += read;
    };
    add();
    std::thread::spawn(add).join().unwrap();
    assert_eq!(*TOTAL.try_lock().unwrap(), 2);
    let shared = Arc::new(OnceLock::from(5));
    assert_eq!(shared.get(), Some(&5));
    assert_eq!(Arc::try_unwrap(shared).unwrap().into_inner(), Some(5));
    Once::new().call_once(|| ());
    Condvar::new().notify_all();
    assert!(Barrier::new(1).wait().is_leader());
    let (sender, receiver) = channel();
    sender.send(1).unwrap();
    assert_eq!(receiver.recv(), Ok(1));
    let cell = Cell::new(1);
    cell.set(2);
    assert_eq!((cell.get(), thread::panicking()), (2, false));
}

#[test]
fn outside_a_simulation_what_waits_says_so() {
    assert!(panic_text(thread::park).contains("in a simulation"));
    assert!(panic_text(|| drop(thread::spawn(|| ()))).contains("in a simulation"));
    assert!(panic_text(|| LOCAL.with(|_| ())).contains("in a simulation"));
    let mutex = Mutex::new(());
    let _guard = mutex.lock();
    assert!(panic_text(|| drop(mutex.lock())).contains("in a simulation"));
    let (_sender, receiver) = sync_channel::<u32>(0);
    assert!(panic_text(|| assert!(receiver.recv().is_ok())).contains("in a simulation"));
}

/// Joins its thread when it is dropped, and would panic if that had not ended well.
struct Joins(Option<JoinHandle<u32>>);

impl Drop for Joins {
    fn drop(&mut self) {
        let thread = self.0.take().unwrap();
        assert_eq!(thread.join().unwrap(), 1);
    }
}

#[test]
fn a_destructor_joins() {
    in_both(|| {
        let total = Arc::new(AtomicU32::new(0));
        let other = Arc::clone(&total);
        let joins = Joins(Some(thread::spawn(move || other.fetch_add(1, SeqCst) + 1)));
        drop(joins);
        assert_eq!(total.load(SeqCst), 1);
    });
}

/// A panic in a destructor that runs because of unwinding would abort.
#[test]
fn a_destructor_that_joins_does_not_abort_when_all_is_over() {
    let report = exhaustive(|| {
        let _joins = Joins(Some(thread::spawn(|| {
            thread::park();
            1
        })));
        thread::park();
    });
    assert_eq!(report.verdict.word(), "deadlock");
}

#[test]
fn destructors_use_everything_while_their_thread_unwinds() {
    struct Uses {
        pair: Arc<(Mutex<u32>, Condvar, RwLock<u32>)>,
        sender: waitword_sim::std::sync::mpsc::Sender<u32>,
    }
    impl Drop for Uses {
        fn drop(&mut self) {
            *self.pair.0.lock().unwrap() += 1;
            self.pair.1.notify_all();
            *self.pair.2.write().unwrap() += 1;
            self.sender.send(3).unwrap();
            thread::scope(|s| {
                s.spawn(thread::yield_now);
            });
            thread::park_timeout(Duration::from_millis(1));
        }
    }
    let program = || {
        let pair = Arc::new((Mutex::new(0), Condvar::new(), RwLock::new(0)));
        let (sender, receiver) = channel();
        let uses = Uses {
            pair: Arc::clone(&pair),
            sender,
        };
        let unwinds = thread::spawn(move || {
            let _uses = uses;
            panic!("on purpose");
        });
        let guard = pair.0.lock().unwrap();
        drop(pair.1.wait_while(guard, |count| *count == 0).unwrap());
        assert_eq!(receiver.recv(), Ok(3));
        assert!(unwinds.join().is_err());
        assert_eq!(*pair.2.read().unwrap(), 1);
    };
    for granularity in [Granularity::BlackBox, Granularity::WhiteBox] {
        let explorer = Explorer::new().granularity(granularity);
        explorer
            .strategy(Random::new(1))
            .executions(500)
            .check(program);
    }
}

/// An execution that panics in its first thread unwinds all others, wherever they wait.
#[test]
fn all_that_wait_are_unwound() {
    let report = exhaustive(|| {
        let shared = Arc::new((Mutex::new(()), Condvar::new(), Barrier::new(9), Once::new()));
        let start = |work: fn(&(Mutex<()>, Condvar, Barrier, Once))| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || work(&shared))
        };
        let _waits = [
            start(|all| drop(all.1.wait(all.0.lock().unwrap()))),
            start(|all| assert!(all.2.wait().is_leader())),
            start(|all| all.3.wait()),
            start(|_| _ = sync_channel(0).0.send(1)),
            start(|_| _ = channel::<u32>().1.recv()),
            start(|_| thread::park()),
        ];
        panic!("on purpose");
    });
    assert_eq!(report.verdict.word(), "panic");
}
