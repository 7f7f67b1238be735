//! Hikers who wait for each other at each stop: a barrier.
//!
//! A barrier lets its parties go on once all of them have come, and is at once ready for the next
//! stop. Exactly one party of each stop is told that it was the last; here that one signs the book.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use waitword_core::runtime::name;
use waitword_core::{Barrier, Runtime};

use super::{Program, Setting, Settings, join_all};

/// Hikers who leave each stop only when all of them have reached it.
pub fn barrier<R: Runtime>(settings: &Settings) {
    let (hikers, stops): (u32, u32) = (settings.get("hikers"), settings.get("stops"));
    let together = Arc::new(Barrier::<R>::new(hikers));
    name::<R, _>(&*together, format_args!("stop"));
    // How many have reached each stop. Counted past the platform: nothing to schedule.
    let reached: Arc<[_]> = (0..stops).map(|_| AtomicU32::new(0)).collect();
    let set_out = |hiker| {
        let (together, reached) = (Arc::clone(&together), Arc::clone(&reached));
        R::spawn(format_args!("hiker {hiker}"), move || {
            let mut signatures = 0;
            for stop in reached.iter() {
                stop.fetch_add(1, Relaxed);
                let arrival = together.wait().expect("nobody breaks this barrier");
                assert_eq!(stop.load(Relaxed), hikers, "left before all had come");
                signatures += u32::from(arrival.is_leader());
            }
            signatures
        })
    };
    let signatures = join_all((0..hikers).map(set_out).collect());
    assert_eq!(signatures.iter().sum::<u32>(), stops, "one signs each stop");
}

pub(super) const fn program<R: Runtime>() -> Program {
    Program {
        name: "barrier",
        summary: "Hikers who leave each stop only when all have come: a barrier",
        verdict: "ok",
        sizes: &[
            Setting {
                name: "hikers",
                meaning: "hikers, which is parties of the barrier",
                default: 3,
                range: 1..=100,
            },
            Setting {
                name: "stops",
                meaning: "stops on the way",
                default: 2,
                range: 1..=1000,
            },
        ],
        run: barrier::<R>,
    }
}
