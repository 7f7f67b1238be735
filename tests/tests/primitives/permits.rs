//! `Semaphore` with a limit, with several permits at once, and closed, on every platform.
//!
//! | form | there | too few | past deadline | it passes | tie | closed | cannot wait |
//! |---|---|---|---|---|---|---|---|
//! | `acquire_many` | every_form | starved | - | - | - | close | handler |
//! | `checked_acquire_many` | every_form | close | - | - | - | close | handler |
//! | `try_acquire_many` | every_form | every_form | - | - | - | close | handler |
//! | `acquire_many_timeout` | every_form | stress | times_out | times_out | tie | - | handler |
//! | `acquire_many_until` | every_form | close | times_out | tie | tie | close | one path |
//! | `acquire` and its forms | `semaphore` | starved | - | - | - | close | `semaphore` |
//!
//! More than there can be: every_form. Split: a_permit_is_split.
//! A limit: sm_12 sm_13 th_14. What it publishes: all_the_permits_publish, models. Const:
//! `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { permits:
    sm_12_bounded_release_unacquired;
    sm_13_bounded_debug;
    th_14_every_limit;
    every_form_takes_several;
    a_permit_is_split;
    who_wants_many_is_not_starved;
    collecting_times_out;
    close_refuses_all;
    stress;
    all_the_permits_publish;
}
