//! `Semaphore` on every platform.
//!
//! | form | a permit | none | past deadline | deadline passes | in that instant | cannot wait |
//! |---|---|---|---|---|---|---|
//! | `acquire` | sm_02 | sm_03 | - | - | - | handler |
//! | `checked_acquire` | sm_02 | as `acquire`, which calls it | - | - | - | handler |
//! | `try_acquire` | sm_02 sm_05 | sm_05 sm_06 | - | - | - | handler |
//! | `acquire_timeout` | sm_02 | sm_07 | sm_02 sm_07 | sm_07 | tie | handler |
//! | `acquire_until` | sm_02 | sm_07 | sm_02 sm_07 | sm_07 | tie | as `acquire_timeout` |
//! | `release` | sm_10 | lk_12 sm_03 sm_04 | - | - | - | handler: it need not wait |
//!
//! Release by a panic: sm_09. Past the maximum: sm_01 sm_10, and in a `static`: `ui`. Of none:
//! a_release_of_none. SM-08 is not met: the count is always given. A limit, several permits and
//! closing: `permits`. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { semaphore:
    lk_11_reacquire;
    lk_12_released_by_another;
    sm_01_counts_out_of_range;
    sm_02_every_form_takes_a_permit;
    sm_03_acquire_contended;
    sm_04_multirelease;
    sm_05_try_acquire;
    sm_06_try_acquire_contended;
    sm_07_timeouts;
    sm_09_a_panic_releases;
    sm_10_release_unacquired;
    sm_11_debug;
    state_after_a_timeout;
    a_release_of_none_changes_nothing;
    stress;
    release_publishes;
    ping_pong;
}
