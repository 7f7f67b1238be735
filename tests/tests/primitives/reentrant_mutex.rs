//! `ReentrantMutex` on every platform.
//!
//! | form | free | held by the caller | held by another | past deadline | deadline passes |
//! |---|---|---|---|---|---|
//! | `lock` | lk_01 lk_03 | rl_01 | lk_05 | - | - |
//! | `checked_lock` | lk_03 | rl_01 | as `lock`, which calls it | - | - |
//! | `try_lock` | lk_03 | rl_01 | lk_04 rl_04 | - | - |
//! | `lock_timeout` | lk_03 | rl_01 | lk_08 | lk_03 lk_08 | lk_08 lk_13 |
//! | `lock_until` | lk_03 | rl_01 | release_publishes | lk_03 lk_08 | lk_08 |
//!
//! Callers that cannot wait: `handler`. Too deep: a test in core, which can reach the count.
//! Release by a panic: lk_06. By drop while held: lk_02. By a process's death: not promised.
//! `Send`, `Sync` and borrows: `ui`. Const: `statics`. Size: `sizes`. RL-02, RL-06 and RL-08, a
//! release that is not the caller's to make, do not compile: a guard is the right to one release,
//! and stays on its thread (`ui`).

waitword_tests::on_every_platform! { reentrant_mutex:
    lk_01_acquire_release;
    lk_03_every_form_takes_a_free_lock;
    lk_04_try_on_a_held_lock;
    lk_05_one_release_lets_all_through;
    lk_06_a_panic_releases;
    lk_08_timeouts;
    lk_13_state_after_a_timeout;
    rl_01_reacquire;
    rl_03_locked;
    rl_05_debug;
    rl_07_09_depth;
    every_level_is_given_back;
    unsized_data;
    release_publishes;
}

/// The guard is forgotten.
mod forgotten {
    waitword_tests::leaking_on_every_platform! { reentrant_mutex:
        lk_02_drop_while_held;
        lk_14_made_new;
        rl_04_locked_by_a_task_that_has_ended;
    }
}

/// The simulator has no threads but its own.
mod threads_only {
    waitword_tests::on_threads! { reentrant_mutex:
        lk_07_foreign_threads;
    }
}
