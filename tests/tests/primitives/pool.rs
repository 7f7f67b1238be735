//! `ThreadPool`, `Executor::map` and scopes on every platform.
//!
//! EX-08 (no workers) and EX-11's buffer of none have no meaning: both counts are `NonZero`. EX-10
//! has none: see `future`.

waitword_tests::on_every_platform! { pool:
    ex_01_submit;
    ex_06_shutdown_race;
    ex_07_no_stale_references;
    panics_are_kept;
    shutdown_rejects;
    shutdown_cancels;
    drop_runs_what_is_queued;
    a_worker_drops_its_pool;
    cancelled_work_never_runs;
    an_initializer;
    an_initializer_panics;
    many_submit;
    results_in_time;
}

mod map {
    waitword_tests::on_every_platform! { map:
        ex_03_map;
        ex_04_map_exception;
        ex_05_map_timeout;
        ex_09_free_reference;
        ex_11_buffer;
        a_shutdown_ends_a_map;
    }
}

mod fork {
    waitword_tests::on_every_platform! { fork:
        a_tree_of_joins;
        a_large_tree_of_joins;
        a_sleeper_gets_a_half;
        panics_of_halves;
        spawned_work_borrows;
        spawned_work_panics;
        a_scope_after_a_shutdown;
    }
}
