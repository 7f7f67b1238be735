//! Runners who wait for the starting shot: an event.
//!
//! An event is a flag that one task sets and any number wait for. Whoever comes after the shot does
//! not wait at all. What was written before the event is set is seen by everybody who waited for
//! it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_core::runtime::name;
use waitword_core::{Event, Runtime};

use super::{Program, Setting, Settings, join_all};

/// How long the race is, in metres, decided at the last moment.
const COURSE: u32 = 100;

struct Race<R> {
    shot: Event<R>,
    /// Written with `Relaxed` before the shot: the event alone makes it seen.
    course: AtomicU32,
}

/// Workers that all start on one event, and see what was prepared before it.
pub fn event<R: Runtime>(settings: &Settings) {
    let runners: u32 = settings.get("runners");
    let race = Arc::new(Race::<R> {
        shot: Event::new(),
        course: AtomicU32::new(0),
    });
    name::<R, _>(&race.shot, format_args!("starting shot"));
    let line_up = |runner| {
        let race = Arc::clone(&race);
        R::spawn(format_args!("runner {runner}"), move || {
            race.shot.wait();
            race.course.load(Relaxed)
        })
    };
    let running: Vec<_> = (0..runners).map(line_up).collect();
    race.course.store(COURSE, Relaxed);
    race.shot.set();
    let metres = join_all(running);
    assert!(metres.iter().all(|&run| run == COURSE), "started too early");
}

pub(super) const fn program<R: Runtime>() -> Program {
    Program {
        name: "event",
        summary: "Runners who all start on one event",
        verdict: "ok",
        sizes: &[Setting {
            name: "runners",
            meaning: "runners at the start",
            default: 3,
            range: 1..=100,
        }],
        run: event::<R>,
    }
}
