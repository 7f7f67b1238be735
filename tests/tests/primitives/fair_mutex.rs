//! `FairMutex` on every platform.
//!
//! | form | free | held | past deadline | deadline passes | in that instant | cannot wait |
//! |---|---|---|---|---|---|---|
//! | `lock` | lk_01 lk_03 | lk_05 | - | - | - | handler |
//! | `checked_lock` | lk_03 | as `lock`, which calls it | - | - | - | handler |
//! | `try_lock` | lk_03 | lk_04 | - | - | - | handler |
//! | `lock_timeout` | lk_03 | lk_08 | lk_03 lk_08 | lk_08 lk_13 | models | handler |
//! | `lock_until` | lk_03 | release_publishes | lk_03 lk_08 | lk_08 | models | same |
//!
//! Fairness: nobody_is_overtaken; equal shares are not promised, and measured by the bench.
//! Release by a panic: lk_06. By drop while held: lk_02. By a process's death: not
//! promised. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { fair_mutex:
    lk_01_acquire_release;
    lk_03_every_form_takes_a_free_lock;
    lk_04_try_on_a_held_lock;
    lk_05_one_release_lets_all_through;
    lk_06_a_panic_releases;
    lk_08_timeouts;
    lk_09_debug;
    lk_13_state_after_a_timeout;
    nobody_is_overtaken;
    unsized_data;
    release_publishes;
}

/// The guard is forgotten.
mod forgotten {
    waitword_tests::leaking_on_every_platform! { fair_mutex:
        lk_02_drop_while_held;
        lk_14_made_new;
    }
}

/// The simulator has no threads but its own.
mod threads_only {
    waitword_tests::on_threads! { fair_mutex:
        lk_07_foreign_threads;
    }
}
