//! `Condvar` on every platform.
//!
//! | form | notified | nobody notifies | past deadline | in that instant | cannot wait |
//! |---|---|---|---|---|---|
//! | `wait` | every_form | waits for ever | - | - | handler |
//! | `checked_wait` | every_form | waits for ever | - | - | handler |
//! | `wait_while` | cv_01 cv_06 | waits for ever | - | - | handler |
//! | `wait_timeout` | every_form | tie | tie | tie | handler |
//! | `wait_until` | every_form | tie | tie | tie | as `wait_timeout`: one path |
//! | `wait_timeout_while` | every_form | cv_05 cv_07 | cv_06 | tie | as `wait_timeout`: one path |
//! | `wait_until_while` | every_form | cv_05 | cv_06 | tie | as `wait_timeout`: one path |
//! | `notify_one` | cv_04 | cv_03 | - | - | handler: it need not wait |
//! | `notify` | cv_04 | cv_03 | - | - | handler: it need not wait |
//! | `notify_all` | cv_04 | cv_03 | - | - | handler: it need not wait |
//!
//! A panic in the condition: a_panic_in_the_condition_releases. CV-02, a wait without the mutex,
//! does not compile: `ui`. That one notification wakes exactly one is promised by no platform, so
//! CV-04 counts those whom the condition lets go. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { condvar:
    cv_01_a_wait_gives_the_mutex_back;
    cv_01_a_reentrant_mutex_is_given_back;
    cv_03_notify_without_the_mutex;
    cv_04_notify;
    cv_05_timeout;
    cv_06_wait_for;
    cv_07_the_deadline_is_for_all;
    every_form_is_notified;
    a_panic_in_the_condition_releases;
    stress;
}
