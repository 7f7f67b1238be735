//! `waitword_sim::std`: that std's names do on the simulator what they do on threads.

mod arcs;
mod atomics;
mod cells;
mod channels;
mod edges;
mod locks;
mod once;
mod ported;
mod threads;

use waitword_sim::{Exhaustive, Explorer, Granularity, Report};

/// Explores every execution.
fn exhaustive(program: impl Fn() + 'static) -> Report {
    Explorer::new().strategy(Exhaustive::new()).run(program)
}

/// Checks the program in both granularities.
fn in_both(program: impl Fn() + Clone + 'static) {
    // A park may return for no reason, which those who look at the time would notice.
    Explorer::new().spurious(0).check(program.clone());
    let white = Explorer::new().spurious(0);
    let white = white.granularity(Granularity::WhiteBox);
    white.executions(2_000).check(program);
}
