//! `thread`: builder, registry, joins, names, stop tokens and hooks.
//!
//! What has no meaning here: TH-13, TH-16 and TH-20 are Python's own (a fork keeps no thread, and
//! Rust forks nothing by itself; targets are typed; no interpreter traces). TH-14 is a test of
//! `Semaphore`, TH-37 one of `Condvar`. TH-35: signals are the program's. TH-36: what is to be done
//! at a thread's end is a thread-local value's destructor; see LO in `local`. TH-07 and TH-17 to
//! TH-19 need processes that end: see `endings` in the tests' package.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use waitword_host::future::Failure;
use waitword_host::thread::{Builder, JoinError, active_count, current, enumerate, set_panic_hook};
use waitword_host::{Event, ReentrantMutex, Semaphore, Thread};

/// Long enough for everything that is to happen.
const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(10);

/// A thread that lives until the event is set.
fn waits(event: &Arc<Event>) -> waitword_host::thread::JoinHandle<bool> {
    let event = Arc::clone(event);
    let body = move || event.wait_timeout(LONG).is_ok();
    Builder::new().start(body).unwrap()
}

#[test]
fn th_01_name() {
    let named = Builder::new()
        .name("hi")
        .start(|| current().name())
        .unwrap();
    assert_eq!(
        (named.name(), named.result().unwrap()),
        ("hi".into(), "hi".into())
    );
    let default = Builder::new().start(th_02_args_argument).unwrap();
    let name = default.name();
    assert!(
        name.starts_with("Thread-") && name.ends_with(" (th_02_args_argument)"),
        "{name}"
    );
    default.result().unwrap();
}

#[test]
fn th_02_args_argument() {
    let (number, text) = (5, String::from("five"));
    let thread = Builder::new().start(move || (number, text)).unwrap();
    assert_eq!(thread.result().unwrap(), (5, "five".into()));
}

/// Ten threads of this stack, of which at most three run at a time.
fn various_ops(stack: Option<usize>) {
    let shared = Arc::new((Semaphore::new(3), ReentrantMutex::new(AtomicU32::new(0))));
    let start = |_| {
        let shared = Arc::clone(&shared);
        let mut builder = Builder::new();
        if let Some(bytes) = stack {
            builder = builder.stack_size(bytes);
        }
        let body = move || {
            let _permit = shared.0.acquire();
            let running = shared.1.lock().fetch_add(1, Relaxed) + 1;
            std::thread::yield_now();
            shared.1.lock().fetch_sub(1, Relaxed);
            assert!(running <= 3);
            current().native_id()
        };
        builder.start(body).unwrap()
    };
    let threads: Vec<_> = (0..10).map(start).collect();
    let ids: HashSet<_> = threads.iter().map(|thread| thread.id()).collect();
    assert_eq!(ids.len(), 10);
    for thread in threads {
        assert_eq!(thread.join_timeout(LONG), Ok(()));
        assert!(!thread.is_alive());
        let native = thread.native_id();
        assert!(native.is_some() && thread.result().unwrap() == native);
    }
    assert_eq!(shared.1.lock().load(Relaxed), 0);
}

#[test]
fn th_03_various_ops() {
    various_ops(None);
}

#[test]
fn th_04_various_ops_with_other_stacks() {
    various_ops(Some(256 << 10));
    various_ops(Some(1 << 20));
}

/// A thread that was not started here is known while it lives, and cannot be joined.
#[test]
fn th_05_foreign_thread() {
    let foreign = std::thread::spawn(|| {
        let me = current();
        assert!(me == current() && me.is_alive() && me.is_foreign() && me.is_daemon());
        assert!(enumerate().contains(&me));
        assert_eq!(me.join(), Err(JoinError::Foreign));
        me
    });
    let foreign = foreign.join().unwrap();
    assert!(!foreign.is_alive() && !enumerate().contains(&foreign));
    assert_eq!(foreign.join_timeout(SHORT), Err(JoinError::Foreign));
}

/// A thread that the system refuses leaves no trace.
#[test]
fn th_06_start_new_thread_failed() {
    let name = "too large to be";
    // More than any address space has.
    let refused = Builder::new().name(name).stack_size(1 << 62).start(|| ());
    let error = refused.map(|thread| thread.name()).unwrap_err();
    assert!(
        error.to_string().starts_with("cannot start a thread"),
        "{error}"
    );
    assert!(enumerate().iter().all(|thread| thread.name() != name));
}

#[test]
fn th_08_enumerate_after_join() {
    for _ in 0..99 {
        let thread = Builder::new().start(|| ()).unwrap();
        let known: Thread = thread.thread().clone();
        thread.join().unwrap();
        assert!(!enumerate().contains(&known));
    }
}

#[test]
fn th_09_join_from_multiple_threads() {
    for joiners in 2..20 {
        let event = Arc::new(Event::new());
        let thread = waits(&event);
        let join = |_| {
            let thread = thread.thread().clone();
            Builder::new().start(move || thread.join()).unwrap()
        };
        let joiners: Vec<_> = (0..joiners).map(join).collect();
        event.set();
        for joiner in joiners {
            assert_eq!(joiner.result().unwrap(), Ok(()));
        }
    }
}

#[test]
fn th_10_join_with_timeout() {
    let event = Arc::new(Event::new());
    let thread = waits(&event);
    assert_eq!(thread.join_timeout(SHORT), Err(JoinError::TimedOut));
    assert_eq!(
        thread.join_timeout(Duration::ZERO),
        Err(JoinError::TimedOut)
    );
    assert!(thread.is_alive());
    event.set();
    assert_eq!(thread.join_timeout(LONG), Ok(()));
    assert!(!thread.is_alive() && thread.result().unwrap());
}

#[test]
fn th_11_daemon_and_debug() {
    let is_daemon = |builder: Builder| {
        let inherits = || {
            Builder::new()
                .start(|| current().is_daemon())
                .unwrap()
                .result()
                .unwrap()
        };
        let thread = builder
            .start(move || (current().is_daemon(), inherits()))
            .unwrap();
        thread.result().unwrap()
    };
    assert_eq!(is_daemon(Builder::new()), (false, false));
    assert_eq!(is_daemon(Builder::new().daemon(false)), (false, false));
    assert_eq!(is_daemon(Builder::new().daemon(true)), (true, true));
    let event = Arc::new(Event::new());
    let body = Arc::clone(&event);
    let daemon = Builder::new().name("dim").daemon(true);
    let thread = daemon.start(move || body.wait()).unwrap();
    let text = format!("{:?}", thread.thread());
    assert!(
        text.starts_with("Thread(\"dim\", started daemon "),
        "{text}"
    );
    event.set();
    thread.join().unwrap();
    assert!(format!("{:?}", thread.thread()).starts_with("Thread(\"dim\", stopped daemon "));
}

/// The closure is dropped when it has run, though nobody joins.
#[test]
fn th_15_no_cycle_through_target() {
    let captured = Arc::new(());
    let own = Arc::clone(&captured);
    let thread = Builder::new().start(move || _ = &own).unwrap();
    thread.join_timeout(LONG).unwrap();
    assert_eq!(Arc::strong_count(&captured), 1);
    let own = Arc::clone(&captured);
    drop(Builder::new().start(move || drop(own)).unwrap());
}

#[test]
fn a_thread_cannot_wait_for_itself() {
    let thread = Builder::new().start(|| (current().join(), current().join_timeout(LONG)));
    let own = Err(JoinError::Own);
    assert_eq!(thread.unwrap().result().unwrap(), (own, own));
}

#[test]
fn a_panic_is_the_result_and_the_hook_is_told() {
    let told = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&told);
    set_panic_hook(move |thread, panic| {
        if thread.name() == "loud" {
            assert!(thread.is_alive() && *thread == current());
            count.fetch_add(1 + u32::from(panic.message() == Some("loudly")), Relaxed);
            std::panic::resume_unwind(Box::new("goes no further"));
        }
    });
    let panics = || std::panic::panic_any("loudly");
    let loud = Builder::new().name("loud").start(panics).unwrap();
    let failure: Result<(), _> = loud.result();
    let Err(Failure::Panicked(panic)) = failure else {
        panic!("it has panicked");
    };
    assert_eq!(panic.into_panic().downcast_ref(), Some(&"loudly"));
    assert_eq!(told.load(Relaxed), 2);
}

#[test]
fn a_thread_is_asked_to_stop() {
    let thread = Builder::new().start(|| {
        let stop = current().stop_token();
        (stop.is_requested() || stop.wait_timeout(LONG)) && stop.is_requested()
    });
    let thread = thread.unwrap();
    assert!(!thread.stop_token().wait_timeout(SHORT));
    thread.request_stop();
    assert!(thread.result().unwrap());
}

#[test]
fn the_living_are_counted() {
    let event = Arc::new(Event::new());
    let threads: Vec<_> = (0..3).map(|_| waits(&event)).collect();
    let living = enumerate();
    assert!(threads.iter().all(|thread| living.contains(thread)) && active_count() >= 3);
    event.set();
    threads.iter().for_each(|thread| thread.join().unwrap());
}

#[cfg(all(target_os = "linux", not(waitword_portable)))]
mod linux {
    use super::*;

    /// What the kernel calls the thread.
    fn comm(thread: &Thread) -> String {
        let native = thread.native_id().unwrap();
        let path = format!("/proc/self/task/{native}/comm");
        std::fs::read_to_string(path).unwrap().trim_end().to_owned()
    }

    #[test]
    fn th_12_main_thread() {
        use waitword_host::thread::main;
        // The tests run on threads of their own, so the main thread has not asked who it is.
        assert!(main().is_none_or(|main| main != current() && main.is_alive()));
    }

    #[test]
    fn th_34_names_of_the_system() {
        for (name, expected) in [
            ("short", "short"),
            ("of fifteen byte", "of fifteen byte"),
            ("of more than fifteen", "of more than fi"),
            ("fourteen byte ä", "fourteen byte"),
            ("zero\0byte", "zero"),
        ] {
            let gate = Arc::new(Event::new());
            let begun = Arc::new(Event::new());
            let (closed, begins) = (Arc::clone(&gate), Arc::clone(&begun));
            let body = move || {
                begins.set();
                closed.wait_timeout(LONG).is_ok()
            };
            let thread = Builder::new().name(name).start(body).unwrap();
            begun.wait();
            assert_eq!(
                (thread.name(), comm(&thread)),
                (name.into(), expected.into())
            );
            thread.set_name("renamed while it lives");
            assert_eq!(comm(&thread), "renamed while i");
            assert_eq!(thread.name(), "renamed while it lives");
            gate.set();
            assert!(thread.result().unwrap());
        }
        current().set_name("foreign");
        assert_eq!(comm(&current()), "foreign");
    }
}
