//! The programs that are explored, the same for each simulator. The caller is one of the threads.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// Starts threads that do `$work` with `$shared`, does it too, and waits for them.
macro_rules! together {
    ($spawn:expr, $threads:expr, $shared:expr, $work:expr) => {
        let others: Vec<_> = (1..$threads)
            .map(|_| {
                let shared = Arc::clone(&$shared);
                $spawn(move || $work(&shared))
            })
            .collect();
        $work(&$shared);
        others.into_iter().for_each(|other| other.join().unwrap());
    };
}

/// The programs with the names of one simulator.
macro_rules! programs {
    ($simulator:ident: $mutex:ty, $number:ty, $spawn:expr, $guarded:ident => $guard:expr) => {
        pub(super) mod $simulator {
            use super::*;

            /// Threads that add to a number behind a mutex.
            pub(crate) fn locked(threads: u32, times: u32) {
                let number = Arc::new(<$mutex>::new(0));
                let work = move |$guarded: &$mutex| (0..times).for_each(|_| *$guard += 1);
                together!($spawn, threads, number, work);
                let $guarded = &number;
                assert_eq!(*$guard, threads * times);
            }

            /// Threads that add to an atomic number.
            pub(crate) fn added(threads: u32, times: u32) {
                let number = Arc::new(<$number>::new(0));
                let work = move |number: &$number| {
                    for _ in 0..times {
                        number.fetch_add(1, Relaxed);
                    }
                };
                together!($spawn, threads, number, work);
                assert_eq!(number.load(Relaxed), threads * times);
            }
        }
    };
}

programs!(ours: waitword_sim::Mutex<u32>, waitword_sim::Word,
    |body| waitword_sim::spawn("other", body), mutex => mutex.lock());
programs!(in_loom: loom::sync::Mutex<u32>, loom::sync::atomic::AtomicU32,
    loom::thread::spawn, mutex => mutex.lock().unwrap());
programs!(in_shuttle: shuttle::sync::Mutex<u32>, shuttle::sync::atomic::AtomicU32,
    shuttle::thread::spawn, mutex => mutex.lock().unwrap());
