//! `RawLock` on every platform.
//!
//! | form | free | held | past deadline | deadline passes | in that instant | cannot wait |
//! |---|---|---|---|---|---|---|
//! | `lock` | lk_01 lk_03 | lk_05 lk_11 | - | - | - | handler |
//! | `checked_lock` | lk_03 | as `lock`, which calls it | - | - | - | handler |
//! | `try_lock` | lk_03 | lk_04 | - | - | - | handler |
//! | `lock_timeout` | lk_03 | lk_08 | lk_03 lk_08 | lk_08 lk_13 | as `Mutex`: one path | handler |
//! | `lock_until` | lk_03 | release_publishes | lk_03 lk_08 | lk_08 | as `lock_timeout` | same |
//! | `unlock` | released_while_free | lk_12 | - | - | - | handler |
//!
//! Release by a panic: lk_06. By drop while held: lk_02. By a process's death: not promised.
//! Const: `statics`. Size: `sizes`. LK-10 has no meaning outside Python.

waitword_tests::on_every_platform! { raw_lock:
    lk_01_acquire_release;
    lk_02_drop_while_held;
    lk_03_every_form_takes_a_free_lock;
    lk_04_try_on_a_held_lock;
    lk_05_one_release_lets_all_through;
    lk_06_a_panic_releases;
    lk_08_timeouts;
    lk_09_debug;
    lk_11_taken_again;
    lk_12_released_by_another;
    lk_13_state_after_a_timeout;
    lk_14_made_new;
    released_while_free;
    release_publishes;
}

/// The simulator has no threads but its own.
mod threads_only {
    waitword_tests::on_threads! { raw_lock:
        lk_07_foreign_threads;
    }
}
