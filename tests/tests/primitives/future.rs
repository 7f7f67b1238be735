//! `Future`, `Promise`, `wait` and `as_completed` on every platform.
//!
//! | form | done | another task does it | past deadline | deadline passes |
//! |---|---|---|---|---|
//! | `result` `wait` | states | a_result_is_waited_for | - | - |
//! | `result_timeout` `wait_timeout` | timeouts | as `wait`: one path | timeouts | timeouts |
//! | `result_until` `wait_until` | as `_timeout` | as `wait`: one path | timeouts | timeouts |
//! | `failure` | states cancelled | as `wait`, which it calls | - | - |
//! | `poll` | a_std_future | a_std_future | - | - |
//! | `on_done` | callbacks | callbacks | - | - |
//! | `wait(..)` | waits | waits, wait_for_the_first_failure | waits | waits |
//! | `as_completed` | ac_01 | ac_01 | ac_02 | ac_02 |
//!
//! Work that panics: `pool`. EX-10 has no meaning: a failure is a variant, not a value that may be
//! false.

waitword_tests::on_every_platform! { future:
    states;
    a_result_is_waited_for;
    timeouts;
    cancelled;
    cancel_against_begin;
    callbacks;
    a_callback_panics;
    callbacks_of_a_cancel;
    a_std_future;
    waits;
    wait_for_the_first_failure;
    ac_01_no_timeout;
    ac_02_timeouts;
    ac_03_duplicates;
    ac_04_not_retained;
    waits_that_were_given_up_are_forgotten;
}
