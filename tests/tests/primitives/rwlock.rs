//! `RwLock` on every platform.
//!
//! | form | free | read by others | written | past deadline | deadline passes | cannot wait |
//! |---|---|---|---|---|---|---|
//! | `write` | lk_01 lk_03 | a_waiting_writer | lk_05 | - | - | handler |
//! | `checked_write` | lk_03 | as `write` | as `write` | - | - | handler |
//! | `try_write` | lk_03 | every_form | lk_04 | - | - | handler |
//! | `write_timeout`, `_until` | lk_03 | the_door_opens | lk_08 | lk_08 | lk_08 lk_13 | handler |
//! | `read` | every_form | readers_meet | downgrade | - | - | handler |
//! | `checked_read`, `try_read` | every_form | every_form | every_form | - | - | handler |
//! | `read_timeout`, `_until` | every_form | every_form | every_form | same | same | handler |
//! | `upgradable_read` and so on | as `read`; another upgradable: one_upgradable_at_a_time ||||||
//! | `upgrade` | - | upgrade | - | - | - | handler |
//! | `try_upgrade` | upgrade_in_vain | upgrade_in_vain | - | - | - | handler |
//! | `upgrade_timeout`, `_until` | upgrade_in_vain | same | - | same | same | handler |
//! | `downgrade` | downgrade |||||
//!
//! Policies: a_waiting_writer_closes_the_door, who_goes_first_after_a_writer, and most others run
//! for each. Release by a panic: lk_06. By drop while held: lk_02. By a process's death: not
//! promised. `Send`, `Sync` and borrows: `ui`. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { rwlock:
    lk_01_acquire_release;
    lk_03_every_form_takes_a_free_lock;
    lk_04_try_on_a_held_lock;
    lk_05_one_release_lets_all_through;
    lk_06_a_panic_releases;
    lk_08_timeouts;
    lk_09_debug;
    lk_13_state_after_a_timeout;
    every_form_of_reading;
    readers_meet;
    a_waiting_writer_closes_the_door;
    the_door_opens_after_a_timeout;
    who_goes_first_after_a_writer;
    downgrade;
    upgrade;
    upgrade_in_vain;
    one_upgradable_at_a_time;
    unsized_data;
    mapped_guards;
    stress;
    release_publishes;
}

/// The guard is forgotten.
mod forgotten {
    waitword_tests::leaking_on_every_platform! { rwlock:
        lk_02_drop_while_held;
        lk_14_made_new;
    }
}

/// The simulator has no threads but its own.
mod threads_only {
    waitword_tests::on_threads! { rwlock:
        lk_07_foreign_threads;
    }
}
