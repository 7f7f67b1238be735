//! Tests as the users of loom and shuttle write them, and as they are written for threads: what is
//! below the `use` lines is the same.

mod loom;
mod shuttle;

/// The bodies on threads of the machine, some times each.
mod on_threads {
    use std::{sync, thread, time};

    fn run(body: fn()) {
        (0..20).for_each(|_| body());
    }

    include!("ported/bodies.rs");
}

/// The same bodies, explored.
mod explored {
    use waitword_sim::std::{sync, thread, time};

    fn run(body: fn()) {
        waitword_sim::check(body);
    }

    include!("ported/bodies.rs");
}
