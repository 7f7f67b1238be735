//! Data races: data that two tasks touch, and nothing puts them in an order.

use std::sync::Arc;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};

use waitword_sim::std::cell::UnsafeCell;
use waitword_sim::{Exhaustive, Explorer, Memory, Mutex, Report, Verdict, Word, spawn};

/// Data and a word that says that it is there.
struct Mail {
    data: UnsafeCell<u32>,
    sent: Word,
}

// SAFETY: nothing makes it so; the simulator runs one task at a time, and tells of the race.
unsafe impl Sync for Mail {}

fn explore(program: impl Fn() + 'static) -> [Report; 2] {
    let program = Arc::new(program);
    [Memory::Sc, Memory::Cpp20].map(|memory| {
        let program = Arc::clone(&program);
        let explorer = Explorer::new().memory(memory).strategy(Exhaustive::new());
        explorer.run(move || program())
    })
}

/// One writes data and then says so; another looks, and reads it if it is there.
fn mail(send: Ordering, look: Ordering) -> impl Fn() {
    move || {
        let mail = Arc::new(Mail {
            data: UnsafeCell::new(0),
            sent: Word::new(0),
        });
        let other = Arc::clone(&mail);
        let task = spawn("sender", move || {
            // SAFETY: the pointer is that of the cell, and used at once.
            other.data.with_mut(|data| unsafe { *data = 7 });
            other.sent.store(1, send);
        });
        if mail.sent.load(look) == 1 {
            // SAFETY: the pointer is that of the cell, and used at once.
            mail.data.with(|data| assert_eq!(unsafe { *data }, 7));
        }
        task.join().unwrap();
    }
}

#[test]
fn data_behind_a_flag_that_releases_nothing() {
    for (send, look) in [(Relaxed, Acquire), (Release, Relaxed), (Relaxed, Relaxed)] {
        for report in explore(mail(send, look)) {
            let Verdict::DataRace(race) = &report.verdict else {
                panic!("{report}")
            };
            let tasks = [&*race.first.task, &*race.second.task];
            assert!(
                tasks.contains(&"sender") && tasks.contains(&"main"),
                "{report}"
            );
            let page = report.to_string();
            assert!(page.contains("races.rs"), "{page}");
        }
    }
    for report in explore(mail(Release, Acquire)) {
        assert!(report.verdict.is_ok() && report.complete, "{report}");
    }
}

#[test]
fn data_behind_a_lock_or_a_join() {
    let program = || {
        let total = Arc::new(Mutex::new(0));
        let other = Arc::clone(&total);
        let task = spawn("other", move || *other.lock() += 1);
        *total.lock() += 1;
        task.join().unwrap();
        assert_eq!(*total.lock(), 2);
    };
    for report in explore(program) {
        assert!(report.verdict.is_ok() && report.complete, "{report}");
    }
    for report in explore(|| {
        let mail = Arc::new(Mail {
            data: UnsafeCell::new(0),
            sent: Word::new(0),
        });
        let other = Arc::clone(&mail);
        // SAFETY: the pointer is that of the cell, and used at once.
        let write = move || other.data.with_mut(|data| unsafe { *data = 1 });
        spawn("other", write).join().unwrap();
        // SAFETY: the pointer is that of the cell, and used at once.
        mail.data.with(|data| assert_eq!(unsafe { *data }, 1));
    }) {
        assert!(report.verdict.is_ok() && report.complete, "{report}");
    }
}

#[test]
fn two_who_only_read_do_not_race() {
    for report in explore(|| {
        let mail = Arc::new(Mail {
            data: UnsafeCell::new(5),
            sent: Word::new(0),
        });
        let other = Arc::clone(&mail);
        // SAFETY: the pointer is that of the cell, and used at once.
        let task = spawn("other", move || other.data.with(|data| unsafe { *data }));
        // SAFETY: the pointer is that of the cell, and used at once.
        assert_eq!(mail.data.with(|data| unsafe { *data }), 5);
        assert_eq!(task.join().unwrap(), 5);
    }) {
        assert!(report.verdict.is_ok() && report.complete, "{report}");
    }
}
