//! More users than printers: a semaphore counts the free ones.
//!
//! A semaphore lets as many in as it has permits; the others wait until somebody leaves. Here
//! nobody has to be told which printer is free, only that one is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_core::runtime::name;
use waitword_core::{Runtime, Semaphore};

use super::{Program, Setting, Settings, join_all};

/// What the users share.
///
/// The counters are plain atomics, past the platform: they watch the program and take no part in
/// it, so there is nothing about them to schedule.
struct Office<R> {
    printers: Semaphore<R>,
    printing: AtomicU32,
    printed: AtomicU32,
}

/// Users who print their documents on a few printers, never more than one document on each.
pub fn printer<R: Runtime>(settings: &Settings) {
    let printers = settings.get("printers");
    let (users, documents): (u32, u32) = (settings.get("users"), settings.get("documents"));
    let office = Arc::new(Office {
        printers: Semaphore::<R>::new(printers),
        printing: AtomicU32::new(0),
        printed: AtomicU32::new(0),
    });
    name::<R, _>(&office.printers, format_args!("printers"));
    let come_in = |user| {
        let office = Arc::clone(&office);
        R::spawn(format_args!("user {user}"), move || {
            for _ in 0..documents {
                let permit = office.printers.acquire();
                let others = office.printing.fetch_add(1, Relaxed);
                assert!(others < printers, "more documents at once than printers");
                office.printed.fetch_add(1, Relaxed);
                office.printing.fetch_sub(1, Relaxed);
                drop(permit);
            }
        })
    };
    join_all((0..users).map(come_in).collect());
    assert_eq!(office.printed.load(Relaxed), users * documents);
    assert_eq!(office.printers.available(), printers, "a permit is lost");
}

pub(super) const fn program<R: Runtime>() -> Program {
    Program {
        name: "printer",
        summary: "Users who share a few printers: a semaphore lets in as many as there are",
        verdict: "ok",
        sizes: &[
            Setting {
                name: "users",
                meaning: "users who want to print",
                default: 6,
                range: 1..=100,
            },
            Setting {
                name: "printers",
                meaning: "printers, which is permits of the semaphore",
                default: 3,
                range: 1..=100,
            },
            Setting {
                name: "documents",
                meaning: "documents of each user",
                default: 1,
                range: 1..=1000,
            },
        ],
        run: printer::<R>,
    }
}
